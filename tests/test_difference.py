"""Comparing two releases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import release_files as files
from codequiz import code_sets
from codequiz.codes import System
from codequiz.errors import NothingFoundError, UsageError
from codequiz.releases.difference import Change, Totals, compare
from codequiz.releases.importing import Wanted
from codequiz.releases.model import CodeEntry
from release_files import WriteFile

CODES = st.dictionaries(
    st.sampled_from(["A00", "A000", "A001", "B99"]), st.tuples(st.sampled_from(["one", "two"]), st.booleans())
)


def entries(codes: dict[str, tuple[str, bool]]) -> list[CodeEntry]:
    return [CodeEntry(System.ICD10CM, code, title, billable=billable) for code, (title, billable) in codes.items()]


@given(CODES, CODES)
def test_comparing_the_other_way_round_turns_every_change_round(
    one: dict[str, tuple[str, bool]], other: dict[str, tuple[str, bool]]
) -> None:
    changes, totals = compare(entries(one), entries(other))
    back, back_totals = compare(entries(other), entries(one))
    turned = {Change.NEW: Change.DELETED, Change.HEADER: Change.BILLABLE}
    turned |= {after: before for before, after in turned.items()}
    assert sorted((turned.get(c.change, c.change), c.code) for c in changes) == sorted((c.change, c.code) for c in back)
    assert (totals.added, totals.deleted) == (back_totals.deleted, back_totals.added)
    assert totals.old_billable == back_totals.new_billable


@given(CODES)
def test_nothing_changed_against_itself(codes: dict[str, tuple[str, bool]]) -> None:
    assert compare(entries(codes), entries(codes))[0] == []


def test_accents_alone_are_no_new_title() -> None:
    plain, accented = (CodeEntry(System.ICD10CM, "H81", title, billable=True) for title in ("Meniere", "Ménière"))
    assert compare([plain], [accented])[0] == []


@pytest.mark.usefixtures("release_home")
def test_releases_and_files_are_compared(write: WriteFile) -> None:
    old = write("order-2025.txt", files.order_file(files.ORDER_2025))
    new = write("order-2026.zip", files.zipped({"o.txt": files.order_file(files.ORDER_2026)}))
    code_sets.import_files([old], Wanted())
    result = code_sets.compared("FY2025", str(new))
    assert [(changed.change, changed.printed) for changed in result.changes] == [
        (Change.RETITLED, "A00.0"),
        (Change.DELETED, "A00.9"),
        (Change.HEADER, "E78.0"),
        (Change.NEW, "E78.01"),
    ]
    assert result.totals == Totals(
        old_billable=4, new_billable=3, added=1, billable_added=1, deleted=1, retitled=1, to_header=1, terminated=0
    )


@pytest.mark.usefixtures("release_home")
def test_what_cannot_be_compared_is_said(write: WriteFile) -> None:
    order = write("order-2025.txt", files.order_file(files.ORDER_2025))
    pcs = write("pcs-2025.txt", files.order_file(files.PCS_ORDER))
    with pytest.raises(UsageError, match="different code systems"):
        code_sets.compared(str(order), str(pcs))
    with pytest.raises(NothingFoundError, match="no release"):
        code_sets.compared(str(order), "FY1999")


@pytest.mark.usefixtures("release_home")
def test_a_year_that_two_code_systems_have_is_taken_of_the_one_that_has_both(write: WriteFile) -> None:
    code_sets.import_files([write("order-2025.txt", files.order_file(files.ORDER_2025))], Wanted(edition="FY2025"))
    code_sets.import_files([write("order-2026.txt", files.order_file(files.ORDER_2026))], Wanted())
    code_sets.import_files([write("pcs-2026.txt", files.order_file(files.PCS_ORDER))], Wanted())

    found = code_sets.compared("FY2025", "FY2026")
    assert (found.old, found.new) == ("icd10cm:FY2025", "icd10cm:FY2026")

    code_sets.import_files([write("pcs-2025.txt", files.order_file(files.PCS_ORDER[1:]))], Wanted(edition="FY2025"))
    with pytest.raises(UsageError, match="both ICD-10-CM and ICD-10-PCS have these releases") as caught:
        code_sets.compared("FY2025", "FY2026")
    assert caught.value.hint == (
        "say which: codequiz codes diff icd10cm:FY2025 icd10cm:FY2026, or: codequiz codes diff icd10pcs:FY2025"
        " icd10pcs:FY2026"
    )
    assert code_sets.compared("icd10pcs:FY2025", "FY2026").new == "icd10pcs:FY2026"
