"""An import that is killed leaves what was there working, and the next one clears up after it."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

import release_files as files
from codequiz import code_sets, index, index_build, paths
from codequiz.codebook import CodeBook
from codequiz.codes import System
from codequiz.releases import imported, installed
from codequiz.releases.importing import Wanted
from release_files import WriteFile

_KILLED = """
import os, signal, sys
from pathlib import Path
from codequiz import code_sets
from codequiz.releases.importing import Wanted
left = int(sys.argv[1])
def step(*_):
    global left
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    left -= 1
code_sets.import_files([Path(sys.argv[2])], Wanted(), reading=step, building=step)
"""


@pytest.mark.parametrize("step", range(0, 9, 2))
def test_an_import_killed_at_any_step_changes_nothing(release_home: Path, write: WriteFile, step: int) -> None:
    old = files.hcpcs_file([files.hcpcs_record("A1000", "The old thing", added="20250101")])
    new = write("new.txt", files.hcpcs_file([files.hcpcs_record("A1000", "The new thing", added="20260101")]))
    code_sets.import_files([write("old.txt", old)], Wanted())
    killed = subprocess.run([sys.executable, "-c", _KILLED, str(step), str(new)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert index.is_current(paths.codes_db())
    assert _title() == "The old thing"
    assert len(imported.releases()) == 1

    code_sets.import_files([new], Wanted())
    assert _title() == "The new thing"
    left = [path.name for path in (*release_home.iterdir(), *(release_home / "releases").iterdir())]
    assert not [name for name in left if name.startswith((".staging", ".codes"))]


def test_an_import_killed_before_its_index_was_in_place_is_completed(release_home: Path, write: WriteFile) -> None:
    code_sets.import_files([write("old.txt", files.hcpcs_file([files.hcpcs_record("A1000", "Old")]))], Wanted())
    before = paths.codes_db().read_bytes()
    newer = files.hcpcs_file([files.hcpcs_record("A1000", "New", added="20260101")])
    code_sets.import_files([write("new.txt", newer)], Wanted())
    paths.codes_db().write_bytes(before)
    assert not index.is_current(paths.codes_db()), "so that the next command builds it"
    index_build.build(paths.codes_db(), installed.active())
    assert _title() == "New"


def _title() -> str:
    code = CodeBook(index.connect(paths.codes_db())).find(System.HCPCS, "A1000")
    assert code is not None
    return code.title
