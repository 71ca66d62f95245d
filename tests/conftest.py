"""What many tests need: patience, a built index of codes (7 s, so once a run) and a home directory of a test's own."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from codequiz import index, index_build
from codequiz.history import History
from codequiz.lookup import Lookup
from codequiz.releases import shipped
from release_files import WriteFile, write_codes

# A property fails by what it finds, never because the machine is slow.
settings.register_profile(
    "no clock", parent=settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("no clock")


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
            index_build.build(database, shipped.releases())
    return home


@pytest.fixture(scope="module")
def engine(codes_home: Path) -> Iterator[Lookup]:
    """Looks up in the built index."""
    with closing(index.connect(codes_home / "codes.db")) as connection:
        yield Lookup(connection)


@pytest.fixture
def home(codes_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `CODEQUIZ_HOME` of the test's own, set in the environment, with the built index in it and nothing else."""
    own = tmp_path / "home"
    own.mkdir()
    (own / "codes.db").symlink_to(codes_home / "codes.db")
    monkeypatch.setenv("CODEQUIZ_HOME", str(own))
    return own


@pytest.fixture
def release_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty `CODEQUIZ_HOME`, a handful of shipped codes (so that an index builds at once), and May 2026."""
    place = tmp_path / "home of a user"
    place.mkdir()
    monkeypatch.setenv("CODEQUIZ_HOME", str(place))
    monkeypatch.setenv("CODEQUIZ_CODES", str(write_codes(tmp_path / "codes")))
    monkeypatch.setenv("CODEQUIZ_TODAY", "2026-05-01")
    return place


@pytest.fixture
def write(tmp_path: Path) -> WriteFile:
    """Writes a file as if it had been downloaded."""

    def write_file(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write_file


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    """An empty history of the test's own, `history.db` in its directory."""
    with History(tmp_path / "history.db") as opened:
        yield opened


@pytest.fixture
def other(tmp_path: Path) -> Iterator[History]:
    """The history of another machine."""
    with History(tmp_path / "there" / "history.db") as opened:
        yield opened
