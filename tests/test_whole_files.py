"""A file that is written beside its place is there whole, or not at all."""

from pathlib import Path

import pytest

from codequiz.whole_files import beside


def test_a_file_takes_its_place_when_all_went_well(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    path.write_text("before", encoding="utf-8")
    with beside(path) as part:
        part.write_text("after", encoding="utf-8")
        assert path.read_text(encoding="utf-8") == "before"
        assert part.stat().st_mode & 0o077 == 0, "others could read it"
    assert path.read_text(encoding="utf-8") == "after"
    assert list(tmp_path.iterdir()) == [path]


def test_what_went_wrong_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    path.write_text("before", encoding="utf-8")
    with pytest.raises(ZeroDivisionError), beside(path) as part:
        part.write_text("half", encoding="utf-8")
        raise ZeroDivisionError
    assert path.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_the_longest_name_that_a_disk_takes_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("é" * 120 + ".txt")
    with beside(path) as part:
        part.write_text("all", encoding="utf-8")
    assert path.read_text(encoding="utf-8") == "all"
