"""`codequiz codes`, `codequiz index` and `codequiz pcs` as a user sees them."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import release_files as files
from codequiz.cli.app import app
from release_files import WriteFile

pytestmark = pytest.mark.usefixtures("release_home")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def order(write: WriteFile) -> Path:
    return write("order-2026.txt", files.order_file(files.ORDER_2026))


@pytest.mark.parametrize("columns", [30, 40, 60, 80, 100, 160])
def test_status_loses_nothing_on_any_terminal(order: Path, columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    run("codes", "import", order)
    monkeypatch.setenv("CODEQUIZ_TODAY", "2026-11-01")
    monkeypatch.setenv("COLUMNS", str(columns))
    shown = run("codes", "status").stdout
    assert max(map(len, shown.splitlines())) <= columns
    words = " ".join(shown.split())
    assert "…" not in words
    assert "FY2027 has been in force since 2026-10-01 → codequiz codes install icd10cm" in words
    assert words.count("sample") >= 4


def test_status_lists_every_release_and_the_command_that_mends_it(order: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("codes", "import", order)
    monkeypatch.setenv("CODEQUIZ_TODAY", "2026-11-01")
    table = " ".join(run("codes", "status").stdout.split())
    assert (
        "● FY2026 9 entries, 5 billable; whole; came with codequiz out of date: in force until 2026-09-30; FY2027 has"
        " been in force since 2026-10-01 → codequiz codes install icd10cm"
    ) in table
    rows = json.loads(run("codes", "status", "--format", "json").stdout)
    assert [(row["system"], row["name"], row["active"], row["sample"]) for row in rows] == [
        ("icd10cm", "FY2026", True, False),
        ("icd10cm", "FY2026", False, True),
        ("cpt", "2026 sample", True, True),
        ("hcpcs", "2026 Q3 sample", True, True),
        ("modifier", "2026 sample", True, True),
    ]
    assert rows[0]["state"] == "out of date"
    assert rows[0]["mend"] == "codequiz codes install icd10cm"
    assert rows[1]["sha256"]
    assert rows[2]["mend"].startswith("codequiz codes import FILE")


def test_import_says_what_it_took_and_what_it_left(write: WriteFile) -> None:
    archive = files.zipped({"o-2026.txt": files.order_file(files.ORDER_2026), "guide.pdf": b"%PDF"})
    result = run("codes", "import", write("a.zip", archive))
    assert result.exit_code == 0
    assert "imported ICD-10-CM FY2026, a sample: 7 entries, 3 billable" in result.stdout
    assert "left out: a.zip: guide.pdf (a PDF document)" in result.stderr
    again = run("codes", "import", write("b.zip", archive))
    assert "already there" in again.stdout


def test_a_bad_file_is_exit_4_with_file_and_line(write: WriteFile) -> None:
    result = run("codes", "import", write("bad.txt", files.order_file(files.ORDER_2026) + b"00008 ???\n"))
    assert result.exit_code == 4
    assert result.stdout == ""
    assert "bad.txt:8:" in result.stderr
    assert "nothing was imported" in result.stderr
    assert run("codes", "import", "/nowhere/at/all.zip").exit_code == 1


def test_releases_are_used_and_removed_by_name(order: Path) -> None:
    run("codes", "import", order)
    assert run("codes", "use", "icd10cm:FY2026").exit_code == 0
    assert "first sort" in run("lookup", "A00.0").stdout
    assert run("codes", "use", "newest:icd10cm").exit_code == 0
    assert "Cholera, first" in run("lookup", "A00.0").stdout
    assert run("codes", "remove", "FY2026").exit_code == 0
    assert run("codes", "use", "FY1999").exit_code == 3


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_a_comparison_in_every_format(order: Path, write: WriteFile, form: str) -> None:
    old = write("order-2025.txt", files.order_file(files.ORDER_2025))
    result = run("codes", "diff", old, order, "--format", form)
    assert result.exit_code == 0
    if form == "json":
        data = json.loads(result.stdout)
        assert data["totals"]["billable_added"] == 1
        assert {change["code"] for change in data["changes"]} == {"A00.0", "A00.9", "E78.0", "E78.01"}
    else:
        assert "E78.01" in result.stdout


def test_licensed_wording_is_in_no_export(write: WriteFile) -> None:
    old = write("LONGULT-2025.txt", files.CPT_LONG.replace(b"costs extra", b"costed extra"))
    new = write("LONGULT-2026.txt", files.CPT_LONG)
    for form in ("json", "csv"):
        exported = run("codes", "diff", old, new, "--format", form).stdout
        assert "10001" in exported
        assert "extra" not in exported


def test_lookup_says_when_it_answers_from_an_expired_release(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "in force" not in run("lookup", "A00.0").stderr
    monkeypatch.setenv("CODEQUIZ_TODAY", "2026-11-01")
    stderr = run("lookup", "A00.0").stderr
    assert stderr.count("\n") == 1
    assert "FY2026 was in force until 2026-09-30; FY2027 has been since 2026-10-01" in stderr
    assert run("lookup", "A00.0", "--format", "json").stderr == ""


def test_the_index_is_walked(write: WriteFile) -> None:
    missing = run("index", "cholera")
    assert (missing.exit_code, "codes import" in missing.stderr) == (5, True)
    run("codes", "import", write("i.xml", files.INDEX.encode()))
    lines = run("index", "cholera").stdout.splitlines()
    assert lines[0].startswith("Cholera (Asiatic) (epidemic)  A00.9")
    assert lines[1].startswith("  classical  A00.0")
    assert lines[3].startswith("    sunburn  L55.9")
    pages = json.loads(run("index", "rice-water disease", "--format", "json").stdout)
    assert pages[0]["lines"][0]["see"] == "Cholera, classical"
    assert run("index", "zebra").exit_code == 3


def test_pcs_shows_what_may_come_next(write: WriteFile) -> None:
    assert run("pcs").exit_code == 5
    run("codes", "import", write("t.xml", files.PCS_TABLES.encode()))
    shown = run("pcs", "0dt").stdout
    assert "J  Appendix" in shown
    assert "4 Body Part (5 codes)" in shown
    assert "complete" in run("pcs", "0DTJ4ZZ").stdout
    assert json.loads(run("pcs", "0DTJ", "--format", "json").stdout)["next"]["values"] == {"0": "Open", "4": "Scope"}
    wrong = run("pcs", "0DX")
    assert (wrong.exit_code, "0D is right" in wrong.stderr) == (3, True)


def whole_hcpcs(write: WriteFile, name: str, added: str) -> Path:
    """An HCPCS file that is large enough to be the whole code set, of the quarter in which `added` lies."""
    records = [files.hcpcs_record(f"A{number:04}", f"Thing {number}", added=added) for number in range(5000)]
    return write(name, files.hcpcs_file(records))


@pytest.mark.parametrize("columns", ["60", "80", "200"])
def test_status_says_how_each_release_stands_in_any_width(
    write: WriteFile, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    run("codes", "import", write("i.xml", files.INDEX.encode()), write("n.xml", files.NEOPLASMS.encode()))
    table = " ".join(run("codes", "status").stdout.split())
    assert "FY2025-neoplasms 2 terms; a sample" in table
    assert table.count("out of date: in force until 2025-09-30") == 2
    assert "→ codequiz codes install icd10cm-index" in table


def test_a_whole_old_set_goes_before_a_newer_sample_and_says_so(write: WriteFile) -> None:
    imported = run("codes", "import", whole_hcpcs(write, "h.txt", "20190101"))
    assert "hcpcs:2019-Q1 is in use and out of date today: codequiz codes install hcpcs" in imported.stderr
    assert "hcpcs:2026 Q3 sample is newer, but has only part of the codes" in imported.stderr
    table = " ".join(run("codes", "status").stdout.split())
    assert "out of date: in force until 2019-03-31; 2026-Q2 has been in force since 2026-04-01" in table
    assert "not used, as 2019-Q1 is whole" in table
    missing = run("lookup", "G2211", "--system", "hcpcs")
    assert missing.exit_code == 3
    assert "not in HCPCS Level II 2019-Q1 (all 5,000 entries)" in missing.stderr
    assert "2019-Q1 was in force until 2019-03-31" in missing.stderr
    assert run("codes", "use", "hcpcs:2026 Q3 sample").exit_code == 0
    assert "gadget of our own words" in run("lookup", "A4000").stdout


def test_a_release_chosen_over_one_in_force_is_mended_by_choosing_again(
    write: WriteFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("codes", "import", whole_hcpcs(write, "old.txt", "20250101"), whole_hcpcs(write, "new.txt", "20260401"))
    run("codes", "use", "hcpcs:2025-Q1")
    assert "→ codequiz codes use newest:hcpcs" in run("codes", "status").stdout


def test_a_release_that_is_not_yet_in_force_says_from_when_it_is_used(write: WriteFile) -> None:
    run("codes", "import", whole_hcpcs(write, "now.txt", "20260401"))
    told = run("codes", "import", whole_hcpcs(write, "soon.txt", "20260701")).stderr
    assert "not in use, it is in force from 2026-07-01, and used from then on" in told
    assert "not yet in force: in force from 2026-07-01" in " ".join(run("codes", "status").stdout.split())
