from codequiz.exam import Answered, Moved, Pacing, advance, apply, budgets, pacing, start
from exam_support import FakeClock, make_plan


def after_answers(count: int, seconds_each: float, extra: float = 0.0) -> Pacing:
    clock = FakeClock()
    state = start(make_plan(150, notice_seconds=1800), clock.now())
    for n in range(count):
        clock.advance(seconds_each)
        state = apply(apply(state, Answered(0), clock.now()), Moved(n + 1), clock.now())
    clock.advance(extra)
    return pacing(advance(state, clock.now()))


def test_at_the_start_nobody_is_ahead_or_behind() -> None:
    pace = after_answers(0, 0)
    assert (pace.seconds_left, pace.pace_seconds, pace.seconds_ahead) == (20_400, 136, 0)
    assert pace.projected_seconds_left is None


def test_slower_than_the_pace_is_behind_in_time_and_questions() -> None:
    pace = after_answers(10, 204)
    assert pace.seconds_ahead == -680
    assert pace.questions_ahead == -5
    assert pace.projected_seconds_left == 20_400 - 150 * 204
    assert pace.projected_unanswered == 50, "20,400 s are 100 questions at 204 s"


def test_faster_than_the_pace_is_ahead_and_finishes_early() -> None:
    pace = after_answers(50, 100)
    assert pace.seconds_ahead == 1800
    assert pace.projected_seconds_left == 20_400 - 15_000
    assert pace.projected_unanswered == 0


def test_the_question_in_hand_costs_nothing_until_it_is_over_its_pace() -> None:
    assert after_answers(10, 136, extra=100).seconds_ahead == 0
    late = after_answers(10, 136, extra=236)
    assert late.seconds_ahead == -100
    assert late.question_seconds == 236


def test_each_section_has_its_budget() -> None:
    clock = FakeClock()
    state = start(make_plan(5), clock.now())
    clock.advance(30)
    (budget,) = budgets(advance(state, clock.now()))
    assert (budget.questions, budget.answered, budget.seconds_budget, budget.seconds_used) == (5, 0, 680, 30)
