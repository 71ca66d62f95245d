import csv
import io
import json
import sqlite3
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from codequiz.cli.app import app
from exam_support import write_bank


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CODEQUIZ_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def run(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, list(arguments), input=typed)


@pytest.fixture
def practised(tmp_path: Path) -> None:
    bank = write_bank(tmp_path / "bank", {"digestive": 6, "anatomy": 6})
    run("practice", "--bank", str(bank), "-n", "4", typed="A\nB\nC\nf\ne\n")
    run("practice", "--bank", str(bank), "-n", "2", typed="A\n")


def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CODEQUIZ_HOME", str(tmp_path / "elsewhere"))


@pytest.mark.usefixtures("practised")
@pytest.mark.parametrize("name", ["all.jsonl", "all.db"])
def test_out_and_in_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    file = tmp_path / name
    assert run("history", "export", str(file)).exit_code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    shown = run("history", "show", "1", "--format", "json").stdout
    elsewhere(monkeypatch, tmp_path)
    first = run("history", "import", str(file))
    assert (first.exit_code, first.stdout) == (0, "")
    assert "2 sessions added; 2 sessions in all" in first.stderr
    assert "nothing new; 2 here already; 2 sessions in all" in run("history", "merge", str(file)).stderr
    assert run("history", "show", "1", "--format", "json").stdout == shown
    resumed = run("practice", "--resume", "--plain", typed="B\ne\n")
    assert "Resumed with 1 answered" in resumed.stdout


@pytest.mark.usefixtures("practised")
def test_through_a_pipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = run("history", "export", "-").stdout
    assert [next(iter(json.loads(line))) for line in lines.splitlines()][::3][0] == "codequiz"
    elsewhere(monkeypatch, tmp_path)
    assert "2 sessions added" in run("history", "import", "-", typed=lines).stderr


@pytest.mark.usefixtures("practised")
def test_csv_has_a_row_an_answer_and_keeps_an_open_exams_answers_secret() -> None:
    rows = list(csv.DictReader(io.StringIO(run("history", "export", "-", "--format", "csv").stdout, newline="")))
    assert [(row["session"], row["number"]) for row in rows] == [
        (s, n) for s, k in (("1", 4), ("2", 2)) for n in "1234"[:k]
    ]
    assert rows[0]["choice"] == "A"
    assert all(bool(row["answer"]) == (row["session"] == "1") for row in rows)


@pytest.mark.usefixtures("practised")
def test_nothing_is_overwritten_unasked(tmp_path: Path, home: Path) -> None:
    file = tmp_path / "all.jsonl"
    file.write_text("mine", encoding="utf-8")
    for command in ("export", "backup"):
        refused = run("history", command, str(file))
        assert (refused.exit_code, file.read_text(encoding="utf-8")) == (1, "mine")
    assert run("history", "export", str(file), "--force").exit_code == 0
    assert file.read_text(encoding="utf-8").startswith('{"codequiz"')
    assert run("history", "export", "--force", str(home / "history.db")).exit_code == 2
    assert run("history", "export", str(tmp_path)).exit_code == 2
    assert run("history", "export", "-", "--format", "sqlite").exit_code == 2
    missing = run("history", "export", str(tmp_path / "no" / "where.jsonl"))
    assert (missing.exit_code, missing.stderr.count("\n")) == (1, 2)
    assert not [left for left in tmp_path.iterdir() if left.name.endswith(".part")]


@pytest.mark.usefixtures("practised")
def test_backup(tmp_path: Path, home: Path) -> None:
    assert run("history", "backup").exit_code == 0
    assert run("history", "backup", str(tmp_path / "copy.db")).exit_code == 0
    (beside,) = (home / "backups").iterdir()
    for copy in (beside, tmp_path / "copy.db"):
        with sqlite3.connect(copy) as connection:
            assert connection.execute("SELECT COUNT(*) FROM session").fetchone() == (2,)
        connection.close()


def test_without_a_history(tmp_path: Path, home: Path) -> None:
    for arguments in (("export", "-"), ("backup",), ("delete", "1"), ("rename", "1", "x"), ("note", "1", "x")):
        result = run("history", *arguments)
        assert (result.exit_code, result.stdout) == (3, ""), arguments
        assert result.stderr.count("\n") == 2
    assert not home.exists()


@pytest.mark.usefixtures("practised")
def test_what_cannot_be_taken_over_is_one_line_and_changes_nothing(tmp_path: Path, home: Path) -> None:
    file = tmp_path / "all.jsonl"
    run("history", "export", str(file))
    whole = file.read_bytes()
    before = run("history", "--format", "json").stdout
    for content, code in ((whole[: len(whole) // 2], 4), (b"", 4), (b"\x00" * 50, 4), (b"a,b\n1,2\n", 4)):
        file.write_bytes(content)
        result = run("history", "import", str(file))
        assert result.exit_code == code
        assert result.stderr.startswith("codequiz: error: ")
        assert result.stderr.count("\n") == 2
    assert run("history", "import", str(tmp_path / "no.db")).exit_code == 1
    assert run("history", "import", str(home / "history.db")).exit_code == 2
    assert run("history", "import", str(file), "--keep", "both").exit_code == 2
    assert run("history", "--format", "json").stdout == before
