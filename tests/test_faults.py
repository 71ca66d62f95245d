"""What writes is stopped at each of its writes: what was acknowledged is there afterwards, no file is half written.

strace stops it: it kills a process at its Nth write, or lets that one and all later ones fail (a full disk, a broken
one). The others need nothing: a limit on file size, a directory that cannot be written, signals, a locked database.
`make faults` tries more points and writes the table of docs/promises.md.
"""

import fcntl
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
from contextlib import closing, contextmanager
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


FAULTS = {
    "signal=SIGKILL": "killed (`SIGKILL`)",
    "SIGTERM": "told to end (`SIGTERM`)",
    "SIGHUP": "the terminal closed (`SIGHUP`)",
    "SIGINT": "Ctrl-C (`SIGINT`)",
    "error=ENOSPC": "the disk is full (`ENOSPC`)",
    "error=EIO": "the disk is broken (`EIO`)",
    "limit": "no file may grow (`RLIMIT_FSIZE`)",
    "small": "a disk of 4 to 200 kB",
    "modes": "directory and files are read-only",
    "held": "another program holds it",
    "order": "power cut: synced before it is named and told",
}
"""The rows of the table in docs/promises.md; WRITERS are its columns."""


def tell(writer: str, fault: str, tried: str) -> None:
    """A cell of the table, for scripts/faults.py."""
    print(f"held: {writer} | {fault} | {tried}")  # noqa: T201


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
    """A release that is used at once, so that the index is built again with it."""
    file = tmp_path / "hcpcs.txt"
    file.write_bytes(release_files.hcpcs_file(release_files.HCPCS))

    def output(*arguments: str) -> str:
        command = [sys.executable, "-m", "codequiz", *arguments, "--format", "json"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def releases() -> int:
        return [row["system"] for row in json.loads(output("codes", "status"))].count("hcpcs")

    def check(seen: str) -> None:
        count = releases()
        assert count in ({2} if "imported HCPCS" in seen else {1, 2}), "an import that was acknowledged is gone"
        assert ("K1000" in output("lookup", "chair")) if count == 2 else ("A4000" in output("lookup", "gadget"))
        again = made.run()
        assert again.returncode == 0, again.stderr
        assert releases() == 2
        assert "K1000" in output("lookup", "chair")
        assert is_sound(place / "codes.db")
        left = [path.name for path in (*place.iterdir(), *(place / "releases").iterdir())]
        assert not [name for name in left if name.startswith((".staging", ".codes-"))]

    # Building the first index is a writer of its own.
    output("lookup", "cholera")
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


def the_history(place: Path, tmp_path: Path) -> Writer:
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

    def check(seen: str) -> None:
        assert is_sound(place / "history.db")
        with History(place / "history.db") as history:
            sessions = history.sessions()
            assert len(sessions) in ({4} if "3 sessions added" in seen else {1, 4}), "half of it"
            for session in sessions:
                assert len(history.answers(session.id)) == len(history.load(session.id).questions) == 4
        again = made.run()
        assert again.returncode == 0, again.stderr
        with History(place / "history.db") as history:
            assert len(history.sessions()) == 4
            assert uids <= {session.uid for session in history.sessions()}

    made = Writer(["-m", "codequiz", "history", "import", str(theirs)], "", check)
    return made


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


WRITERS = {
    "index": the_index,
    "import": the_import,
    "practice": the_practice,
    "history": the_history,
    "migration": the_migration,
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
        made.check(result.stdout + result.stderr)
    tell(name, FAULTS[fault], f"{len(tried)} of {count}")


def test_no_file_may_grow(writer: tuple[str, Writer, Path], place: Path) -> None:
    """As on a full disk, by the kernel's limit on the size of a file."""
    name, made, start = writer
    for limit in (1, 5_000, 40_000):
        start_again(place, start)
        result = made.run(limit=limit)
        assert "Traceback" not in result.stderr, result.stderr
        assert result.returncode in {0, 1}
        made.check(result.stdout + result.stderr)
    tell(name, FAULTS["limit"], "3 sizes")


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
    made.check(result.stdout + result.stderr)
    tell("practice", FAULTS["small"], "4 sizes")


def test_a_directory_that_cannot_be_written(writer: tuple[str, Writer, Path], place: Path) -> None:
    name, made, start = writer
    start_again(place, start)
    with read_only(place):
        result = made.run(*bound_by_modes())
    assert result.returncode == (5 if name == "migration" else 1), "an old history is not ready until it can be written"
    assert "Traceback" not in result.stderr
    assert result.stderr.startswith("codequiz: error: ")
    made.check(result.stdout + result.stderr)
    tell(name, FAULTS["modes"], "refused")


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
        made.check(result.stdout + result.stderr)
    tell(name, FAULTS[number.name], f"{len(points(count))} of {count}")


@contextmanager
def held(name: str, place: Path) -> Iterator[None]:
    """Another program is at what the writer needs: reading the index, importing, writing the history."""
    if name == "import":
        (place / "releases").mkdir(exist_ok=True)
        with (place / "releases" / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        return
    path = place / ("codes.db" if name == "index" else "history.db")
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN" if name == "index" else "BEGIN IMMEDIATE")
        holder.execute("SELECT * FROM sqlite_master").fetchall()
        yield


@pytest.mark.parametrize(
    "writer", ["index", "import", *(["practice", "history", "migration"] if IS_THOROUGH else [])], indirect=True
)
def test_what_another_program_holds(writer: tuple[str, Writer, Path], place: Path) -> None:
    name, made, _start = writer
    if name in {"index", "practice"}:
        assert made.run().returncode == 0
    old = 0
    if name == "index":
        old = (place / "codes.db").stat().st_ino
        with (Path(os.environ["CODEQUIZ_CODES"]) / "hcpcs.csv").open("a", encoding="utf-8") as file:
            file.write("A4001,another gadget,Supplies,,\n")
    with held(name, place):
        result = made.run()
    assert result.returncode == (0 if name == "index" else 1), result.stderr
    if name == "index":
        assert (place / "codes.db").stat().st_ino != old, "it was not built again"
    else:
        assert result.stderr.startswith("codequiz: error: ")
        assert "another" in result.stderr
    made.check("" if name == "practice" else result.stdout + result.stderr)
    tell(name, FAULTS["held"], "goes on" if name == "index" else "refused")


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


ACKNOWLEDGED = {
    "index": "A00.0",
    "import": "imported HCPCS",
    "practice": r": [A-D] saved",
    "history": "3 sessions added",
}
"""What says on the screen that it is done; a migration says nothing, it is done when the program ends."""


@needs_strace
def test_what_is_acknowledged_has_been_synced(writer: tuple[str, Writer, Path], place: Path, tmp_path: Path) -> None:
    """As far as a power cut can be simulated: the order of writing, syncing, renaming and saying so."""
    name, made, _start = writer
    call = re.compile(r"(?P<call>\w+)\((?:\d+<(?P<file>[^>]*)>|(?P<rest>.*))")
    unsynced: set[str] = set()
    acknowledged = renamed = 0
    for line in made.trace(tmp_path, WRITES):
        done = call.search(line)
        file = done["file"] if done and done["file"] else ""
        if name in ACKNOWLEDGED and re.search(ACKNOWLEDGED[name], line) and str(place) not in file:
            assert not unsynced, line
            acknowledged += 1
        elif not done or str(place) not in line:
            continue
        elif "write" in done["call"] and not file.endswith("-shm"):  # shared memory, made anew after a power cut
            unsynced.add(file)
        elif "sync" in done["call"]:
            unsynced.discard(file)
        elif "rename" in done["call"]:
            old, new = re.findall(r'"([^"]+)"', line)
            assert not {path for path in unsynced if path == old or Path(old) in Path(path).parents}, line
            # Its name lasts when its directory has been synced.
            unsynced.add(str(Path(new).parent))
            renamed += 1
        elif done["call"] == "unlink":
            unsynced -= set(re.findall(r'"([^"]+)"', line))
    assert acknowledged or (name == "migration" and not unsynced)
    assert renamed or name in {"practice", "history"}
    tell(name, FAULTS["order"], "every write")


def test_the_table_in_the_documents_names_every_fault() -> None:
    page = (Path(__file__).resolve().parent.parent / "docs" / "promises.md").read_text(encoding="utf-8")
    rows = {cells[0]: cells[1:] for cells in (line.strip("| ").split(" | ") for line in page.splitlines()) if cells}
    assert f"| | {' | '.join(WRITERS)} |" in page
    for fault in FAULTS.values():
        assert fault in rows, "write it again with: make faults"
