"""Tests of what may not be written run as root too: a program started here is bound by the modes of files."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def bound_by_modes() -> tuple[str, ...]:
    """What goes before a command so that it cannot write where the modes forbid it, whoever runs the tests.

    Root without two of its capabilities is such a user, and still owns the files of the test. Skips the test where
    root has no `setpriv` (of util-linux) to give them up.
    """
    if os.geteuid() != 0:
        return ()
    if not shutil.which("setpriv"):
        pytest.skip("root may write everywhere, and there is no setpriv to be less than root")
    return ("setpriv", "--bounding-set=-dac_override,-dac_read_search")


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """A directory and the files in it that nobody may write for a while."""
    paths = [path for path in folder.rglob("*") if not path.is_symlink()] + [folder]
    modes = {path: path.stat().st_mode for path in paths}
    for path in paths:
        path.chmod(modes[path] & 0o555)
    try:
        yield
    finally:
        for path in reversed(paths):
            path.chmod(modes[path])
