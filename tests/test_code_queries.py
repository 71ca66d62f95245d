"""Codes as coders type and paste them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codequiz.codes import System, lookalikes, normalise, parts
from codequiz.found import Found
from codequiz.lookup import Lookup


def codes(found: Found) -> list[str]:
    return [hit.code for hit in found.answer.hits]


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "E 11.9",
            "E11 .9",
            "E11 9",
            "E11,9",
            "dx E11,9",
            "ICD-10: E11 .9.",
            "E11-9",
            "E11_9",
            "E11.9.",
            "E11.9:",
            "(E11.9)",
            '"E11.9"',
            "#E11.9",
        ),
        *("ICD E11.9", "icd-10 e11.9", "icd10e119", "dx E11.9", "code E11.9", "what is E11.9", "E11.9?"),
    ],
)
def test_a_code_is_found_through_what_stands_around_it(engine: Lookup, typed: str) -> None:
    found = engine.find(typed)
    assert found.code is not None
    assert found.code.printed == "E11.9"


@pytest.mark.parametrize("typed", ["CPT45378", "cpt: 45378", "CPT #45378", "cpt code 45378"])
def test_the_system_may_stand_before_the_code(engine: Lookup, typed: str) -> None:
    found = engine.find(typed)
    assert found.code is not None
    assert found.code.printed == "45378"


@pytest.mark.parametrize(
    "typed", ["E11.9 I10", "E11.9/I10", "E11.9 and I10", "E11.9 vs. I10", "(E11.9, I10)", "E11.9|I10"]
)
def test_codes_are_joined_in_many_ways(engine: Lookup, typed: str) -> None:
    assert codes(engine.find(typed)) == ["E11.9", "I10"]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [("K35.80 acute appendicitis", "K35.80"), ("E11.9 pain", "E11.9"), ("colonoscopy 45378", "45378")],
)
def test_a_code_beside_words_comes_first(engine: Lookup, typed: str, wanted: str) -> None:
    found = engine.find(typed)
    assert codes(found)[0] == wanted
    assert len(codes(found)) == len(set(codes(found))) > 1


@pytest.mark.parametrize(("typed", "meant"), [("024.410", "O24.410"), ("O24.41O", "O24.410"), ("JI885", "J1885")])
def test_a_letter_for_a_digit_is_no_code_but_near_to_one(engine: Lookup, typed: str, meant: str) -> None:
    found = engine.find(typed)
    assert codes(found) == []
    assert found.missing == normalise(typed)
    assert found.nearest[0].printed == meant


def test_an_x_for_what_follows_lists_the_category(engine: Lookup) -> None:
    assert codes(engine.find("E11.x", limit=400)) == codes(engine.find("E11*", limit=400))
    assert codes(engine.find("W11.x")) == ["W11.XXXA", "W11.XXXD", "W11.XXXS"]


def test_of_a_header_only_what_is_billable_below_it_where_that_is_asked(engine: Lookup) -> None:
    found = engine.find("K35", billable=True, limit=100)
    assert len(codes(found)) == found.total > 5
    assert all(hit.billable for hit in found.answer.hits)
    assert codes(engine.find("I10", billable=True)) == ["I10"]
    assert codes(engine.find("25", billable=True)) == ["25"]


@pytest.mark.parametrize(
    ("typed", "system"),
    [
        ("moderate pain", System.ICD10CM),
        ("covid-19", System.ICD10CM),
        ("h1n1", System.ICD10CM),
        ("c diff", System.ICD10CM),
        ("type 2 diabetes", System.ICD10CM),
        ("what is copd", System.ICD10CM),
        ("12 lead", System.CPT),
    ],
)
def test_words_stay_words(engine: Lookup, typed: str, system: System) -> None:
    found = engine.find(typed)
    assert found.code is None
    assert not found.missing
    assert found.answer.hits[0].system is system
    assert found.answer.hits[0].matched != "code"


@given(st.text(max_size=60))
def test_parts_have_nothing_around_them(text: str) -> None:
    written, _ = parts(text)
    assert all(part and part == part.strip("()[]\"'.:# ") for part in written)


@given(st.from_regex(r"[0-9A-Z]{1,7}", fullmatch=True))
def test_what_a_code_looks_like_is_as_long_and_another(code: str) -> None:
    others = lookalikes(code)
    assert code not in others
    assert len(others) == len(set(others))
    assert all(len(other) == len(code) for other in others)
