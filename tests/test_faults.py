"""What writes is stopped at each of its writes: what was acknowledged is there afterwards, no file is half written.

strace stops it: it kills a process at its Nth write, or lets that one and all later ones fail (a full disk, a broken
one). The others need nothing: a limit on file size, a directory that cannot be written, signals, a locked database.
The table of all points is printed by `CODEQUIZ_TEST_FAULTS=all pytest -n 0 -rP tests/test_faults.py`.
"""

import json
import os
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

import release_files
from codequiz.errors import CodequizError
from codequiz.history import History, connection
from codequiz.questions import LETTERS
from exam_support import write_bank
from file_modes import bound_by_modes, read_only

POINTS = os.environ.get("CODEQUIZ_TEST_FAULTS", "3")
"""How many points of each writer are tried, or `all`."""
IS_THOROUGH = POINTS != "3"

WRITES = "write,pwrite64,fsync,fdatasync,ftruncate,rename,renameat,renameat2,unlink,mkdir,link"
ANSWERS = "A\nB\nf\nC\nn a note\nD\ne\n"

# A step that a later version will have, over a history that has data in it.
MIGRATION = """
import sys
from pathlib import Path
from codequiz.history import History, connection, schema

@schema.steps(name="9999_later")
def later(db):
    db.execute("CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT")
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
    db.execute(f"INSERT INTO later {numbers} SELECT i FROM n")
    db.execute(f"PRAGMA user_version = {connection.SCHEMA_VERSION}")

connection.SCHEMA_VERSION += 1
from codequiz.cli.failures import exit_code_of
sys.exit(exit_code_of(lambda: History(Path(sys.argv[1])).close()))
"""


def usable_strace() -> bool:
    if not shutil.which("strace"):
        return False
    return subprocess.run(["strace", "-qq", "-o", os.devnull, "true"], capture_output=True, check=False).returncode == 0


needs_strace = pytest.mark.skipif(not usable_strace(), reason="strace is not installed, or may not trace")


@dataclass(frozen=True)
class Writer:
    """Something that writes: its command line, its input, and what must hold after it was stopped."""

    arguments: list[str]
    typed: str
    check: Callable[[str], None]

    def command(self) -> list[str]:
        return [sys.executable, *self.arguments]

    def run(self, *before: str, limit: int = 0) -> "subprocess.CompletedProcess[str]":
        def limited() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        return subprocess.run(
            [*before, *self.command()],
            input=self.typed,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            preexec_fn=limited if limit else None,
        )

    def trace(self, tmp_path: Path, calls: str) -> list[str]:
        log = tmp_path / "trace"
        self.run("strace", "-f", "-qq", "-s", "200", "-y", "-o", str(log), "-e", f"trace={calls}")
        return log.read_text(encoding="utf-8", errors="replace").splitlines()


