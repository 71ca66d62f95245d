"""Queries written in codes, as lookup answers them from the shipped code sets."""

import pytest

from codequiz.codes import System, normalise
from codequiz.found import Found
from codequiz.lookup import Lookup


def codes(found: Found) -> list[str]:
    return [hit.code for hit in found.answer.hits]


@pytest.mark.parametrize("typed", ["e119", "E11.9", "e11.9 ", "icd-10 code for E11.9", "ICD10: e119"])
def test_a_code_is_found_however_it_is_written(engine: Lookup, typed: str) -> None:
    found = engine.find(typed)
    assert found.code is not None
    assert found.code.printed == "E11.9"


def test_a_code_of_each_system_is_found(engine: Lookup) -> None:
    for typed, system in [("U07.1", "icd10cm"), ("45378", "cpt"), ("J1885", "hcpcs"), ("LT", "modifier")]:
        found = engine.find(typed)
        assert found.code is not None, typed
        assert found.code.system == system


def test_90630_is_a_cpt_code_and_no_hcpcs_code(engine: Lookup) -> None:
    found = engine.find("90630")
    assert found.code is not None
    assert found.code.system is System.CPT
    assert engine.find("90630", systems=[System.HCPCS]).code is None


def test_several_codes_are_all_found(engine: Lookup) -> None:
    assert codes(engine.find("E11.9, I10 45378")) == ["E11.9", "I10", "45378"]


def test_of_several_codes_those_that_are_none_are_named(engine: Lookup) -> None:
    found = engine.find("E11.9 47115 I10")
    assert codes(found) == ["E11.9", "I10"]
    assert found.code is None
    assert found.unknown == ("47115",)
    none = engine.find("47115, 70499")
    assert codes(none) == []
    assert (none.missing, none.unknown) == ("47115", ("70499",))


@pytest.mark.parametrize("typed", ["99213-25", "99213 -25", "99213 25", "99213, 25"])
def test_a_procedure_with_its_modifier_is_both(engine: Lookup, typed: str) -> None:
    assert codes(engine.find(typed)) == ["99213", "25"]


def test_modifiers_after_a_procedure_may_be_small(engine: Lookup) -> None:
    assert codes(engine.find("27447-rt-59")) == ["27447", "RT", "59"]
    assert codes(engine.find("j1885 jw")) == ["J1885", "JW"]
    assert codes(engine.find("99213-99215")) == ["99213", "99214", "99215"]


@pytest.mark.parametrize("typed", ["0DTJ4ZZ", "0dt", "0DTJ", "icd-10-pcs code for appendectomy"])
def test_a_system_that_is_not_installed_is_named_as_what_is_missing(engine: Lookup, typed: str) -> None:
    found = engine.find(typed)
    assert found.absent == (System.ICD10PCS,)
    assert codes(found) == []


def test_what_is_asked_of_a_system_that_is_not_installed_is_not_answered_from_others(engine: Lookup) -> None:
    found = engine.find("appendectomy", systems=[System.ICD10PCS])
    assert found.absent == (System.ICD10PCS,)
    assert codes(found) == []


@pytest.mark.parametrize("typed", ["47115", "xyzzyq", "3d", "5fu", "2nd", "10900"])
def test_nothing_is_missing_where_a_query_has_no_need_of_it(engine: Lookup, typed: str) -> None:
    assert engine.find(typed).absent == ()


def test_a_prefix_lists_everything_below_it(engine: Lookup) -> None:
    found = engine.find("E11.4*", limit=50)
    assert codes(found) == ["E11.4", "E11.40", "E11.41", "E11.42", "E11.43", "E11.44", "E11.49"]
    assert codes(engine.find("E11.4-", limit=50)) == codes(found)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("992", "99202"),
        ("4538", "45380"),
        ("3044", "3044F"),
        ("J18", "J18"),
        ("l18", "L1810"),
        ("A425", "A4253"),
        ("S13.4X", "S13.4XXA"),
        ("J3", "J30"),
        ("e1", "E10"),
    ],
)
def test_the_beginning_of_codes_lists_them(engine: Lookup, typed: str, first: str) -> None:
    found = engine.find(typed, limit=10_000)
    begin = normalise(typed)
    if found.code is not None:
        assert found.code.printed == first
        return
    assert codes(found)[0] == first
    assert all(normalise(code).startswith(begin) for code in codes(found))
    assert found.total == len(codes(found))
    assert f"{typed} → {typed}*" in found.answer.hits[0].matched


def test_a_beginning_of_fewer_characters_than_a_category_lists_categories(engine: Lookup) -> None:
    diagnoses = engine.find("e1", systems=[System.ICD10CM], limit=100)
    assert codes(diagnoses) == ["E10", "E11", "E13", "E15", "E16"]
    assert all(hit.billable for hit in engine.find("h1", billable=True, limit=100).answer.hits)


@pytest.mark.parametrize("typed", ["47115", "70499", "K35.2X", "K35.89X", "I10.9", "A42.5", "99999", "J9998", "E11.99"])
def test_what_looks_complete_is_no_beginning(engine: Lookup, typed: str) -> None:
    found = engine.find(typed)
    assert codes(found) == []
    assert found.missing == normalise(typed)
    assert found.nearest
    assert all(near.level.is_code for near in found.nearest)


def test_a_dot_says_that_an_icd_10_cm_code_is_meant(engine: Lookup) -> None:
    assert engine.find("E11.99").missing_systems == (System.ICD10CM,)
    assert set(engine.find("E1199").missing_systems) == {System.ICD10CM, System.HCPCS}


def test_the_nearest_codes_come_nearest_first(engine: Lookup) -> None:
    nearest = [code.printed for code in engine.find("K35.4").nearest]
    assert nearest[:4] == ["K35.2", "K35.3", "K35.8", "K35"]


@pytest.mark.parametrize(("typed", "wanted"), [("A1C", "83036"), ("b12", "82607"), ("t4", "84436"), ("12", "93000")])
def test_what_people_say_is_a_word_before_it_is_a_beginning(engine: Lookup, typed: str, wanted: str) -> None:
    assert codes(engine.find(typed))[0] == wanted


def test_a_prefix_of_billable_codes_fills_its_limit(engine: Lookup) -> None:
    found = engine.find("E11*", billable=True, limit=5)
    assert len(codes(found)) == 5
    assert all(hit.billable for hit in found.answer.hits)
    assert found.total == len(codes(engine.find("E11*", billable=True, limit=10_000)))


def test_a_range_lists_what_lies_between_its_ends(engine: Lookup) -> None:
    found = engine.find("E10-E13", systems=[System.ICD10CM], limit=2000)
    assert {code[:3] for code in codes(found)} == {"E10", "E11", "E13"}
    assert found.total == len(found.answer.hits)
    assert codes(engine.find("70551-70553")) == ["70551", "70552", "70553"]


@pytest.mark.parametrize(
    ("typed", "system"), [("47115", System.CPT), ("70499", System.CPT), ("E11.99", System.ICD10CM)]
)
def test_a_code_that_is_not_installed_is_never_invented(engine: Lookup, typed: str, system: System) -> None:
    found = engine.find(typed)
    assert codes(found) == []
    assert found.missing_systems[0] is system
    assert found.nearest
