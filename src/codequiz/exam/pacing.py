"""How the candidate stands against the clock, at one moment."""

from dataclasses import dataclass

from codequiz.exam.state import State


@dataclass(frozen=True, slots=True)
class SectionBudget:
    """A section's share of the time (seconds) and what was used of it."""

    key: str
    name: str
    questions: int
    answered: int
    seconds_budget: float
    seconds_used: float


@dataclass(frozen=True, slots=True)
class Pacing:
    """Times in seconds, of the current part.

    `seconds_ahead` is negative when behind: the time that the answered questions would have taken at the pace,
    with the current one granted up to its own pace, less the time used. `projected_seconds_left` and
    `projected_unanswered` go on from the candidate's own speed so far; None before the first answer.
    """

    seconds_left: float
    question_seconds: float
    pace_seconds: float
    seconds_ahead: float
    blanks: int
    projected_seconds_left: float | None
    projected_unanswered: int | None

    @property
    def questions_ahead(self) -> float:
        """The same lead in questions."""
        return self.seconds_ahead / self.pace_seconds


def pacing(state: State) -> Pacing:
    """How a session stands. Pass the state of now: `pacing(advance(state, now))`."""
    stretch = state.plan.parts[state.part]
    pace = state.plan.pace_seconds(state.part)
    used = state.part_used[state.part]
    blanks = len(state.blanks)
    answered = stretch.end - stretch.first - blanks
    current = state.current
    granted = min(current.seconds, pace) if current.choice is None else 0.0
    left = stretch.seconds - used
    projected_left: float | None = None
    unanswered: int | None = None
    if answered:
        # Time on the question in hand is part of what it will cost, not of what the answered ones cost.
        speed = max(used - granted, 0.0) / answered
        projected_left = left + granted - blanks * speed
        reachable = int((max(left, 0.0) + granted) / speed) if speed > 0 else blanks
        unanswered = max(0, blanks - reachable)
    return Pacing(
        seconds_left=left,
        question_seconds=current.seconds,
        pace_seconds=pace,
        seconds_ahead=answered * pace + granted - used,
        blanks=blanks,
        projected_seconds_left=projected_left,
        projected_unanswered=unanswered,
    )


def budgets(state: State) -> tuple[SectionBudget, ...]:
    """Each section's share of the session's time, in the plan's order."""
    budget = dict.fromkeys((section.key for section in state.plan.sections), 0.0)
    used = dict(budget)
    questions = dict.fromkeys(budget, 0)
    answered = dict.fromkeys(budget, 0)
    for item, item_state in zip(state.plan.items, state.items, strict=True):
        budget[item.section] += state.plan.pace_seconds(item.part)
        used[item.section] += item_state.seconds
        questions[item.section] += 1
        answered[item.section] += item_state.choice is not None
    return tuple(
        SectionBudget(
            section.key,
            section.name,
            questions[section.key],
            answered[section.key],
            budget[section.key],
            used[section.key],
        )
        for section in state.plan.sections
        if questions[section.key]
    )