def is_sound(path: Path) -> bool:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        return [row[0] for row in database.execute("PRAGMA integrity_check")] == ["ok"]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty `CODEQUIZ_HOME` and a handful of codes, so that the index builds at once."""
    monkeypatch.setenv("CODEQUIZ_CODES", str(release_files.write_codes(tmp_path / "codes")))
    monkeypatch.setenv("CODEQUIZ_TODAY", "2026-05-01")
    monkeypatch.setenv("CODEQUIZ_HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir(mode=0o700)
    return tmp_path / "home"


def the_index(place: Path, tmp_path: Path) -> Writer:
    def check(_seen: str) -> None:
        for path in place.glob("codes.db"):
            assert is_sound(path)
        again = made.run()
        assert again.returncode == 0, again.stderr
        assert "A00.0" in again.stdout
        assert is_sound(place / "codes.db")
        assert not list(place.glob(".codes-*")), "remains of a killed build"

    made = Writer(["-m", "codequiz", "lookup", "cholera"], "", check)
    return made


def the_import(place: Path, tmp_path: Path) -> Writer:
    file = tmp_path / "order.txt"
    file.write_bytes(release_files.order_file(release_files.ORDER_2026))

    def status() -> list[str]:
        command = [sys.executable, "-m", "codequiz", "codes", "status", "--format", "json"]
        result = subprocess.run(command, capture_output=True, text=True, check=True)
        return [row["name"] for row in json.loads(result.stdout) if row["system"] == "icd10cm"]

    def check(seen: str) -> None:
        before = status()
        if "imported ICD-10-CM" in seen:
            assert len(before) == 2, "an import that was acknowledged is gone"
        look = subprocess.run([sys.executable, "-m", "codequiz", "lookup", "cholera"], capture_output=True, check=False)
        assert look.returncode == 0, look.stderr
        again = made.run()
        assert again.returncode == 0, again.stderr
        assert len(status()) == 2
        assert not [path for path in (place / "releases").iterdir() if path.name.startswith(".staging")]

    # Building the first index is a writer of its own.
    subprocess.run([sys.executable, "-m", "codequiz", "lookup", "cholera"], capture_output=True, check=True)
    made = Writer(["-m", "codequiz", "codes", "import", str(file)], "", check)
    return made


def the_practice(place: Path, tmp_path: Path) -> Writer:
    bank = write_bank(tmp_path / "bank", {"digestive": 4})
    arguments = ["-m", "codequiz", "practice", "--plain", "--bank", str(bank), "-n", "4", "--seed", "1"]

    def check(seen: str) -> None:
        acknowledged = dict(re.findall(r"Question (\d+): ([A-D]) saved", seen))
        path = place / "history.db"
        if not path.exists():
            assert not acknowledged
            return
        with History(path) as history:
            sessions = history.sessions()
            assert len(sessions) <= 1
            stored = {}
            for session in sessions:
                stored = {str(a.number): LETTERS[a.choice] for a in history.answers(session.id) if a.choice is not None}
                history.load(session.id)
            assert {number: stored.get(number) for number in acknowledged} == acknowledged
            unfinished = history.unfinished()
        assert is_sound(path)
        if unfinished:
            command = [sys.executable, "-m", "codequiz", "practice", "--plain", "--resume"]
            again = subprocess.run(command, input="e\n", capture_output=True, text=True, check=False)
            assert again.returncode == 0, again.stderr

    return Writer(arguments, ANSWERS, check)


def the_migration(place: Path, tmp_path: Path) -> Writer:
    practice = the_practice(place, tmp_path)
    assert practice.run().returncode == 0
    with History(place / "history.db") as history:
        before = history.answers(1)
    kept = place.with_name("before")
    shutil.copytree(place, kept)

    def check(_seen: str) -> None:
        for copy in (place / "backups").glob("*.db"):
            assert is_sound(copy), "a half copy"
        again = made.run()
        assert again.returncode == 0, again.stderr
        assert is_sound(place / "history.db")
        assert not list((place / "backups").glob("*.part*"))
        assert list((place / "backups").glob("*.db"))
        with closing(sqlite3.connect(place / "history.db")) as database:
            assert database.execute("SELECT COUNT(*) FROM later").fetchone() == (2000,)
            # What this version knows of is as it was.
            database.execute(f"PRAGMA user_version = {connection.SCHEMA_VERSION}")
        with History(place / "history.db") as history:
            assert history.answers(1) == before
        shutil.rmtree(place)
        shutil.copytree(kept, place)

    made = Writer(["-c", MIGRATION, str(place / "history.db")], "", check)
    return made


def the_merge(place: Path, tmp_path: Path) -> Writer:
    """Another machine's three sessions come into a history that has one."""
    practice = the_practice(place, tmp_path)
    for _ in range(3):
        assert practice.run().returncode == 0
    with History(place / "history.db") as history:
        theirs = tmp_path / "theirs.jsonl"
        theirs.write_text("".join(history.export_lines()), encoding="utf-8")
        uids = {session.uid for session in history.sessions()}
    shutil.rmtree(place)
    assert practice.run().returncode == 0

    def check(_seen: str) -> None:
        assert is_sound(place / "history.db")
        with History(place / "history.db") as history:
            sessions = history.sessions()
            assert len(sessions) in {1, 4}, "half of it"
            for session in sessions:
                assert len(history.answers(session.id)) == len(history.load(session.id).questions) == 4
        again = made.run()
        assert again.returncode == 0, again.stderr
        with History(place / "history.db") as history:
            assert len(history.sessions()) == 4
            assert uids <= {session.uid for session in history.sessions()}

    made = Writer(["-m", "codequiz", "history", "import", str(theirs)], "", check)
    return made


WRITERS = {
    "index": the_index,
    "import": the_import,
    "practice": the_practice,
    "migration": the_migration,
    "merge": the_merge,
}


@pytest.fixture(params=WRITERS)
def writer(request: pytest.FixtureRequest, place: Path, tmp_path: Path) -> Iterator[tuple[str, Writer, Path]]:
    """Each writer, and its directory as it is before each try."""
    made = WRITERS[request.param](place, tmp_path)
    start = tmp_path / "start"
    shutil.copytree(place, start)
    yield request.param, made, start


def start_again(place: Path, start: Path) -> None:
    shutil.rmtree(place)
    shutil.copytree(start, place)


def points(count: int) -> list[int]:
    """Numbers of writes, from 1, at which to stop: all, or some that are spread over them, the last among them."""
    if POINTS == "all":
        return list(range(1, count + 1))
    some = min(int(POINTS), count)
    return sorted({count - round(step * (count - 1) / max(some - 1, 1)) for step in range(some)})


@needs_strace
@pytest.mark.parametrize("fault", ["signal=SIGKILL", "error=ENOSPC", *(["error=EIO"] if IS_THOROUGH else [])])
def test_stopped_at_a_write(fault: str, writer: tuple[str, Writer, Path], place: Path, tmp_path: Path) -> None:
    name, made, start = writer
    # Errors only where the system gives them: a full disk does not fail at `unlink`.
    calls = WRITES if "signal" in fault else "pwrite64,fsync,fdatasync"
    count = len(made.trace(tmp_path, calls))
    assert count > 3
    tried = points(count)
    for number in tried:
        start_again(place, start)
        when = f"{number}" if "signal" in fault else f"{number}+"
        inject = f"inject={calls}:{fault}:when={when}"
        result = made.run("strace", "-f", "-qq", "-o", os.devnull, "-e", f"trace={calls}", "-e", inject)
        assert "Traceback" not in result.stderr, (number, result.stderr)
        assert "Exception ignored" not in result.stderr
        made.check(result.stdout)
    print(f"| {name} | {fault} | {len(tried)} of {count} writes | kept |")  # noqa: T201 - the table


