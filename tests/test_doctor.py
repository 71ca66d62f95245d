"""`codequiz doctor` and `--version`."""

import json
import re
import sqlite3
import tomllib
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from codequiz import diagnosis
from codequiz.cli.app import app
from exam_support import write_bank


def doctor(*arguments: str) -> tuple[int, dict[str, dict[str, Any]], str]:
    result = CliRunner().invoke(app, ["doctor", "--format", "json", *arguments])
    return result.exit_code, {fact["about"]: fact for fact in json.loads(result.stdout)}, result.stderr


def practise(tmp_path: Path) -> None:
    bank = write_bank(tmp_path / "bank", {"digestive": 4})
    typed = "A\nn a very private note\nB\n"
    assert CliRunner().invoke(app, ["practice", "--plain", "--bank", str(bank), "-n", "4"], input=typed).exit_code == 0


def test_a_sound_installation_has_no_fault(home: Path, tmp_path: Path) -> None:
    practise(tmp_path)
    code, facts, _ = doctor()
    assert code == 0, facts
    assert ", current" in facts["codes.db"]["value"]
    assert "1 sessions" in facts["history.db"]["value"]
    assert "mode 0600" in facts["history.db"]["value"]
    assert facts["release"]["value"]


def test_every_package_that_is_needed_is_named_with_its_version(home: Path) -> None:
    _, facts, _ = doctor()
    project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {re.split(r"[<>=]", one)[0] for one in project["dependencies"]}
    assert needed <= facts.keys()
    assert all(facts[name]["value"][0].isdigit() for name in needed)


def test_a_fresh_installation_has_no_fault_and_nothing_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CODEQUIZ_HOME", str(tmp_path / "none"))
    code, facts, _ = doctor()
    assert code == 0
    assert facts["history.db"]["value"] == "none yet"
    assert not (tmp_path / "none").exists()


def test_a_damaged_history_is_named_and_left_alone(home: Path, tmp_path: Path) -> None:
    practise(tmp_path)
    history = home / "history.db"
    with closing(sqlite3.connect(history)) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
    damaged = bytearray(history.read_bytes())
    damaged[4096:12288] = b"\xff" * 8192
    history.write_bytes(damaged)
    code, facts, errors = doctor()
    assert code == 4
    assert facts["history.db"]["fault"]
    assert "bug report" in errors
    assert history.read_bytes() == bytes(damaged)


@pytest.mark.parametrize("content", [b"not a database" * 500, b"", b"SQLite format 3\0"])
def test_an_index_that_is_none_is_named(content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CODEQUIZ_HOME", str(tmp_path))
    (tmp_path / "codes.db").write_bytes(content)
    code, facts, _ = doctor()
    assert code == 4
    assert "it is rebuilt" in facts["codes.db"]["fault"]


def test_a_history_that_others_can_read_is_named(home: Path, tmp_path: Path) -> None:
    practise(tmp_path)
    (home / "history.db").chmod(0o644)
    code, facts, _ = doctor()
    assert code == 4
    assert "chmod 600" in facts["history.db"]["fault"]


def test_the_report_has_nothing_of_the_person(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    practise(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USER", "erika")
    result = CliRunner().invoke(app, ["doctor"])
    assert str(tmp_path) not in result.stdout
    assert "private note" not in result.stdout
    assert diagnosis.without_person(Path("/media/erika/codes")) == "/media/USER/codes"
    assert diagnosis.without_person(tmp_path / "data") == "~/data"


def test_the_version_names_build_and_platform() -> None:
    said = CliRunner().invoke(app, ["--version"]).stdout
    assert said.startswith("codequiz 0.")
    assert "SQLite" in said
