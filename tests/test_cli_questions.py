import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from codequiz.cli.app import app
from exam_support import question, question_toml, write_bank


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_a_listed_question_has_the_agreed_fields(tmp_path: Path) -> None:
    bank = write_bank(tmp_path / "bank", {"digestive": 2, "anatomy": 1})
    listed = json.loads(run("questions", "list", "--format", "json", "--bank", str(bank)).stdout)
    assert [item["id"] for item in listed] == ["anatomy-001", "digestive-001", "digestive-002"]
    first = listed[0]
    assert {"id", "domain", "stem", "choices", "answer", "rationale", "codes", "file"} <= first.keys()
    assert (first["answer"], len(first["choices"])) == (1, 4)
    assert "An invented rule." in first["rationale"]
    assert "A. Not 0" in first["rationale"]
    assert Path(first["file"]).name == "anatomy.toml"


def test_the_table_names_every_question(tmp_path: Path) -> None:
    bank = write_bank(tmp_path / "bank", {"digestive": 2})
    result = run("questions", "list", "--bank", str(bank), "--domain", "digestive")
    assert "digestive-002" in result.stdout
    assert "2 questions" in result.stderr


def test_check_names_file_and_line(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "digestive.toml"
    path.write_text('domain = "digestive"\n' + question_toml(question(1)).replace("2026", "20"), encoding="utf-8")
    result = run("questions", "check", str(path))
    assert result.exit_code == 4
    assert f"{path}:6: as_of must be a whole number from 1990 to 2200" in result.stdout


def test_check_of_a_sound_bank(home: Path, tmp_path: Path) -> None:
    result = run("questions", "check", str(write_bank(tmp_path, {"digestive": 3})))
    assert (result.exit_code, result.stdout) == (0, "3 questions, no problem found\n")


def test_check_proves_what_can_be_proved(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "digestive.toml"
    text = question_toml(question(1)).replace('codes = ["cpt:40001"', 'codes = ["cpt:40001", "icd10cm:E11.99"')
    path.write_text('domain = "digestive"\n' + text, encoding="utf-8")
    result = run("questions", "check", str(path))
    assert result.exit_code == 4
    assert f"{path}:3: digestive-001: there is no ICD-10-CM code E11.99" in result.stdout
    assert "not sure:" in result.stderr
    assert "CPT 40001 is not in the installed sample" in result.stderr


def test_a_bank_of_ones_own_is_checked_by_its_name(home: Path, tmp_path: Path) -> None:
    table = tmp_path / "mine.csv"
    table.write_text("stem,A,B,C,D,answer\nWhich code is high blood pressure?,I10,I11.9,I15.0,I16.9,A\n", "utf-8")
    for command in (["questions", "check"], ["practice", "--plain", "--bank"]):
        refused = run(*command, str(table))
        assert refused.exit_code == 4
        assert refused.stdout == ""
        assert "mine.csv is no .toml file" in refused.stderr
        assert "codequiz questions import FILE" in refused.stderr

    assert run("questions", "import", str(table), "--name", "mine").exit_code == 0
    checked = run("questions", "check", "mine")
    assert "mine.toml:" in checked.stdout, "a rationale is missing, say"
    assert "there is no bank 'main'" in run("questions", "check", "main").stderr


def test_check_of_a_missing_file_is_one_line(tmp_path: Path) -> None:
    result = run("questions", "check", str(tmp_path / "none.toml"))
    assert result.exit_code == 1
    assert "cannot read" in result.stderr


@pytest.mark.parametrize("content", [b"\xff\xfe", b"", b"domain = 3", b"[[question]]\nid = 1", b"a = [" * 2000])
def test_check_of_anything_else_says_what_is_wrong(home: Path, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "f.toml"
    path.write_bytes(content)
    result = run("questions", "check", str(path))
    assert result.exit_code == 4
    assert str(path) in result.stdout
