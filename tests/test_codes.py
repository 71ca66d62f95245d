"""Identifiers, however they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codequiz.codes import CodePattern, System, beginnings, format_code, normalise, parse_pattern, shapes


@pytest.mark.parametrize("typed", ["e119", "E11.9", "e11.9 ", " E119", "E 11.9"])
def test_a_code_is_the_same_however_it_is_typed(typed: str) -> None:
    assert normalise(typed) == "E119"


@pytest.mark.parametrize(
    ("typed", "system"),
    [
        ("E11.9", System.ICD10CM),
        ("U07.1", System.ICD10CM),
        ("99213", System.CPT),
        ("0001F", System.CPT),
        ("J1885", System.HCPCS),
        ("0DTJ4ZZ", System.ICD10PCS),
        ("LT", System.MODIFIER),
        ("25", System.MODIFIER),
    ],
)
def test_an_identifier_is_recognised_by_its_shape(typed: str, system: System) -> None:
    assert system in shapes(typed)


@pytest.mark.parametrize("typed", ["", "heart", "E", "diabetes", "1234567890", "é11.9"])
def test_what_is_no_identifier_has_no_shape(typed: str) -> None:
    assert not [system for system in shapes(typed) if system is not System.MODIFIER]


@pytest.mark.parametrize(
    ("typed", "systems"),
    [
        ("992", {System.CPT, System.ICD10PCS}),
        ("4538", {System.CPT, System.ICD10PCS}),
        ("J3", {System.ICD10CM, System.HCPCS}),
        ("0DT", {System.ICD10PCS}),
        ("S13.4X", {System.ICD10CM}),
        ("J18.", {System.ICD10CM}),
    ],
)
def test_a_beginning_is_recognised_by_its_shape(typed: str, systems: set[System]) -> None:
    assert set(beginnings(typed)) == systems


@pytest.mark.parametrize("typed", ["", "E", "heart", "XX", "47115", "J1885", "10900", "0DTJ4ZZ", "1234567", "é1"])
def test_what_is_complete_or_no_code_begins_none(typed: str) -> None:
    assert beginnings(typed) == ()


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("E11.4*", "E114", "E114"),
        ("E11.-", "E11", "E11"),
        ("E10-E13", "E10", "E13"),
        ("99202-99205", "99202", "99205"),
        ("e10 to e13", "E10", "E13"),
    ],
)
def test_prefixes_and_ranges_are_read(typed: str, first: str, last: str) -> None:
    assert parse_pattern(typed) == CodePattern(first, last)


@pytest.mark.parametrize("typed", ["x-ray", "E13-E10", "follow-up", "*", "covid-19", "abc*", "t-cell", "L4-5"])
def test_words_with_hyphens_are_no_ranges(typed: str) -> None:
    assert parse_pattern(typed) is None


@given(st.from_regex(r"[A-TV-Z][0-9][0-9A-Z][0-9A-Z]{0,4}", fullmatch=True))
def test_formatting_and_normalising_undo_each_other(code: str) -> None:
    assert normalise(format_code(System.ICD10CM, code)) == code


@given(st.text(max_size=40))
def test_no_text_breaks_the_readers(text: str) -> None:
    shapes(text)
    parse_pattern(text)
