from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codequiz.answers import AnswerRecord
from codequiz.errors import UsageError
from codequiz.review import HORIZON_DAYS, schedule
from practice_records import NOW, answers

TODAY = NOW.date()


def missed(key: str, days_ago: float = 3.0, **values: object) -> AnswerRecord:
    return replace(answers(0, 1, days_ago=days_ago, question_hash=key)[0], **values)  # type: ignore[arg-type]


def right(key: str, days_ago: float) -> AnswerRecord:
    return missed(key, days_ago, correct=True)


def test_what_was_known_at_once_is_not_reviewed() -> None:
    plan = schedule([right("known", 5)], NOW)

    assert plan.items == ()
    assert plan.days == ()
    assert plan.due_today == ()


def test_a_missed_question_is_due() -> None:
    plan = schedule([missed("q", 3)], NOW)

    assert plan.due_today == ("q",)
    assert plan.items[0].lapses == 1
    assert plan.items[0].due <= TODAY
    assert 0 < plan.items[0].recall < 0.9


def test_a_guess_that_was_right_is_reviewed_too() -> None:
    assert [item.question_hash for item in schedule([missed("q", correct=True, guessed=True)], NOW).items] == ["q"]


def test_a_blank_says_nothing_of_knowing_and_is_left_out() -> None:
    assert schedule([missed("q", unanswered=True)], NOW).items == ()


def test_right_answers_push_the_next_review_away() -> None:
    dues = []
    history = [missed("q", 40)]
    for days_ago in (30, 20, 5):
        history.append(right("q", days_ago))
        dues.append(schedule(history, NOW).items[0].stability)

    assert dues == sorted(dues)
    assert schedule(history, NOW).items[0].due > TODAY


def test_the_most_urgent_come_first() -> None:
    plan = schedule([missed("late", 2), missed("early", 30), missed("later", 1)], NOW)

    assert [item.question_hash for item in plan.items] == ["early", "late", "later"]
    assert plan.due_today == ("early", "late", "later")


def test_questions_that_no_longer_exist_are_left_out() -> None:
    plan = schedule([missed("gone"), missed("here")], NOW, available=frozenset({"here"}))

    assert plan.due_today == ("here",)


def test_the_learners_own_midnight_is_what_counts() -> None:
    late_evening = datetime(2027, 2, 1, 23, 30, tzinfo=timezone(timedelta(hours=-5)))

    assert schedule([], late_evening).today == date(2027, 2, 1)
    assert schedule([], late_evening.astimezone(UTC)).today == date(2027, 2, 2)


def test_every_item_is_seen_again_before_the_exam_and_the_load_is_spread() -> None:
    records = [missed(f"q{n}") for n in range(100)]

    plan = schedule(records, NOW, TODAY + timedelta(days=20))

    first = Counter(key for day in plan.days for key in day.first)
    assert first == Counter({f"q{n}": 1 for n in range(100)})
    assert all(TODAY <= day.day < TODAY + timedelta(days=20) for day in plan.days)
    assert plan.unreachable == ()
    loads = [day.load for day in plan.days]
    assert max(loads) <= 2 * sum(loads) / 20


def test_an_item_that_is_not_due_before_the_exam_is_pulled_ahead_of_it() -> None:
    known_well = [missed("q", 300), right("q", 290), right("q", 250), right("q", 150), right("q", 1)]
    assert schedule(known_well, NOW).items[0].due > TODAY + timedelta(days=30)

    plan = schedule(known_well, NOW, TODAY + timedelta(days=30))

    assert [(day.day, day.first) for day in plan.days] == [(TODAY + timedelta(days=29), ("q",))]


def test_what_cannot_be_reached_is_said_with_what_it_would_take() -> None:
    plan = schedule([missed(f"q{n:02}") for n in range(50)], NOW, TODAY + timedelta(days=4), per_day=10)

    assert sum(len(day.first) for day in plan.days) == 40
    assert len(plan.unreachable) == 10
    assert plan.enough_per_day == 13
    assert schedule([missed(f"q{n}") for n in range(50)], NOW, TODAY + timedelta(days=4), per_day=13).unreachable == ()


def test_the_day_before_and_the_day_of_the_exam_still_have_today() -> None:
    for exam_date in (TODAY, TODAY + timedelta(days=1)):
        assert schedule([missed("q")], NOW, exam_date).due_today == ("q",)


def test_without_an_exam_everything_due_is_due_today() -> None:
    plan = schedule([missed(f"q{n}") for n in range(70)], NOW)

    assert len(plan.due_today) == 70
    assert all(day.day < TODAY + timedelta(days=HORIZON_DAYS) for day in plan.days)


def test_a_limit_without_an_exam_carries_the_rest_over() -> None:
    plan = schedule([missed(f"q{n}") for n in range(70)], NOW, per_day=30)

    assert len(plan.due_today) == 30
    assert plan.unreachable == ()


def test_an_exam_in_the_past_is_refused() -> None:
    with pytest.raises(UsageError, match="2027-01-31 is in the past"):
        schedule([missed("q")], NOW, date(2027, 1, 31))


def test_a_limit_of_nothing_is_refused() -> None:
    with pytest.raises(UsageError, match="1 or more"):
        schedule([missed("q")], NOW, per_day=0)


def test_a_clock_that_ran_ahead_does_no_harm() -> None:
    plan = schedule([missed("q", 5), missed("q", -400)], NOW)

    assert plan.items[0].lapses == 2
    assert plan.items[0].due <= TODAY + timedelta(days=1)


def test_the_order_of_records_does_not_matter() -> None:
    records = [missed(f"q{n % 7}", n + 1, correct=n % 3 == 0) for n in range(30)]

    assert schedule(records[::-1], NOW) == schedule(records, NOW)


@settings(max_examples=40)
@given(
    history=st.lists(st.tuples(st.integers(0, 12), st.floats(-10, 400), st.booleans()), max_size=40),
    days=st.one_of(st.none(), st.integers(0, 60)),
    per_day=st.one_of(st.none(), st.integers(1, 10)),
)
def test_each_item_has_one_next_review_or_is_named_as_unreachable(
    history: list[tuple[int, float, bool]], days: int | None, per_day: int | None
) -> None:
    records = [missed(f"q{key}", days_ago, correct=correct) for key, days_ago, correct in history]
    exam_date = None if days is None else TODAY + timedelta(days=days)

    plan = schedule(records, NOW, exam_date, per_day)

    placed = Counter(key for day in plan.days for key in day.first)
    assert all(count == 1 for count in placed.values())
    assert not placed.keys() & set(plan.unreachable)
    if exam_date is not None:
        assert placed.keys() | set(plan.unreachable) == {item.question_hash for item in plan.items}
        assert all(TODAY <= day.day <= max(TODAY, exam_date - timedelta(days=1)) for day in plan.days)
    if per_day is not None:
        assert all(day.load <= per_day for day in plan.days)
    for day in plan.days:
        assert len(set(day.first + day.again)) == day.load, "no question twice on a day"
