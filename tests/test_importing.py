"""Official files become releases: recognised by content, whole or not at all, side by side."""

import re
from pathlib import Path

import pytest

import release_files as files
from codequiz import code_sets
from codequiz.codes import System
from codequiz.errors import InvalidDataError
from codequiz.lookup import Lookup
from codequiz.releases import imported, installed
from codequiz.releases.importing import Wanted, prepare
from codequiz.releases.model import NoteKind, Part
from codequiz.releases.reading import entries
from import_support import book, bring_in, only
from release_files import WriteFile

pytestmark = pytest.mark.usefixtures("release_home")


@pytest.mark.parametrize(
    ("content", "system", "name", "entries", "billable"),
    [
        (files.order_file(files.ORDER_2026), "icd10cm", "FY2026", 7, 3),
        (files.codes_file(files.ORDER_2026), "icd10cm", "FY2026-codes", 3, 3),
        (files.TABULAR.encode(), "icd10cm", "FY2026-tabular", 9, 5),
        (files.INDEX.encode(), "icd10cm", "FY2025-index", 8, 4),
        (
            files.INDEX.replace("INDEX TO DISEASES", "External Cause").encode(),
            "icd10cm",
            "FY2025-external-causes",
            8,
            4,
        ),
        (files.NEOPLASMS.encode(), "icd10cm", "FY2025-neoplasms", 2, 2),
        (files.DRUGS_CSV, "icd10cm", "FY2026-drugs", 2, 2),
        (files.order_file(files.PCS_ORDER), "icd10pcs", "FY2026", 2, 1),
        (files.PCS_TABLES.encode(), "icd10pcs", "FY2026-tables", 2, 5),
        (files.hcpcs_file(files.HCPCS), "hcpcs", "2025-Q1", 3, 1),
        (files.workbook(files.HCPCS_SHEET), "hcpcs", "2025-Q1", 2, 1),
        (files.CPT_LONG, "cpt", "2026", 3, 3),
        (files.CPT_CONSUMER, "cpt", "2026-consumer", 1, 1),
        (b"code;title\r\nA0.00;no\r\n".replace(b"A0.00", b"A00.0"), "icd10cm", "FY2026", 1, 1),
    ],
)
def test_a_file_is_recognised_by_its_content(
    write: WriteFile, content: bytes, system: str, name: str, entries: int, billable: int
) -> None:
    release = only(bring_in(write("2026 thing.bin", content)))
    assert (release.system, release.name, release.entries, release.billable) == (system, name, entries, billable)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_the_encoding_it_is_in(write: WriteFile, encoding: str) -> None:
    content = "code,title\nG20.A1,Ménière – or Parkinson’s\n".encode(encoding)
    bring_in(write("x.csv", content), wanted=Wanted(edition="FY2026"))
    code_sets.use("FY2026")
    found = book().find(System.ICD10CM, "G20A1")
    assert found is not None
    assert found.title == "Ménière – or Parkinson’s"


