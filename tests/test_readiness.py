from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codequiz.answers import AnswerRecord, DomainWeight, ExamTarget
from codequiz.readiness import (
    FEWEST_ANSWERS,
    WIDEST_SCORE,
    Doubt,
    Readiness,
    TooFew,
    assess,
    outlook,
)
from practice_records import DOMAINS, EXAM, NOW, answers


def ready(records: list[AnswerRecord]) -> Readiness:
    said = assess(records, EXAM, NOW)
    assert isinstance(said, Readiness), str(said)
    return said


def refused(records: list[AnswerRecord]) -> TooFew:
    said = assess(records, EXAM, NOW)
    assert isinstance(said, TooFew)
    return said


def test_twenty_three_answers_are_too_few_to_tell() -> None:
    said = refused(answers(16, 7))

    assert str(said).startswith("too few to tell: 23 of about ")
    assert 70 <= said.about <= 130
    assert said.doubts == (Doubt.FEW,)


def test_an_empty_history_is_refused_and_still_names_the_domains() -> None:
    said = refused([])

    assert said.answers == 0
    assert [domain.n for domain in said.domains] == [0] * 5
    assert all(domain.mostly_borrowed for domain in said.domains)


def test_a_perfect_start_is_refused_all_the_same() -> None:
    refused(answers(FEWEST_ANSWERS - 1, 0))


def test_about_a_hundred_fresh_answers_near_the_mark_are_enough() -> None:
    refused(answers(42, 18))
    ready(answers(98, 42))


def test_what_is_told_is_known_well_enough() -> None:
    said = ready(answers(210, 90))

    assert said.score.width <= WIDEST_SCORE
    assert said.chance.low < said.chance.mean < said.chance.high


@pytest.mark.parametrize("values", [{"days_ago": 200}, {"seen_before": True}, {"domains": ["anatomy"]}])
def test_as_many_fresh_answers_as_it_says_are_enough(values: dict[str, Any]) -> None:
    poor = answers(84, 36, **values)
    said = refused(poor)
    missing = said.about - said.answers

    assert f"it takes about {missing} more, to new questions" in str(said)
    fresh = 1.25 * missing  # it says "about"
    ready(poor + answers(round(0.7 * fresh), round(0.3 * fresh), days_ago=0))


def test_questions_given_up_with_time_to_spare_are_wrong_answers() -> None:
    right = answers(200, 50)
    given_up = [replace(record, unanswered=True) for record in answers(0, 100, seconds=60.0)]
    said = ready(right + given_up)

    assert (said.evidence.answers, said.evidence.given_up) == (250, 100)
    assert said.score.mean == pytest.approx(ready(right + answers(0, 100)).score.mean, abs=0.02)
    assert said.score.mean < ready(right).score.mean - 0.1


def test_questions_that_the_clock_took_or_nobody_looked_at_are_no_wrong_answers() -> None:
    right = answers(200, 50)
    taken = [replace(record, unanswered=True, correct=False, seconds=0.0, session="b") for record in answers(0, 100)]
    ended = [
        replace(record, unanswered=n >= 40, correct=n < 32, seconds=135.0, session="timed-out")
        for n, record in enumerate(answers(50, 0))
    ]

    assert ready(right + taken).evidence.given_up == 0
    assert ready(right + taken).score.mean == ready(right).score.mean
    assert ready(right + ended).evidence.given_up == 0


def test_answers_of_long_ago_count_less_than_new_ones() -> None:
    new, old = outlook(answers(210, 90), EXAM, NOW), outlook(answers(210, 90, days_ago=200), EXAM, NOW)

    assert old.score.width > 1.5 * new.score.width
    assert Doubt.OLD in refused(answers(105, 45, days_ago=200)).doubts


def test_a_recent_change_outweighs_the_past() -> None:
    improved = answers(150, 150, days_ago=100) + answers(240, 60)
    declined = answers(240, 60, days_ago=100) + answers(150, 150)

    assert ready(improved).score.mean > 0.72
    assert ready(declined).score.mean < 0.62


def test_repeats_are_worth_less_than_new_questions() -> None:
    new, repeats = outlook(answers(240, 60), EXAM, NOW), outlook(answers(240, 60, seen_before=True), EXAM, NOW)

    assert repeats.score.mean < new.score.mean
    assert repeats.chance.mean < new.chance.mean
    assert repeats.score.width > new.score.width


def test_untimed_practice_is_worth_less_than_timed() -> None:
    timed, relaxed = (
        outlook(answers(240, 60), EXAM, NOW),
        outlook(answers(240, 60, under_exam_conditions=False), EXAM, NOW),
    )

    assert relaxed.chance.mean < timed.chance.mean
    assert relaxed.score.width > timed.score.width


def test_hard_questions_answered_say_more_than_easy_ones() -> None:
    easy, hard = outlook(answers(210, 90, difficulty=1), EXAM, NOW), outlook(answers(210, 90, difficulty=3), EXAM, NOW)

    assert hard.score.mean > easy.score.mean + 0.05


def test_a_hard_exam_is_harder_to_pass() -> None:
    hard = replace(EXAM, difficulty_mix=(0.1, 0.3, 0.6))

    assert outlook(answers(225, 75), hard, NOW).chance.mean < outlook(answers(225, 75), EXAM, NOW).chance.mean


