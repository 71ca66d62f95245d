"""What the five learners of docs/readiness.md are told, and what to work on next."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from five_learners import PEOPLE, told

from codequiz.answers import DomainWeight
from codequiz.readiness import (
    Doubt,
    Readiness,
    TooFew,
    focus,
    outlook,
)
from codequiz.report.wording import chance_text
from practice_records import DOMAINS, EXAM, NOW, answers


def said_of(name: str) -> Readiness | TooFew:
    return told(next(person for person in PEOPLE if person.name == name))


def test_ana_with_one_good_evening_hears_that_it_is_too_early() -> None:
    assert str(said_of("Ana")).startswith("too few to tell: 23 of about")


def test_ben_hears_that_he_is_ready() -> None:
    ben = said_of("Ben")
    assert isinstance(ben, Readiness)
    assert ben.chance.low > 0.9


def test_carla_hears_that_it_is_a_coin_toss_and_where_her_points_are() -> None:
    carla = next(person for person in PEOPLE if person.name == "Carla")
    said = told(carla)
    assert isinstance(said, Readiness)
    assert 0.3 < said.chance.mean < 0.7
    gains = sorted(said.domains, key=lambda domain: domain.share.mean)
    assert {gain.domain for gain in gains[:2]} == set(carla.weak)


def test_dev_hears_that_the_clock_is_his_trouble() -> None:
    dev = said_of("Dev")
    assert isinstance(dev, Readiness)
    assert dev.chance.mean < 0.35
    assert dev.chance_without_clock > 0.85
    assert dev.pace.unanswered.mean > 15


def test_eve_who_repeats_without_a_clock_hears_that_nothing_can_be_told() -> None:
    eve = said_of("Eve")
    assert isinstance(eve, TooFew)
    assert set(eve.doubts) == {Doubt.REPEATED, Doubt.RELAXED}


# ---- what next


def test_an_hour_goes_where_weight_times_room_is_greatest() -> None:
    exam = replace(
        EXAM, weights=(DomainWeight("anatomy", 10), DomainWeight("radiology", 10), DomainWeight("medicine", 80))
    )
    records = (
        answers(90, 10, domains=["anatomy"])
        + answers(50, 50, domains=["radiology"])
        + answers(80, 20, domains=["medicine"])
    )

    found = focus(records, outlook(records, exam, NOW).domains, exam, NOW)

    assert [gain.domain for gain in found.domains] == ["medicine", "radiology", "anatomy"]
    assert all(gain.per_hour.low <= gain.per_hour.mean <= gain.per_hour.high for gain in found.domains)
    assert all(gain.is_measured for gain in found.domains)


def test_a_domain_never_practised_is_marked_as_unmeasured() -> None:
    records = answers(90, 10, domains=DOMAINS[:4])

    gains = {g.domain: g for g in focus(records, outlook(records, EXAM, NOW).domains, EXAM, NOW).domains}

    assert not gains["digestive"].is_measured
    assert gains["digestive"].n == 0


def test_tags_and_reasons_are_ranked_by_the_points_they_cost() -> None:
    records = (
        answers(10, 20, domains=["anatomy"], tags=("modifier-59",), miss_reason="rule")
        + answers(10, 5, domains=["anatomy"], tags=("laterality", "laterality"), miss_reason="misread")
        + answers(0, 2, domains=["radiology"], tags=("contrast",))
        + answers(100, 10)
    )

    found = focus(records, outlook(records, EXAM, NOW).domains, EXAM, NOW)

    assert [(tag.key, tag.misses, tag.n) for tag in found.tags] == [("modifier-59", 20, 30), ("laterality", 5, 15)]
    assert [(reason.key, reason.misses, reason.n) for reason in found.reasons] == [("rule", 20, 25), ("misread", 5, 25)]
    assert found.reasons[0].share == pytest.approx(0.8)
    assert 0 < found.tags[1].at_stake < found.tags[0].at_stake < 20


def test_what_was_missed_lately_weighs_more_than_what_was_missed_long_ago() -> None:
    records = answers(0, 10, miss_reason="time", days_ago=300) + answers(100, 8, miss_reason="rule")

    assert focus(records, outlook(records, EXAM, NOW).domains, EXAM, NOW).reasons[0].key == "rule"


def test_no_misses_mean_no_weaknesses() -> None:
    records = [replace(r, answered_at=r.answered_at - timedelta(hours=1)) for r in answers(60, 0, tags=("x",))]

    found = focus(records, outlook(records, EXAM, NOW).domains, EXAM, NOW)

    assert (found.tags, found.reasons) == ((), ())


def test_the_docs_show_what_is_said_of_the_five() -> None:
    text = (Path(__file__).parents[1] / "docs" / "readiness.md").read_text(encoding="utf-8")
    for person in PEOPLE:
        row = next(line for line in text.splitlines() if line.startswith(f"| {person.name} "))
        said = told(person)
        shown = chance_text(said.chance.mean) if isinstance(said, Readiness) else str(said).partition(":")[0]
        assert shown in row
        assert person.tutor in row
