from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codequiz import formats
from codequiz.errors import InvalidDataError, UsageError
from codequiz.formats import Breaks, Navigation, Scale, parse

OWN = """id = "mine"
minutes = 60
pass_percent = 75
navigation = "forward"
breaks = "off-clock"
pretest = 2

[[part]]
name = "First"
minutes = 20

[[part]]
name = "Second"
minutes = 40

[[section]]
key = "digestive"
questions = 10

[[section]]
key = "rest"
domains = ["anatomy", "compliance"]
questions = 20
part = 2
"""


def test_cpc_150_is_the_default_and_as_the_facts_say() -> None:
    assert formats.names()[0] == formats.DEFAULT == "cpc-150"
    exam = formats.load("cpc-150")
    assert (exam.questions, exam.minutes, exam.pass_percent) == (150, 340, 70)
    assert exam.pace_seconds == 136
    assert "until 2021" in exam.note
    assert exam.navigation is Navigation.FREE
    assert exam.breaks is Breaks.ON_CLOCK


@pytest.mark.parametrize(
    ("name", "questions", "minutes"), [("cpc-100", 100, 240), ("coc", 100, 240), ("cca", 105, 120)]
)
def test_the_other_formats(name: str, questions: int, minutes: int) -> None:
    exam = formats.load(name)
    assert (exam.questions, exam.minutes) == (questions, minutes)


def test_every_row_of_a_shipped_format_has_a_source_and_a_confidence() -> None:
    for exam in formats.installed():
        facts = {fact.name for fact in exam.facts}
        assert {"minutes", "navigation", "breaks"} <= facts
        assert facts & {"pass_percent", "scaled"}
        for fact in (*exam.facts, *(section.fact for section in exam.sections)):
            assert fact.source, (exam.id, fact.name)
            assert fact.confidence is not None, (exam.id, fact.name)


def test_cca_passes_at_300_of_400_and_does_not_score_its_pretest_questions() -> None:
    exam = formats.load("cca")
    assert exam.pretest == 15
    assert exam.scale is not None
    assert exam.scale.scaled(exam.scale.percent) == 300


@given(st.floats(0, 100), st.floats(0, 100))
def test_a_scaled_score_never_falls_when_more_is_right(one: float, other: float) -> None:
    scale = Scale(100, 400, 300, 66.7)
    low, high = sorted((one, other))
    assert 100 <= scale.scaled(low) <= scale.scaled(high) <= 400


def test_a_users_own_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(OWN, encoding="utf-8")
    exam = formats.load(str(path))
    assert exam.navigation is Navigation.FORWARD
    assert exam.breaks is Breaks.OFF_CLOCK
    assert exam.pretest == 2
    assert [part.minutes for part in exam.parts] == [20, 40]
    assert exam.part_pace_seconds(0) == exam.part_pace_seconds(1) == 120
    assert exam.sections[1].domains == ("anatomy", "compliance")


@pytest.mark.parametrize(
    ("change", "to", "message"),
    [
        ("minutes = 60", "minutes = -1", "mine.toml:2: minutes must be a number from 1 to 1440"),
        ('"forward"', '"sideways"', "mine.toml:4: navigation must be one of: free, forward"),
        ("minutes = 40", "minutes = 41", "mine.toml:8: the parts have 61 minutes together, the exam has 60"),
        ("questions = 20", "questions = 0", "mine.toml:20: section must be a number from 1 to 1000"),
        ("part = 2", "part = 3", "mine.toml:20: section must be a number from 1 to 2"),
        ("pretest = 2", "pretest = 30", "mine.toml:6: pretest must be a whole number below"),
        ("pass_percent", "pass_mark", "unknown field 'pass_mark'"),
        ('key = "rest"', 'key = "digestive"', "the section 'digestive' is there twice"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(tmp_path: Path, change: str, to: str, message: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(OWN.replace(change, to), encoding="utf-8")
    _, problems = parse(path.read_text(encoding="utf-8"), "mine.toml")
    assert any(message in str(problem) for problem in problems), problems
    with pytest.raises(InvalidDataError):
        formats.load(str(path))


def test_an_unknown_name_says_which_there_are() -> None:
    with pytest.raises(UsageError) as caught:
        formats.load("ccs-p")
    assert "cpc-150, cca, coc, cpc-100" in caught.value.hint


@given(st.text(max_size=300))
def test_any_text_gives_problems_not_exceptions(text: str) -> None:
    result, problems = parse(text, "any.toml")
    assert result is None
    assert problems


def test_a_file_without_end_is_too_large() -> None:
    with pytest.raises(InvalidDataError, match="too large"):
        formats.load("/dev/zero")
