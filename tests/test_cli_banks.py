"""`codequiz questions import` and `export`: banks of one's own."""

import json
import sqlite3
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from codequiz import bank
from codequiz.cli.app import app
from codequiz.questions import LETTERS
from exchange_support import AIKEN, same


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_an_imported_bank_is_kept_apart_and_practised(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "My quiz.txt"
    file.write_text(AIKEN, encoding="utf-8")
    result = run("questions", "import", str(file))
    assert result.exit_code == 0, result.stderr
    assert (home / "banks" / "my-quiz.toml").is_file()
    listed = json.loads(run("questions", "list", "--bank", "my-quiz", "--format", "json").stdout)
    assert [item["id"] for item in listed] == ["my-quiz-001", "my-quiz-002"]
    asked = CliRunner().invoke(app, ["practice", "--plain", "--bank", "my-quiz", "--mode", "study"], input="B\nB\n")
    assert asked.exit_code == 0, asked.stderr
    assert asked.stdout.count("Right") == 2
    assert "my-quiz-001" not in run("questions", "list").stdout


def test_nothing_is_imported_when_anything_is_wrong(home: Path, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.txt", tmp_path / "bad.csv"
    good.write_text(AIKEN, encoding="utf-8")
    bad.write_text("stem,A,B,C,D,answer\n\x1b]0;owned\x07,p,q,r,s,A\n[red]x[/],p,p,r,s,Q\n", encoding="utf-8")
    result = run("questions", "import", str(good), str(bad), "--name", "both")
    assert result.exit_code == 4
    assert "\x1b" not in result.stdout + result.stderr
    assert f"{bad}:2: stem holds control or invisible characters" in result.stdout
    assert f"{bad}:3: two choices are the same" in result.stdout
    assert f'{bad}:3: answer must be "A", "B", "C" or "D"' in result.stdout
    assert "nothing was imported" in result.stderr
    assert not (home / "banks").exists()


def test_ids_are_unique_across_files(home: Path, tmp_path: Path) -> None:
    row = "id,stem,A,B,C,D,answer\nq-1,x,p,q,r,s,A\n"
    for name in ("one.csv", "two.csv"):
        (tmp_path / name).write_text(row, encoding="utf-8")
    result = run("questions", "import", str(tmp_path / "one.csv"), str(tmp_path / "two.csv"))
    assert result.exit_code == 4
    assert f"{tmp_path / 'two.csv'}:2: the id 'q-1' is also used in {tmp_path / 'one.csv'}:2" in result.stdout


def test_a_bank_is_replaced_only_when_asked(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "quiz.txt"
    file.write_text(AIKEN, encoding="utf-8")
    assert run("questions", "import", str(file)).exit_code == 0
    assert run("questions", "import", str(file)).exit_code == 2
    assert run("questions", "import", str(file), "--replace").exit_code == 0
    assert [path.name for path in (home / "banks").iterdir()] == ["quiz.toml"]


@pytest.mark.parametrize("name", ["../evil", "a/b", ".hidden", "A b", "x" * 90])
def test_a_name_cannot_leave_the_directory(home: Path, tmp_path: Path, name: str) -> None:
    file = tmp_path / "quiz.txt"
    file.write_text(AIKEN, encoding="utf-8")
    assert run("questions", "import", str(file), "--name", name).exit_code == 2
    assert not (home / "banks").exists()


def test_a_bank_that_is_not_there_is_one_line(home: Path) -> None:
    result = run("practice", "--plain", "--bank", "nothing")
    assert result.exit_code == 3
    assert "there is no bank 'nothing'" in result.stderr


@pytest.mark.parametrize("ending", ["csv", "gift", "toml"])
def test_export_and_import_round_trip(home: Path, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"out.{ending}"
    assert run("questions", "export", str(file), "--domain", "anatomy").exit_code == 0
    assert run("questions", "import", str(file), "--name", "back").exit_code == 0
    kept = [item for item in bank.installed().questions if item.domain == "anatomy"]
    assert same(bank.chosen("back").questions, kept)
    assert run("questions", "export", str(file)).exit_code == 2


def test_an_anki_package_opens_as_anki_opens_it(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "out.apkg"
    result = run("questions", "export", str(file), "--domain", "cases", "--domain", "anatomy")
    assert result.exit_code == 0, result.stderr
    kept = [item for item in bank.installed().questions if item.domain in {"anatomy", "cases"}]
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        (tmp_path / "collection.anki2").write_bytes(archive.read("collection.anki2"))
    collection = sqlite3.connect(tmp_path / "collection.anki2")
    notes = [(fields.split("\x1f"), tags) for fields, tags in collection.execute("select flds, tags from notes")]
    cards = collection.execute("select count(*) from cards").fetchone()[0]
    (models,) = (json.loads(row[0]) for row in collection.execute("select models from col"))
    collection.close()
    assert len(notes) == cards == len(kept)
    (model,) = models.values()
    assert [field["name"] for field in model["flds"]][:3] == ["Id", "Case", "Stem"]
    by_id = {fields[0]: (fields, tags) for fields, tags in notes}
    for item in kept:
        fields, tags = by_id[item.id]
        assert fields[3:7] == [choice.replace("&", "&amp;").replace("<", "&lt;") for choice in item.choices]
        assert fields[7].startswith(f"{LETTERS[item.answer]}. ")
        assert item.domain in tags.split()
        assert "\n" not in fields[2]


def test_export_without_genanki_says_what_to_install(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "genanki", None)
    result = run("questions", "export", str(tmp_path / "x.apkg"))
    assert result.exit_code == 5
    assert "hint: pipx inject codequiz genanki; without pipx: pip install genanki" in result.stderr
    assert list(tmp_path.glob("*.apkg")) == []
