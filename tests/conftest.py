"""What many tests need: a built index of codes (7 s, so once a run) and a home directory of a test's own."""

import fcntl
import os
from pathlib import Path

import pytest

from codequiz import index
from codequiz.releases import shipped


@pytest.fixture(scope="session")
def codes_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A `CODEQUIZ_HOME` whose `codes.db` is built from the data the project ships; treat it as read-only.

    Built once a run: workers of pytest-xdist wait for the first of them. Never kept for the next run, as the code
    that builds it may have changed.
    """
    run = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        run = run.parent
    home = run / "codes-home"
    home.mkdir(exist_ok=True)
    with (run / "codes-home.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        database = home / "codes.db"
        if not database.exists():
            index.build(database, shipped.releases())
    return home


@pytest.fixture
def home(codes_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `CODEQUIZ_HOME` of the test's own, set in the environment, with the built index in it and nothing else."""
    own = tmp_path / "home"
    own.mkdir()
    (own / "codes.db").symlink_to(codes_home / "codes.db")
    monkeypatch.setenv("CODEQUIZ_HOME", str(own))
    return own