@pytest.mark.parametrize(
    ("encoding", "end", "above"),
    [("ascii", "\r", "ORDER  CODE  TITLE\n"), ("utf-16-be", "\r", ""), ("utf-8-sig", "\n", "")],
)
def test_an_order_file_is_read_however_its_lines_end(write: WriteFile, encoding: str, end: str, above: str) -> None:
    # As many as an official file, whose end is looked at.
    rows = [(f"{letter}{n:03}", 1, "Thing") for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" for n in range(100, 1000)]
    rows += [(f"{letter}{n:03}{m}", 1, "Thing") for letter in "ABC" for n in range(100, 1000) for m in range(10)]
    rows += [(f"{letter}{n:03}{m}", 1, "Thing") for letter in "DE" for n in range(100, 1000) for m in range(10)]
    text = above + files.order_file(rows).decode().replace("\r\n", "\n")
    (folder := write("x", b"").parent / "staging").mkdir()
    path = write("order-2026.txt", text.replace("\n", end).encode(encoding))
    (release,) = prepare([path], folder, (), Wanted(), lambda *_: None).added
    assert (release.entries, release.is_sample) == (len(rows), False)


def test_an_index_without_a_title_is_told_by_its_codes(write: WriteFile) -> None:
    text = files.INDEX.replace("<title>ICD-10-CM INDEX TO DISEASES and INJURIES</title>", "")
    assert only(bring_in(write("i.xml", text.encode()))).part is Part.INDEX
    injuries = re.sub(r"<code>[A-Z]", "<code>W", text)
    assert only(bring_in(write("e.xml", injuries.encode()))).part is Part.EXTERNAL_CAUSES


def test_a_zip_takes_what_it_knows_and_says_what_it_left(write: WriteFile) -> None:
    archive = files.zipped(
        {
            "icd10cm-order-2026.txt": files.order_file(files.ORDER_2026),
            "deep/er/icd10cm-codes-2026.txt": files.codes_file(files.ORDER_2026),
            "guide.pdf": b"%PDF-1.7",
            "addenda.txt": b"Add:         A000    Something\r\nDelete:      A001    Another\r\n",
            "empty.txt": b"",
            "inner.zip": files.zipped({"pcs.txt": files.order_file(files.PCS_ORDER)}),
        }
    )
    done = bring_in(write("a.zip", archive))
    assert [release.identifier for release in done.prepared.added] == [
        "icd10cm:FY2026",
        "icd10pcs:undated-" + done.prepared.added[1].sha256[:6],
    ]
    reasons = {left.name.rsplit(": ", 1)[-1]: left.reason for left in done.prepared.left}
    assert reasons.keys() == {"icd10cm-codes-2026.txt", "guide.pdf", "addenda.txt", "empty.txt"}
    assert "icd10cm-order-2026.txt" in reasons["icd10cm-codes-2026.txt"]


def test_a_gzipped_file_is_read(write: WriteFile) -> None:
    assert only(bring_in(write("o2026.gz", files.gzipped(files.order_file(files.ORDER_2026))))).entries == 7


def test_importing_the_same_again_changes_nothing(write: WriteFile, release_home: Path) -> None:
    path = write("order-2026.txt", files.order_file(files.ORDER_2026))
    bring_in(path)
    before = {file: file.stat().st_mtime_ns for file in release_home.rglob("*") if file.is_file()}
    again = bring_in(write("other name.zip", files.zipped({"o.txt": path.read_bytes()})))
    assert not again.prepared.added
    assert [release.identifier for release in again.prepared.known] == ["icd10cm:FY2026"]
    after = {
        file: file.stat().st_mtime_ns for file in release_home.rglob("*") if file.is_file() and file.name != ".lock"
    }
    assert after == {file: when for file, when in before.items() if file.name != ".lock"}


def test_importing_again_with_an_edition_names_what_was_there(write: WriteFile) -> None:
    path = write("o.txt", files.order_file(files.ORDER_2026))
    undated = only(bring_in(path))
    assert undated.effective_from is None
    code_sets.use(undated.identifier)
    named = only(bring_in(path, wanted=Wanted(edition="FY2026-april")))
    assert [release.identifier for release in imported.releases()] == [named.identifier] == ["icd10cm:FY2026-april"]
    assert not imported.choices()
    again = bring_in(path, wanted=Wanted(edition="FY2026-april"))
    assert again.prepared.known
    assert not again.prepared.added


def test_an_order_file_keeps_the_notes_and_places_of_the_tabular_list(write: WriteFile) -> None:
    bring_in(write("order-2026.txt", files.order_file(files.ORDER_2026)))
    code_sets.use("icd10cm:FY2026")
    codes = book()
    cholera = codes.find(System.ICD10CM, "A000")
    assert cholera is not None
    card = codes.card(cholera)
    assert cholera.title == "Cholera of the first sort"
    assert [above.code for above in card.path] == ["CH01", "A00-A09", "A00"]
    assert [(note.kind, note.text) for note in card.notes] == [
        (NoteKind.EXCLUDES1, "carrier (Z22.1)"),
        (NoteKind.INCLUSION_TERM, "Classical cholera"),
    ]
    new = codes.find(System.ICD10CM, "E7801")
    assert new is not None
    assert [above.code for above in codes.path(new)] == ["CH04", "E70-E88", "E78", "E780"]
    assert codes.find(System.ICD10CM, "A009") is None, "the file does not have it"


def test_a_codes_file_gets_its_headers_from_the_tabular_list(write: WriteFile) -> None:
    bring_in(write("codes-2026.txt", files.codes_file(files.ORDER_2025)))
    code_sets.use("FY2026-codes")
    codes = book()
    skull = codes.find(System.ICD10CM, "S020XXA")
    assert skull is not None
    assert [above.code for above in codes.path(skull)] == ["CH19", "S00-S09", "S02", "S020"]


def test_hcpcs_descriptions_are_joined_across_records_and_keep_everyday_names(write: WriteFile) -> None:
    disclaimer = "Note regarding CMS\u2019 codes\r\n\u00a0\r\n\tTHE CODES ARE\t\r\n"
    bring_in(write("h.txt", files.hcpcs_file(files.HCPCS, disclaimer) + b"\r\n"))
    code_sets.use("hcpcs:2025-Q1")
    codes = book()
    thing = codes.find(System.HCPCS, "A4000")
    assert thing is not None
    assert thing.title == "A thing whose description goes on for longer than the eighty columns that one record has"
    assert set(codes.card(thing).names) == {"Thing", "gadget of our own words", "doohickey"}
    modifiers = {code: codes.find(System.MODIFIER, code) for code in ("A1", "25")}
    assert modifiers["A1"] is not None
    assert modifiers["A1"].title == "Dressing for a single wound"
    assert modifiers["25"] is not None, "CPT's modifiers stay"
    assert codes.card(modifiers["25"]).names == ("second visit",), "each name once, and not the title"


def test_a_spreadsheet_description_goes_on_in_the_next_row(write: WriteFile) -> None:
    bring_in(write("h.xlsx", files.workbook(files.HCPCS_SHEET)))
    code_sets.use("hcpcs:2025-Q1")
    thing = book().find(System.HCPCS, "A4000")
    assert thing is not None
    assert thing.title == "A thing whose description goes on in the next row"


SHORT_HEAD = ("HCPCS Code", "RECID", "Long_Description", "TERM DATE")


@pytest.mark.parametrize(
    "content",
    [
        files.workbook([("SHORT DESCRIPTION", "TERM DT", "ADD DT", "LONG DESCRIPTION", "RECID", "HCPC"),
                        ("Old", "20241231", "20250101", "A drug", "3", "J9999"),
                        ("", "", "", "that was sold", "4", "J9999")]),
        files.workbook([SHORT_HEAD, ("J9999", "3", "A drug", "2024-12-31"), ("J9999", "4", "that was sold", "")]),
        files.workbook([("HCPC", "SEQNUM", "LONG_DESCRIPTION", "ADD_DT", "TERM_DT"),
                        ("J9999", "0010", "A drug", "20250101", "2024-12-31 00:00:00"),
                        ("J9999", "0020", "that was sold", "", "")]),
        files.workbook(
            [SHORT_HEAD, (), ("J9999", "3", "A drug", "20241231"), ("J9999", "4", "that was sold", ""),
             ("Codes are by CMS", "", "", ""), ("", "", "", "")],
            before=[[("Read me", "", ""), ("HCPC", "ACTION CD", "LONG DESCRIPTION"), ("A1000", "ADD", "A thing")]],
        ),
    ],
    ids=["columns in another order", "fewer columns", "no record types", "another sheet and notes"],
)  # fmt: skip
def test_a_spreadsheet_of_another_year_is_read(write: WriteFile, content: bytes) -> None:
    bring_in(write("HCPC17_CONTR_ANWEB.xlsx", content), wanted=Wanted(edition="2025-Q1"))
    (release,) = imported.releases()
    (entry,) = entries(release)
    assert (entry.code, entry.title, entry.terminated) == ("J9999", "A drug that was sold", "2024-12-31")


def test_a_terminated_code_is_found_and_marked_and_never_billable(
    write: WriteFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_in(write("h.txt", files.hcpcs_file(files.HCPCS)))
    code_sets.use("hcpcs:2025-Q1")
    lookup = Lookup(book().connection)
    by_words = lookup.find("drug sold until the end of the year", systems=[System.HCPCS]).answer.hits
    assert by_words[0].code == "J9999"
    assert not by_words[0].billable
    assert by_words[0].matched.startswith("terminated 2024-12-31")
    assert lookup.find("J9999").code == book().find(System.HCPCS, "J9999")
    offered = lookup.find("drug sold until the end of the year", systems=[System.HCPCS], billable=True).answer.hits
    assert "J9999" not in {hit.code for hit in offered}
    chair = book().find(System.HCPCS, "K1000")
    assert chair is not None
    assert chair.billable, "until its last day"
    monkeypatch.setenv("CODEQUIZ_TODAY", "2027-07-01")
    chair = book().find(System.HCPCS, "K1000")
    assert chair is not None
    assert not chair.billable


def test_licensed_cpt_takes_our_names_and_the_owners_plain_words(write: WriteFile) -> None:
    bring_in(write("LONGULT 2026.txt", files.CPT_LONG), write("Consumer 2026.txt", files.CPT_CONSUMER))
    codes = book()
    operation = codes.find(System.CPT, "10000")
    assert operation is not None
    assert operation.title.startswith("A made-up procedure whose")
    assert {"A small operation in plain words", "small operation of our own words"} <= set(codes.card(operation).names)


def test_clinician_descriptors_are_read_by_their_header(write: WriteFile) -> None:
    bring_in(write("LONGULT 2026.txt", files.CPT_LONG), write("Clinician 2026.txt", files.CPT_CLINICIAN))
    operation = book().find(System.CPT, "10000")
    assert operation is not None
    assert "A small operation as doctors say" in book().card(operation).names


def test_the_licence_text_tells_the_edition_of_cpt(write: WriteFile) -> None:
    content = files.CPT_LONG.replace(b"Some 2026 terms", b"CPT\xae 2025 terms")
    assert only(bring_in(write("LONGULT.txt", content))).name == "2025"


def test_cpt_in_lines_with_numbers_is_not_taken_for_procedure_codes(write: WriteFile) -> None:
    lines = "".join(f"{code}{line:02} Made-up words\r\n" for code in range(10000, 10050) for line in (1, 2))
    with pytest.raises(InvalidDataError, match="not a code file that is known"):
        bring_in(write("LONGULF.txt", lines.encode()))


def test_remains_of_killed_imports_are_cleared_by_the_next(write: WriteFile, release_home: Path) -> None:
    (release_home / "releases").mkdir()
    (release_home / "releases" / ".staging-killed").mkdir()
    (release_home / "releases" / ".staging-killed" / "0.gz").write_bytes(b"half")
    (release_home / ".codes-killed.db").write_bytes(b"half")
    assert imported.releases() == []
    bring_in(write("o2026.txt", files.order_file(files.ORDER_2026)))
    assert not (release_home / "releases" / ".staging-killed").exists()
    assert not (release_home / ".codes-killed.db").exists()


def test_what_is_imported_is_private_to_the_user(write: WriteFile, release_home: Path) -> None:
    bring_in(write("cpt 2026.txt", files.CPT_LONG))
    for folder in (release_home / "releases", *(one for one in (release_home / "releases").iterdir() if one.is_dir())):
        assert folder.stat().st_mode & 0o077 == 0


def test_a_damaged_manifest_says_which_and_what_to_do(write: WriteFile, release_home: Path) -> None:
    bring_in(write("o2026.txt", files.order_file(files.ORDER_2026)))
    (manifest,) = release_home.glob("releases/*/manifest.json")
    manifest.write_text("{", encoding="utf-8")
    with pytest.raises(InvalidDataError, match=r"manifest\.json: damaged"):
        installed.active()
