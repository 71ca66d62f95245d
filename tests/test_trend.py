from datetime import timedelta
from random import Random

import pytest

from codequiz.answers import AnswerRecord
from codequiz.trend import Change, pace_change, trends
from practice_records import answers


def test_no_answers_make_no_trend() -> None:
    assert trends([]) == ()


def test_all_domains_come_first_then_each_by_name() -> None:
    found = trends(answers(30, 20, domains=["radiology", "anatomy"]))

    assert [trend.domain for trend in found] == ["", "anatomy", "radiology"]
    assert sum(point.n for point in found[0].points) == 50


def test_points_are_spans_of_time_in_order() -> None:
    found = trends(answers(50, 50, days_ago=100) + answers(80, 20, days_ago=50) + answers(100, 0, days_ago=1))[0]

    assert [point.score for point in found.points] == [50, 80, 100]
    assert [point.end for point in found.points] == sorted(point.end for point in found.points)
    assert all(0 <= point.low <= point.score <= point.high <= 100 for point in found.points)


def test_one_day_is_one_point() -> None:
    assert len(trends(answers(20, 20), points=24)[0].points) == 1


def test_never_more_points_than_asked_for() -> None:
    records = [record for n in range(100) for record in answers(5, 5, days_ago=n)]

    assert len(trends(records, points=12)[0].points) == 12


def test_blanks_cost_score_and_no_time() -> None:
    point = trends(answers(10, 0, seconds=90.0) + answers(0, 10, seconds=0.0, unanswered=True))[0].points[0]

    assert point.score == 50
    assert point.seconds == pytest.approx(90)


def test_only_blanks_have_no_pace() -> None:
    point = trends(answers(0, 3, unanswered=True))[0].points[0]

    assert point.seconds is None
    assert point.end - point.start < timedelta(minutes=1)


def test_points_hold_ten_answers_on_average() -> None:
    assert len(trends([record for n in range(30) for record in answers(1, 0, days_ago=n)])[0].points) == 3


def test_a_change_is_named_only_when_luck_does_not_explain_it() -> None:
    before, after = answers(20, 30, days_ago=40), answers(40, 10, days_ago=2)

    assert trends(before + after)[0].change is Change.UP
    assert trends(answers(40, 10, days_ago=40) + answers(20, 30, days_ago=2))[0].change is Change.DOWN
    assert trends(answers(6, 4, days_ago=40) + answers(7, 3, days_ago=2))[0].change is Change.UNCLEAR
    assert trends(answers(1, 0))[0].change is Change.UNCLEAR
    assert trends(answers(30, 0))[0].change is Change.UNCLEAR


def test_a_sitting_is_never_cut_in_two() -> None:
    sitting = [record for n in range(4) for record in answers(10, 0, days_ago=10 - n, session="long")]

    assert [point.n for point in trends(sitting + answers(20, 0, days_ago=1))[0].points] == [40, 20]


def sittings(*seconds: float, strict: bool = True) -> list[AnswerRecord]:
    """A sitting of ten answers at each of these paces, a day apart."""
    return [
        record
        for n, pace in enumerate(seconds)
        for record in answers(
            7, 3, days_ago=len(seconds) - n, seconds=pace, session=f"{strict}{n}", under_exam_conditions=strict
        )
    ]


def test_a_pace_that_changes_little_beside_what_days_differ_is_no_change() -> None:
    steady = pace_change(sittings(100, 140, 90, 130, 95, 120, 105, 110))

    assert steady is not None
    assert (steady.sittings, steady.change) == (8, Change.UNCLEAR)
    assert 90 < steady.later < steady.earlier < 140


@pytest.mark.parametrize(
    ("paces", "change"), [((130, 128, 132, 101, 99, 100), Change.UP), ((80,) * 3 + (99,) * 3, Change.DOWN)]
)
def test_a_clear_change_of_pace_is_one(paces: tuple[float, ...], change: Change) -> None:
    found = pace_change(sittings(*paces))

    assert found is not None
    assert found.change is change


def test_a_few_sittings_say_nothing_of_pace() -> None:
    assert pace_change([]) is None
    assert pace_change(sittings(130, 130, 130, 90, 90)) is None


def test_pace_is_taken_from_timed_sittings_where_there_are_enough() -> None:
    mixed = pace_change(sittings(100, 101, 102, 100, 101, 102) + sittings(30, 30, 30, strict=False))
    relaxed = pace_change(sittings(60, 61, 62, 50, 51, 52, strict=False))

    assert mixed is not None
    assert relaxed is not None
    assert (mixed.timed, mixed.sittings, mixed.change) == (True, 6, Change.UNCLEAR)
    assert (relaxed.timed, relaxed.sittings) == (False, 6)


def test_steady_learners_are_seldom_told_that_they_changed() -> None:
    luck = Random(5)
    told = [pace_change(sittings(*(luck.lognormvariate(4.6, 0.15) for _ in range(8)))) for _ in range(400)]

    changed = sum(found is not None and found.change is not Change.UNCLEAR for found in told)
    assert 0.05 < changed / len(told) < 0.15, "one in ten, as it says"