def test_no_file_may_grow(writer: tuple[str, Writer, Path], place: Path) -> None:
    """As on a full disk, by the kernel's limit on the size of a file."""
    name, made, start = writer
    for limit in (1, 5_000, 40_000):
        start_again(place, start)
        result = made.run(limit=limit)
        assert "Traceback" not in result.stderr, result.stderr
        assert result.returncode in {0, 1}
        made.check(result.stdout)
    print(f"| {name} | RLIMIT_FSIZE | 1, 5,000, 40,000 bytes | kept |")  # noqa: T201


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("unshare"), reason="needs root and unshare, for a small disk")
@pytest.mark.parametrize("kilobytes", [4, 40, 100, 200])
def test_a_disk_that_is_full(kilobytes: int, place: Path, tmp_path: Path) -> None:
    made = the_practice(place, tmp_path)
    after = tmp_path / "after"
    script = (
        f'mount -t tmpfs -o size={kilobytes}k none "$CODEQUIZ_HOME" && {{ "$@"; cp -r "$CODEQUIZ_HOME" "{after}"; }}'
    )
    result = made.run("unshare", "-m", "sh", "-c", script, "sh")
    if "mount" in result.stderr or not after.exists():
        pytest.skip("may not mount here")
    assert "Traceback" not in result.stderr, result.stderr
    place.rmdir()
    shutil.copytree(after, place)
    made.check(result.stdout)


def test_a_directory_that_cannot_be_written(writer: tuple[str, Writer, Path], place: Path) -> None:
    name, made, start = writer
    start_again(place, start)
    with read_only(place):
        result = made.run(*bound_by_modes())
    assert result.returncode == (5 if name == "migration" else 1), "an old history is not ready until it can be written"
    assert "Traceback" not in result.stderr
    assert result.stderr.startswith("codequiz: error: ")
    made.check(result.stdout)
    print(f"| {name} | read-only directory | the first write | refused, nothing changed |")  # noqa: T201


@needs_strace
@pytest.mark.parametrize("number", [signal.SIGTERM, *([signal.SIGHUP, signal.SIGINT] if IS_THOROUGH else [])])
def test_told_to_end_at_a_write(
    number: signal.Signals, writer: tuple[str, Writer, Path], place: Path, tmp_path: Path
) -> None:
    name, made, start = writer
    count = len(made.trace(tmp_path, WRITES))
    for at in points(count):
        start_again(place, start)
        inject = f"inject={WRITES}:signal={number.name}:when={at}"
        result = made.run("strace", "-f", "-qq", "-o", os.devnull, "-e", f"trace={WRITES}", "-e", inject)
        if number is not signal.SIGINT:
            assert "Traceback" not in result.stderr, (at, result.stderr)
        made.check(result.stdout)
    print(f"| {name} | {number.name} | {len(points(count))} of {count} writes | kept |")  # noqa: T201


def test_a_history_that_another_program_holds(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = the_practice(place, tmp_path)
    assert made.run().returncode == 0
    monkeypatch.setattr(connection, "_BUSY_SECONDS", 0.05)
    with closing(sqlite3.connect(place / "history.db", isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        with History(place / "history.db") as history:
            assert len(history.sessions()) == 1, "reading goes on"
            session = history.load(1)
            with pytest.raises(CodequizError, match="in use by another program"):
                history.touch(1, session.seen)
        holder.execute("ROLLBACK")
    made.check("Question 1: A saved")


@needs_strace
def test_an_answer_is_synced_before_it_is_acknowledged(place: Path, tmp_path: Path) -> None:
    lines = the_practice(place, tmp_path).trace(tmp_path, "pwrite64,write,fsync,fdatasync")
    unsynced = False
    acknowledged = 0
    for line in lines:
        if "pwrite64(" in line and "history.db-wal" in line:
            unsynced = True
        elif ("fdatasync(" in line or "fsync(" in line) and "history.db-wal" in line:
            unsynced = False
        elif " saved" in line:
            assert not unsynced, line
            acknowledged += 1
    assert acknowledged


@needs_strace
def test_an_index_is_synced_before_it_gets_its_name(place: Path, tmp_path: Path) -> None:
    lines = the_index(place, tmp_path).trace(tmp_path, "pwrite64,fsync,fdatasync,rename,renameat,renameat2")
    (renamed,) = (n for n, line in enumerate(lines) if "rename" in line and 'codes.db"' in line)
    before = [line for line in lines[:renamed] if ".codes-" in line]
    assert "sync(" in before[-1], "written after the last sync"
    assert any("fsync(" in line and str(place) + ">" in line for line in lines[renamed:]), "the directory"
