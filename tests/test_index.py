"""The index of codes as it is built from the data that the project ships."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from codequiz import index


def test_the_built_index_is_current(home: Path) -> None:
    assert index.is_current(home / "codes.db")


def test_a_file_that_is_no_database_is_not_current(tmp_path: Path) -> None:
    broken = tmp_path / "codes.db"
    broken.write_bytes(b"not a database at all" * 100)

    assert not index.is_current(broken)


def test_an_index_of_another_installation_is_not_current(home: Path, tmp_path: Path) -> None:
    other = tmp_path / "other installation"
    project = Path(__file__).parent.parent
    shutil.copytree(
        project / "src" / "codequiz", other / "src" / "codequiz", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copytree(project / "codes", other / "codes")
    asking = "from codequiz import index, paths; print(index.is_current(paths.codes_db()))"
    told = subprocess.run(
        [sys.executable, "-c", asking],
        env={**os.environ, "PYTHONPATH": str(other / "src")}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert told.stdout.strip() == "False"
