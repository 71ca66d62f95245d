"""The project's own code files: every row is well formed and names codes that exist."""

import re
from collections import Counter
from pathlib import Path
from xml.etree.ElementTree import parse

import pytest

from codequiz import paths
from codequiz.codes import normalise
from codequiz.releases import shipped
from codequiz.releases.model import CodeEntry, Level
from codequiz.releases.tabular import parse_tabular
from codequiz.search.words import is_weak, stems

CODES = paths.shipped("codes")


def rows(name: str) -> list[dict[str, str]]:
    return [row for _, row in shipped.read_csv(CODES / name)]


@pytest.fixture(scope="module")
def icd10cm() -> dict[str, CodeEntry]:
    path = shipped.tabular_file()
    assert path is not None
    entries = parse_tabular(parse(path).getroot())
    return {entry.code: entry for entry in entries if entry.level not in {Level.CHAPTER, Level.BLOCK}}


@pytest.mark.parametrize(
    ("name", "at_least"),
    [("icd10cm.csv", 500), ("cpt.csv", 1000), ("hcpcs.csv", 500), ("modifiers.csv", 100), ("synonyms.csv", 2000)],
)
def test_the_files_hold_what_they_promise(name: str, at_least: int) -> None:
    assert len(rows(name)) >= at_least


@pytest.mark.parametrize("name", ["icd10cm.csv", "cpt.csv", "hcpcs.csv", "modifiers.csv"])
def test_codes_are_unique_and_sorted(name: str) -> None:
    codes = [row["code"] for row in rows(name)]
    assert codes == sorted(codes)
    assert [code for code, count in Counter(codes).items() if count > 1] == []


@pytest.mark.parametrize("path", sorted(CODES.glob("*.csv")), ids=lambda path: path.name)
def test_no_cell_is_padded_or_holds_control_characters(path: Path) -> None:
    for line, row in shipped.read_csv(path):
        for cell in row.values():
            assert cell == cell.strip(), f"{path.name}:{line}"
            assert cell.isprintable(), f"{path.name}:{line}"


def test_every_everyday_name_is_of_a_code_that_exists(icd10cm: dict[str, CodeEntry]) -> None:
    assert [row["code"] for row in rows("icd10cm.csv") if normalise(row["code"]) not in icd10cm] == []


def test_cpt_rows_say_where_they_stand() -> None:
    sections = Counter(row["section"] for row in rows("cpt.csv"))
    assert set(sections) == {
        "Evaluation and Management", "Anesthesia", "Surgery", "Radiology", "Pathology and Laboratory", "Medicine",
        "Category II", "Category III",
    }  # fmt: skip
    for row in rows("cpt.csv"):
        assert re.fullmatch(r"\d{4}[0-9FTUM]", row["code"]), row
        assert row["add_on"] in {"", "yes"}, row
        assert row["modifier_51_exempt"] in {"", "yes"}, row
        assert row["common"] in {"1", "2", "3"}, row


def test_hcpcs_rows_are_of_every_letter_but_dental() -> None:
    letters = {row["code"][0] for row in rows("hcpcs.csv")}
    assert letters == set("ABCEGHJKLMPQRSTUV")


def test_synonyms_mean_codes_that_exist(icd10cm: dict[str, CodeEntry]) -> None:
    known = {name: {row["code"] for row in rows(f"{name}.csv")} for name in ("cpt", "hcpcs")}
    known["modifier"] = {row["code"] for row in rows("modifiers.csv")}
    known["icd10cm"] = set(icd10cm)
    unknown = [
        (synonym.term, code)
        for synonym in shipped.synonyms()
        for system, code in synonym.codes
        if code not in known[system]
    ]
    assert unknown == []


def test_every_synonym_says_something() -> None:
    kinds = {"abbreviation", "lay", "eponym", "procedure", "supply", "word"}
    for row in rows("synonyms.csv"):
        assert row["term"] == row["term"].lower(), row
        assert row["kind"] in kinds, row
        assert row["words"] or row["codes"], row


def test_each_alternative_of_a_synonym_says_something_by_itself() -> None:
    """A comma parts alternatives: a title copied with its comma leaves a half such as "unspecified" or "stage 3a"."""
    halves = [
        (synonym.term, meaning)
        for synonym in shipped.synonyms()
        if synonym.kind in {"lay", "eponym", "abbreviation"} and len(synonym.meanings) > 1
        for meaning in synonym.meanings
        if synonym.term not in {"w", "w/", "wo", "w/o", "w/wo"}  # these do stand for `with` and `without`
        and (all(is_weak(one) for one in stems(meaning)) or re.match(r"(stage|with|without|due to)\b", meaning))
    ]
    assert halves == []


def test_no_synonym_is_written_twice() -> None:
    told = Counter(tuple(row.values()) for row in rows("synonyms.csv"))
    assert [row for row, count in told.items() if count > 1] == []