def test_slow_work_costs_the_chance_of_passing() -> None:
    slow = ready(answers(240, 60, seconds=200.0))

    assert slow.pace.unanswered.mean > 5
    assert slow.pace.runs_out > 0.8
    assert slow.chance.mean < slow.chance_without_clock - 0.1
    assert ready(answers(240, 60)).pace.unanswered.mean < 1


def test_blanks_that_the_clock_left_are_no_evidence_of_ability() -> None:
    answered = answers(240, 60, seconds=200.0)
    blanks = [
        blank
        for session in {record.session for record in answered}
        for blank in answers(0, 24, seconds=0.0, unanswered=True, session=session)
    ]

    assert ready(answered + blanks).score.mean == pytest.approx(ready(answered).score.mean)
    assert ready(answered + blanks).chance.mean < ready(answered).chance.mean


def test_domains_without_answers_borrow_from_the_others_and_say_so() -> None:
    said = outlook(answers(240, 60, domains=DOMAINS[:4]), EXAM, NOW)
    by_name = {domain.domain: domain for domain in said.domains}

    assert by_name["digestive"].n == 0
    assert by_name["digestive"].mostly_borrowed
    assert not by_name["anatomy"].mostly_borrowed
    assert 0.65 < by_name["digestive"].share.mean < 0.85
    assert by_name["digestive"].share.width > 1.5 * by_name["anatomy"].share.width


def test_a_handful_of_wrong_answers_does_not_condemn_a_domain() -> None:
    said = outlook(answers(240, 60) + answers(0, 3, domains=["compliance"]), EXAM, NOW)
    few = outlook(answers(240, 60, domains=DOMAINS[:3]) + answers(0, 3, domains=["compliance"]), EXAM, NOW)

    assert {d.domain: d for d in said.domains}["compliance"].share.mean > 0.65
    assert {d.domain: d for d in few.domains}["compliance"].share.mean > 0.4


def test_answers_from_few_domains_are_refused_with_that_reason() -> None:
    said = refused(answers(50, 20, domains=["anatomy"]))

    assert said.doubts == (Doubt.NARROW,)
    assert "70 answers so far (only 1 of 5 domains were practised); it takes about" in str(said)


def test_practice_outside_the_exam_still_counts_for_the_person() -> None:
    said = outlook(answers(240, 60, domains=["dental"]), EXAM, NOW)

    assert [domain.domain for domain in said.domains] == list(DOMAINS)
    assert said.score.mean > outlook([], EXAM, NOW).score.mean


def test_a_clock_that_ran_ahead_makes_answers_of_today() -> None:
    assert ready(answers(240, 60, days_ago=-3)).evidence.newest_days == 0


def test_the_same_answers_give_the_same_word_in_any_order() -> None:
    records = answers(150, 60) + answers(100, 50, days_ago=20, seen_before=True)

    assert assess(records, EXAM, NOW) == assess(records, EXAM, NOW)
    assert ready(records[::-1]).chance.mean == pytest.approx(ready(records).chance.mean, abs=0.01)


@settings(max_examples=20)
@given(
    right=st.integers(0, 200),
    wrong=st.integers(0, 200),
    days=st.floats(0, 900),
    difficulty=st.integers(1, 3),
    seen=st.booleans(),
    strict=st.booleans(),
    seconds=st.floats(0, 100_000),
)
def test_chances_and_shares_are_probabilities_whatever_comes(
    right: int, wrong: int, days: float, difficulty: int, seen: bool, strict: bool, seconds: float
) -> None:
    records = answers(
        right, wrong, days_ago=days, difficulty=difficulty, seen_before=seen, under_exam_conditions=strict,
        seconds=seconds,
    )  # fmt: skip

    said = outlook(records, EXAM, NOW)

    for interval in (said.chance, said.score, *(domain.share for domain in said.domains)):
        assert 0 <= interval.low <= interval.mean <= interval.high <= 1
    assert 0 <= said.pace.unanswered.low <= said.pace.unanswered.high <= EXAM.questions


@settings(max_examples=15)
@given(right=st.integers(60, 140))
def test_more_right_answers_never_lower_the_chance(right: int) -> None:
    fewer, more = (outlook(answers(n, 200 - n), EXAM, NOW).chance.mean for n in (right, right + 20))

    assert more >= fewer - 0.01  # the draws' own noise


def test_more_answers_make_the_interval_narrower() -> None:
    widths = [outlook(answers(7 * n, 3 * n), EXAM, NOW).score.width for n in (5, 20, 80)]

    assert widths[0] > widths[1] > widths[2]


@pytest.mark.parametrize(
    "change",
    [
        {"weights": ()},
        {"weights": (DomainWeight("anatomy", 0),)},
        {"weights": (DomainWeight("anatomy", 5), DomainWeight("anatomy", 5))},
        {"minutes": 0},
        {"minutes": float("nan")},
        {"pass_percent": 101},
        {"difficulty_mix": (0.5, 0.5, 0.5)},
    ],
)
def test_an_exam_that_makes_no_sense_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="test-100: "):
        replace(EXAM, **change)  # type: ignore[arg-type]


def test_the_pass_mark_is_counted_in_questions() -> None:
    assert ExamTarget("x", (DomainWeight("anatomy", 150),), 70, 340).needed == 105
    assert EXAM.pace_seconds == 135
