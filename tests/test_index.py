"""The index of codes as it is built from the data that the project ships."""

from pathlib import Path

from codequiz import index


def test_the_built_index_is_current(home: Path) -> None:
    assert index.is_current(home / "codes.db")


def test_a_file_that_is_no_database_is_not_current(tmp_path: Path) -> None:
    broken = tmp_path / "codes.db"
    broken.write_bytes(b"not a database at all" * 100)

    assert not index.is_current(broken)
