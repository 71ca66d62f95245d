"""Finished sessions as scores, each with how sure it is."""

from dataclasses import dataclass
from math import ceil

from codequiz.exam import Plan, State
from codequiz.proportions import Proportion, proportion


@dataclass(frozen=True, slots=True)
class DomainScore:
    """A domain's scored questions, and the time (seconds) that all of its `questions` took.

    `pace_seconds` is what the format gives for one question.
    """

    key: str
    score: Proportion
    answered: int
    seconds: float
    pace_seconds: float
    questions: int


@dataclass(frozen=True, slots=True)
class Changes:
    """What changing answers did: questions turned right, turned wrong, and neither."""

    gained: int
    lost: int
    neutral: int


@dataclass(frozen=True, slots=True)
class Score:
    """A session's result. `slowest` and `rushed` are positions (0-based)."""

    overall: Proportion
    answered: int
    pass_percent: float
    passed: bool
    scaled: int | None
    pretest: int
    domains: tuple[DomainScore, ...]
    changes: Changes
    slowest: tuple[int, ...]
    rushed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result in three values: `correct` of the scored questions, and what that is on the exam's scale, if any."""

    correct: int
    passed: bool
    scaled: int | None


def outcome(state: State) -> Outcome:
    """The result of a session as it stands; blanks count as wrong, pretest questions not at all."""
    plan = state.plan
    scored = [n for n, item in enumerate(plan.items) if item.scored]
    overall = proportion(sum(state.is_correct(n) for n in scored), len(scored))
    return Outcome(
        correct=overall.correct,
        # By count, not by percent: 70 % of 150 is exactly 105, whatever floating point makes of it.
        passed=overall.correct >= needed(plan),
        scaled=plan.scale.scaled(overall.percent) if plan.scale else None,
    )


def score(state: State) -> Score:
    """The outcome of a session with its intervals, by domain, and what stands out."""
    plan, reached = state.plan, outcome(state)
    scored = sum(item.scored for item in plan.items)
    return Score(
        overall=proportion(reached.correct, scored),
        answered=state.answered,
        pass_percent=plan.pass_percent,
        passed=reached.passed,
        scaled=reached.scaled,
        pretest=len(plan.items) - scored,
        domains=_domains(state),
        changes=_changes(state),
        slowest=_slowest(state),
        rushed=_rushed(state),
    )


def needed(plan: Plan) -> int:
    """How many scored questions must be right to pass."""
    count = sum(item.scored for item in plan.items)
    return ceil(round(count * plan.pass_percent / 100, 9))


def _domains(state: State) -> tuple[DomainScore, ...]:
    keys = [item.domain for item in state.plan.items]
    domains = []
    for key in dict.fromkeys(keys):
        members = [n for n, of in enumerate(keys) if of == key]
        scored = [n for n in members if state.plan.items[n].scored]
        domains.append(
            DomainScore(
                key=key,
                score=proportion(sum(state.is_correct(n) for n in scored), len(scored)),
                answered=sum(state.items[n].choice is not None for n in members),
                seconds=sum(state.items[n].seconds for n in members),
                pace_seconds=state.plan.pace_seconds(state.plan.items[members[0]].part),
                questions=len(members),
            )
        )
    return tuple(domains)


def _changes(state: State) -> Changes:
    gained = lost = neutral = 0
    for item, item_state in zip(state.plan.items, state.items, strict=True):
        if len(item_state.answers) > 1 and item_state.answers[0] != item_state.answers[-1]:
            before, after = item_state.answers[0] == item.answer, item_state.answers[-1] == item.answer
            gained += after
            lost += before
            neutral += not before and not after
    return Changes(gained, lost, neutral)


def is_slow(state: State, n: int) -> bool:
    """Whether a question took more than half again its pace."""
    return state.items[n].seconds > 1.5 * _pace(state, n)


def _slowest(state: State) -> tuple[int, ...]:
    """Up to three slow questions, the slowest first."""
    over = [n for n in _shown(state) if is_slow(state, n)]
    return tuple(sorted(over, key=lambda n: -state.items[n].seconds)[:3])


def _rushed(state: State) -> tuple[int, ...]:
    """Up to three wrong answers given in less than a quarter of the pace."""
    fast = [
        n
        for n in _shown(state)
        if state.items[n].choice is not None
        and not state.is_correct(n)
        and state.items[n].seconds < 0.25 * _pace(state, n)
    ]
    return tuple(sorted(fast, key=lambda n: state.items[n].seconds)[:3])


def _shown(state: State) -> list[int]:
    return [n for n, item in enumerate(state.items) if item.shown]


def _pace(state: State, n: int) -> float:
    return state.plan.pace_seconds(state.plan.items[n].part)
