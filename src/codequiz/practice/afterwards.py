"""After the end: which questions to look at, and practising them again."""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from codequiz.errors import NothingFoundError
from codequiz.exam import Mode, PartPlan, Plan, State
from codequiz.formats import Navigation
from codequiz.practice.setup import Setup
from codequiz.questions import Question
from codequiz.scoring import is_slow


class Show(StrEnum):
    """Which of a finished session's questions are listed."""

    ALL = "all"
    WRONG = "wrong"
    BLANK = "blank"
    FLAGGED = "flagged"
    SLOW = "slow"


def listed(state: State, show: Show) -> tuple[int, ...]:
    """The positions (0-based) that `show` asks for. A blank is not right, so it is among the wrong ones too."""
    match show:
        case Show.ALL:
            return tuple(range(len(state.items)))
        case Show.WRONG:
            return tuple(n for n in range(len(state.items)) if not state.is_correct(n))
        case Show.BLANK:
            return tuple(n for n, item in enumerate(state.items) if item.choice is None)
        case Show.FLAGGED:
            return tuple(n for n, item in enumerate(state.items) if item.flagged)
        case Show.SLOW:
            return tuple(n for n in range(len(state.items)) if is_slow(state, n))


def again(plan: Plan, questions: Sequence[Question], positions: Sequence[int], seed: int) -> Setup:
    """A session over these questions of another one, as they were there, each followed by its rationale.

    Raises NothingFoundError when there is none.
    """
    if not positions:
        raise NothingFoundError("there is no question to practise again", "choose another filter")
    chosen = sorted(set(positions))
    items = tuple(replace(plan.items[n], part=0, scored=True) for n in chosen)
    seconds = sum(plan.pace_seconds(plan.items[n].part) for n in chosen)
    present = {item.section for item in items}
    repeat = replace(
        plan,
        mode=Mode.REVIEW,
        seed=seed,
        navigation=Navigation.FREE,
        scale=None,
        sections=tuple(section for section in plan.sections if section.key in present),
        parts=(PartPlan("", 0, len(items), round(seconds, 3)),),
        items=items,
    )
    return Setup(repeat, tuple(questions[n] for n in chosen), len(items), ())
