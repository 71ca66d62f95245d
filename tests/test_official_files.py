"""The real files, as CMS and NCHS publish them, with the counts to reach.

They are not part of the project: set CODEQUIZ_OFFICIAL_FILES to a directory that holds them (anywhere below it).
"""

import os
import zipfile
from pathlib import Path

import pytest

from codequiz.releases.difference import Change, compare
from codequiz.releases.importing import Prepared, Wanted, prepare
from codequiz.releases.reading import entries, own_entries, pcs_rows

_FOLDER = os.environ.get("CODEQUIZ_OFFICIAL_FILES", "")
pytestmark = pytest.mark.skipif(not _FOLDER, reason="CODEQUIZ_OFFICIAL_FILES names no directory of official files")


def official(name: str) -> Path:
    found = next(Path(_FOLDER).rglob(name), None)
    if found is None:
        pytest.skip(f"no {name}")
    return found


def prepared(name: str, folder: Path) -> Prepared:
    folder.mkdir(exist_ok=True)
    return prepare([official(name)], folder, (), Wanted(), lambda *_: None)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("icd10cm-Code Descriptions-2026.zip", [("icd10cm:FY2026", 98_186, 74_719)]),
        ("ICD10-CM Code Descriptions 2025.zip", [("icd10cm:FY2025", 97_584, 74_260)]),
        ("cms_2026_pr.zip", [("icd10pcs:FY2026", 80_029, 79_115)]),
        ("cms_2025_pr.zip", [("icd10pcs:FY2025", 79_856, 78_948)]),
        ("icd10pcs_tables_2026.xml", [("icd10pcs:FY2026-tables", 2_733, 79_115)]),
        ("hcpcs-2025.zip", [("hcpcs:2025-Q1", 8_259, 8_259 - 1_145)]),
        ("2020-Alpha-Numeric-HCPCS-File.zip", [("hcpcs:2020-Q1", 6_710, 6_105)]),
        ("2019-Alpha-Numeric-HCPCS-File.zip", [("hcpcs:2019-Q1", 6_440, 5_934)]),
        ("icd10cm_neoplasm_2023.xml", [("icd10cm:FY2023-neoplasms", 1_939, 1_821)]),
        ("icd10cm-drug-April-2025.csv", [("icd10cm:FY2025-april-drugs", 7_402, 7_176)]),
        (
            "ICD10CM_FY2017_Full_XML.zip",
            [
                ("icd10cm:FY2017-drugs", 7_416, 7_190),
                ("icd10cm:FY2017-external-causes", 7_572, 6_223),
                ("icd10cm:FY2017-index", 77_198, 59_556),
                ("icd10cm:FY2017-neoplasms", 1_930, 1_812),
                ("icd10cm:FY2017-tabular", 93_830, 71_486),
            ],
        ),
    ],
)
def test_every_official_file_has_the_counts_it_should(
    tmp_path: Path, name: str, expected: list[tuple[str, int, int]]
) -> None:
    added = prepared(name, tmp_path / "staging").added
    assert [(release.identifier, release.entries, release.billable) for release in added] == expected
    assert not any(release.is_sample for release in added)


def test_fy2025_to_fy2026(tmp_path: Path) -> None:
    (old,) = prepared("ICD10-CM Code Descriptions 2025.zip", tmp_path / "old").added
    (new,) = prepared("icd10cm-Code Descriptions-2026.zip", tmp_path / "new").added
    changes, totals = compare(entries(old), entries(new))
    assert (totals.billable_added, totals.deleted, totals.retitled) == (487, 12, 45)
    headers = {changed.printed for changed in changes if changed.change is Change.HEADER}
    assert {"E78.01", "D71"} <= headers


def test_the_pcs_tables_expand_to_exactly_the_codes_of_the_order_file(tmp_path: Path) -> None:
    (order,) = prepared("cms_2026_pr.zip", tmp_path / "order").added
    (tables,) = prepared("icd10pcs_tables_2026.xml", tmp_path / "tables").added
    codes: set[str] = set()
    for row in pcs_rows(tables):
        made = [""]
        for _, values in row.axes:
            made = [code + value for code in made for value, _ in values]
        codes.update(made)
    assert codes == {entry.code for entry in entries(order) if entry.billable}


@pytest.mark.parametrize(
    ("name", "member"),
    [
        ("hcpcs-2025.zip", "HCPC2025_JAN_ANWEB_12172024.xlsx"),
        ("2020-Alpha-Numeric-HCPCS-File.zip", "HCPC2020_ANWEB_w_disclaimer.xls"),
        ("2019-Alpha-Numeric-HCPCS-File.zip", "HCPC2019_CONTR_ANWEB.xlsx"),
    ],
)
def test_records_and_spreadsheet_of_one_zip_agree(tmp_path: Path, name: str, member: str) -> None:
    def no_problem(line: int, message: str) -> None:
        raise AssertionError(f"{line}: {message}")

    (records,) = prepared(name, tmp_path / "records").added
    sheet = tmp_path / "sheet"
    with zipfile.ZipFile(official(name)) as archive:
        sheet.write_bytes(archive.read(member))
    (tmp_path / "alone").mkdir()
    (alone,) = prepare([sheet], tmp_path / "alone", (), Wanted(), lambda *_: None).added
    one, other = ({e.code: e for e in own_entries(release, no_problem)} for release in (records, alone))
    assert one.keys() == other.keys()
    assert {code: entry.terminated for code, entry in one.items()} == {c: e.terminated for c, e in other.items()}
    assert sum(one[code].title == other[code].title for code in one) / len(one) > 0.99
