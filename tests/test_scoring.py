from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codequiz.exam import Answered, Event, Moved, Plan, State, Submitted, apply, start
from codequiz.formats import Scale
from codequiz.proportions import proportion
from codequiz.scoring import needed, score
from exam_support import FakeClock, make_plan


@pytest.mark.parametrize(
    ("correct", "n", "low", "high"), [(105, 150, 62, 77), (120, 150, 73, 86), (4, 6, 30, 90), (0, 0, 0, 100)]
)
def test_intervals_are_wilsons(correct: int, n: int, low: int, high: int) -> None:
    found = proportion(correct, n)
    assert (round(found.low), round(found.high)) == (low, high)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_the_share_and_narrows(pair: tuple[int, int]) -> None:
    correct, n = pair
    found = proportion(correct, n)
    more = proportion(correct * 4, n * 4)
    assert 0 <= found.low <= found.percent <= found.high <= 100
    assert more.high - more.low < found.high - found.low


def test_six_questions_are_too_few_to_tell() -> None:
    assert proportion(4, 6).is_too_few
    assert not proportion(105, 150).is_too_few


@pytest.mark.parametrize(("count", "right"), [(150, 105), (100, 70), (10, 7), (5, 4), (1, 1)])
def test_the_pass_mark_is_70_percent_of_all_questions(count: int, right: int) -> None:
    assert needed(make_plan(count)) == right


def answered(plan: Plan, *choices: tuple[int, ...]) -> State:
    """Each question answered with these choices in turn, ten seconds each."""
    clock = FakeClock()
    state = start(plan, clock.now())
    for n, given_choices in enumerate(choices):
        events: list[Event] = [Moved(n), *(Answered(choice) for choice in given_choices)]
        for event in events:
            clock.advance(5)
            state = apply(state, event, clock.now())
    return apply(state, Submitted(), clock.now())


def test_blanks_count_as_wrong() -> None:
    result = score(answered(make_plan(4), (0,), (1,), (), (0,)))
    assert (result.overall.correct, result.overall.n, result.answered, result.passed) == (2, 4, 3, False)


def test_what_changing_answers_did() -> None:
    result = score(answered(make_plan(5), (1, 0), (1, 0), (0, 3), (3,), (0, 1, 0)))
    assert (result.changes.gained, result.changes.lost, result.changes.neutral) == (1, 1, 1)


def test_pretest_questions_do_not_count() -> None:
    plan = make_plan(4)
    items = (replace(plan.items[0], scored=False), *plan.items[1:])
    result = score(answered(replace(plan, items=items), (3,), (1,), (2,), (3,)))
    assert (result.overall.correct, result.overall.n, result.pretest) == (3, 3, 1)
    assert result.passed


def test_a_scaled_score() -> None:
    plan = replace(make_plan(4), scale=Scale(100, 400, 300, 75.0), pass_percent=75.0)
    assert score(answered(plan, (0,), (1,), (2,), (0,))).scaled == 300
    assert score(answered(plan, (0,), (1,), (2,), (3,))).scaled == 400


def test_slow_questions_and_rushed_misses_are_named() -> None:
    clock = FakeClock()
    state = start(make_plan(4), clock.now())
    for seconds, event in ((300, Answered(0)), (0, Moved(1)), (10, Answered(0)), (0, Moved(2)), (100, Answered(2))):
        clock.advance(seconds)
        state = apply(state, event, clock.now())
    result = score(state)
    assert result.slowest == (0,)
    assert result.rushed == (1,)
