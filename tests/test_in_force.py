"""When releases are in force, which edition a file is of, and what a status says of it."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codequiz.codes import System
from codequiz.errors import UsageError
from codequiz.releases.catalogue import downloads
from codequiz.releases.edition import Evidence, edition, since
from codequiz.releases.in_force import State, period, quarter, remedy, standing, state
from codequiz.releases.model import Part
from codequiz.releases.recognise import Format

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@given(st.sampled_from(list(System)), DAYS)
def test_every_day_is_in_exactly_one_edition_and_the_next_begins_the_day_after_it_ends(
    system: System, day: date
) -> None:
    now = period(system, day)
    assert now.start <= day <= now.end
    assert period(system, now.start) == period(system, now.end) == now
    assert period(system, now.end + timedelta(days=1)).start == now.end + timedelta(days=1)


def test_a_fiscal_year_begins_in_october() -> None:
    assert period(System.ICD10CM, date(2026, 9, 30)).name == "FY2026"
    assert period(System.ICD10PCS, date(2026, 10, 1)).name == "FY2027"
    assert period(System.HCPCS, date(2026, 12, 31)).name == "2026-Q4"
    assert quarter(2026, 4).end == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("day", "expected", "sentence"),
    [
        (date(2025, 9, 30), State.FUTURE, "FY2026, in force from 2025-10-01"),
        (date(2026, 9, 30), State.IN_FORCE, "FY2026, in force until 2026-09-30"),
        (
            date(2026, 10, 1),
            State.EXPIRED,
            "FY2026, in force until 2026-09-30; FY2027 has been in force since 2026-10-01",
        ),
    ],
)
def test_a_status_says_whether_it_is_out_of_date(day: date, expected: State, sentence: str) -> None:
    start, end = date(2025, 10, 1), date(2026, 9, 30)
    assert state(start, end, day) is expected
    assert standing(System.ICD10CM, "FY2026", start, end, day) == sentence


def test_what_has_no_dates_is_never_out_of_date() -> None:
    assert state(None, None, date(2099, 1, 1)) is State.UNDATED


def told(system: System, evidence: Evidence, wanted: str = "", form: Format | None = None) -> tuple[str, date | None]:
    found = edition(system, form, Part.CODES, evidence, wanted, "abcdef")
    return found.name, found.start


@pytest.mark.parametrize(
    ("system", "evidence", "expected"),
    [
        (System.ICD10CM, Evidence(("icd10cm-order-2026.txt",)), ("FY2026", date(2025, 10, 1))),
        (
            System.ICD10CM,
            Evidence(("order.txt", "Code Descriptions-April-2025.zip")),
            ("FY2025-april", date(2025, 4, 1)),
        ),
        (System.ICD10CM, Evidence(("x.xml",), year=2017), ("FY2017", date(2016, 10, 1))),
        (System.ICD10CM, Evidence(("x.txt",)), ("undated-abcdef", None)),
        (System.HCPCS, Evidence(("a2019.txt",), latest="2025-01-01"), ("2025-Q1", date(2025, 1, 1))),
        (System.HCPCS, Evidence(("HCPC2026_APR_ANWEB.csv",)), ("2026-Q2", date(2026, 4, 1))),
        (System.HCPCS, Evidence(("hcpcs 2026q3.txt",)), ("2026-Q3", date(2026, 7, 1))),
        (System.HCPCS, Evidence(("HCPC2025_JAN_ANWEB.txt",), latest="2026-10-01"), ("2026-Q4", date(2026, 10, 1))),
        (System.CPT, Evidence(("LONGULT.txt", "CPT 2026.zip")), ("2026", date(2026, 1, 1))),
    ],
)
def test_the_edition_is_told_by_content_then_by_name(
    system: System, evidence: Evidence, expected: tuple[str, date | None]
) -> None:
    assert told(system, evidence) == expected


@pytest.mark.parametrize(
    ("system", "codes", "names", "expected"),
    [
        (System.ICD10CM, ("A925", "C810A", "A4154"), ("order-2019.txt",), ("FY2025", date(2024, 10, 1))),
        (System.ICD10CM, ("A925", "B8801"), ("order-2027.txt",), ("FY2027", date(2026, 10, 1))),
        (System.ICD10CM, ("B3731", "Z556"), ("Updated 01112023.zip",), ("FY2023-april", date(2023, 4, 1))),
        (System.ICD10CM, ("A8481", "J1282"), ("x.txt",), ("FY2021-january", date(2021, 1, 1))),
        (System.ICD10CM, ("B8801",), ("order-April-2026.txt",), ("FY2026-april", date(2026, 4, 1))),
        (System.ICD10PCS, ("0DTJ4ZZ", "XW033F3", "XW033E5"), ("x.txt",), ("FY2020", date(2019, 10, 1))),
        (System.ICD10PCS, ("XW033F3", "XW0300A"), ("icd10pcs_order_2018.txt",), ("FY2025", date(2024, 10, 1))),
        (System.ICD10PCS, ("XW0300A",), ("order_04012025.txt",), ("FY2025-april", date(2025, 4, 1))),
        (System.ICD10PCS, ("XW0300C",), ("renamed.txt",), ("FY2027", date(2026, 10, 1))),
    ],
)
def test_the_newest_code_in_a_whole_set_tells_its_edition_over_its_name(
    system: System, codes: tuple[str, ...], names: tuple[str, ...], expected: tuple[str, date]
) -> None:
    newest = max(day for code in codes if (day := since(system, code)))
    assert told(system, Evidence(names, newest=newest)) == expected


def test_a_year_in_the_file_goes_before_its_codes_which_tell_the_update() -> None:
    evidence = Evidence(("x.xml",), year=2023, newest=since(System.ICD10CM, "Z556"))
    assert told(System.ICD10CM, evidence, form=Format.TABULAR)[0] == "FY2023-april-tabular"
    evidence = Evidence(("x.xml",), year=2024, newest=since(System.ICD10CM, "Z556"))
    assert told(System.ICD10CM, evidence, form=Format.TABULAR)[0] == "FY2024-tabular"


def test_the_user_has_the_last_word() -> None:
    evidence = Evidence(("order-2019.txt",))
    assert told(System.ICD10CM, evidence, "fy2026-april")[0] == "FY2026-april"
    assert told(System.ICD10CM, evidence, "FY2021-january")[1] == date(2021, 1, 1)
    assert told(System.HCPCS, evidence, "2026-Q3")[1] == date(2026, 7, 1)
    assert told(System.ICD10CM, evidence, "FY2026", Format.TABULAR)[0] == "FY2026-tabular"
    with pytest.raises(UsageError, match="not the name of a release"):
        told(System.CPT, evidence, "last year")


def test_what_mends_a_release_is_in_the_catalogue_or_a_file_of_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CODEQUIZ_HOME", str(tmp_path))
    told = {remedy(system) for system in System} | {
        remedy(System.ICD10CM, part) for part in Part if part not in {Part.CODES, Part.TABLES}
    }
    told.add(remedy(System.ICD10PCS, Part.TABLES))
    names = [command.split()[3] for command in told if command.startswith("codequiz codes install ")]
    assert {"icd10cm", "icd10cm-index", "icd10pcs", "icd10pcs-tables", "hcpcs"} == set(names)
    for name in names:
        assert downloads(name, "", date(2026, 5, 1))[1]
    assert all(command.startswith(("codequiz codes install ", "codequiz codes import FILE")) for command in told)
