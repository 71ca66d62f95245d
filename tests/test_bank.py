from pathlib import Path

import pytest

from codequiz import bank
from codequiz.errors import CodequizError, InvalidDataError, NotReadyError
from exam_support import question, question_toml, write_bank


def test_a_directory_gives_all_its_files(tmp_path: Path) -> None:
    loaded = bank.at(write_bank(tmp_path, {"digestive": 3, "anatomy": 2}))
    assert len(loaded.questions) == 5
    assert loaded.problems == ()


def test_an_id_used_in_two_files_is_a_problem(tmp_path: Path) -> None:
    write_bank(tmp_path, {"digestive": 1})
    (tmp_path / "zz.toml").write_text('domain = "digestive"\n' + question_toml(question(1)), encoding="utf-8")
    loaded = bank.at(tmp_path)
    assert len(loaded.questions) == 1
    assert "is also used in" in loaded.problems[0].message


def test_an_empty_directory_is_not_ready(tmp_path: Path) -> None:
    with pytest.raises(NotReadyError):
        bank.at(tmp_path)


def test_a_missing_file_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(CodequizError, match="cannot read"):
        bank.at(tmp_path / "none.toml")


def test_other_encodings_are_a_problem_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "f.toml").write_bytes(b'domain = "caf\xe9"')
    loaded = bank.at(tmp_path)
    assert "not UTF-8" in loaded.problems[0].message
    with pytest.raises(InvalidDataError, match="no question can be used"):
        bank.usable(loaded)
