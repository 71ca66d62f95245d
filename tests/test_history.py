import json
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from codequiz.errors import CodequizError, InvalidDataError, NothingFoundError
from codequiz.exam import Answered, Mode, Moved, Plan, Started, State, Submitted, apply, start
from codequiz.history import DrillRow, History, SessionLock, Status
from codequiz.history.connection import SCHEMA_VERSION, connect, keep_copy
from codequiz.history.schema import migrate, steps
from exam_support import FakeClock, make_plan, plan_questions
from file_modes import bound_by_modes, read_only


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "history.db"


@pytest.fixture
def history(path: Path) -> Iterator[History]:
    with History(path) as opened:
        yield opened


def store(history: History, plan: Plan, *choices: int, submit: bool = True) -> tuple[int, State]:
    clock = FakeClock()
    state = start(plan, clock.now())
    session_id = history.begin(history.new_uid(), state, plan_questions(plan), Started())
    events = [event for n, choice in enumerate(choices) for event in (Moved(n), Answered(choice))]
    number = 2
    for event in [*events, *([Submitted()] if submit else [])]:
        clock.advance(10)
        new = apply(state, event, clock.now())
        history.record(session_id, number, [(event, clock.now())], state, new)
        state, number = new, number + 1
    return session_id, state


def test_a_session_comes_back_as_it_was(history: History) -> None:
    plan = make_plan(5)
    session_id, state = store(history, plan, 0, 3, 2, submit=False)
    stored = history.load(session_id)
    assert stored.plan == plan
    assert len(stored.events) == 7
    assert {q.content_hash for q in plan_questions(plan)} == set(stored.questions)
    row = history.session(session_id)
    assert (row.status, row.answered, row.correct, row.seconds_used) == (Status.RUNNING, 3, 2, state.seconds_used)


def test_each_answer_is_a_row(history: History) -> None:
    session_id, _ = store(history, make_plan(3), 0, 3)
    answers = history.answers(session_id)
    assert [(a.number, a.choice, a.is_correct) for a in answers] == [(1, 0, True), (2, 3, False), (3, None, False)]
    assert [a.thinking_seconds for a in answers] == [30, 20, 0]


def test_domains_are_counted(history: History) -> None:
    session_id, _ = store(history, make_plan(3), 0, 3)
    (domain,) = history.session(session_id).domains
    assert (domain.domain, domain.n, domain.correct) == ("digestive", 3, 1)


def test_the_newest_session_is_first(history: History) -> None:
    first, _ = store(history, make_plan(2), 0)
    second, _ = store(history, make_plan(2), 1)
    assert [row.id for row in history.sessions()] == [second, first]


def test_what_was_shown_counts_as_seen(history: History) -> None:
    store(history, make_plan(3), 0)
    assert set(history.last_seen()) == {"digestive-000"}


def test_two_writers_of_one_session_do_not_mix(history: History) -> None:
    plan = make_plan(3)
    session_id, state = store(history, plan, 0, submit=False)
    clock = FakeClock()
    clock.advance(1000)
    with pytest.raises(CodequizError, match="changed by another program"):
        history.record(session_id, 2, [(Answered(1), state.instant)], state, apply(state, Answered(1), state.instant))
    assert len(history.load(session_id).events) == 3


def test_an_unknown_session_is_not_found(history: History) -> None:
    for ask in (history.session, history.load, history.uid):
        with pytest.raises(NothingFoundError, match="no session 99"):
            ask(99)


def test_files_are_private_to_the_user(history: History, path: Path) -> None:
    store(history, make_plan(2), 0)
    for file in path.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0, file


def test_every_commit_reaches_the_disk(path: Path) -> None:
    connection = connect(path)
    assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2
    connection.close()


def test_the_known_version_is_that_of_the_last_step(path: Path) -> None:
    connection = connect(path)
    assert connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION
    assert len(steps.applied(Database(connection))) == SCHEMA_VERSION
    connection.close()


def test_a_file_that_is_no_database_is_refused_and_kept(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("my diary", encoding="utf-8")
    with pytest.raises(InvalidDataError) as caught:
        History(path)
    assert "left as it is" in caught.value.message
    assert "move it away" in caught.value.hint
    assert path.read_text(encoding="utf-8") == "my diary"


def test_half_a_file_is_refused_and_kept(history: History, path: Path) -> None:
    store(history, make_plan(50), *[0] * 50)
    history.close()
    half = path.read_bytes()[: path.stat().st_size // 2 // 4096 * 4096]
    path.write_bytes(half)
    with pytest.raises(InvalidDataError, match="not a readable SQLite database"), History(path) as opened:
        opened.sessions()
    assert path.read_bytes() == half


def test_another_programs_database_is_refused(path: Path) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE recipe (name)")
    other.close()
    with pytest.raises(InvalidDataError, match="not a history of codequiz"):
        History(path)


def test_a_history_of_a_newer_version_is_refused_unharmed(history: History, path: Path) -> None:
    history.close()
    with sqlite3.connect(path) as newer:
        newer.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    newer.close()
    before = path.read_bytes()
    with pytest.raises(CodequizError, match="written by a newer codequiz"):
        History(path)
    assert path.read_bytes() == before


def test_an_empty_file_is_a_new_history(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    with History(path) as history:
        assert history.sessions() == []


def test_a_directory_that_cannot_be_made_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CodequizError, match="cannot"):
        History(tmp_path / "file" / "history.db")


def test_a_full_disk_is_one_clear_error_and_loses_nothing(history: History, path: Path) -> None:
    session_id, _ = store(history, make_plan(40), 0, submit=False)
    history.close()
    with History(path) as limited:
        pages = limited._connection.execute("PRAGMA page_count").fetchone()[0]
        limited._connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(CodequizError, match="disk is full"):
            store(limited, make_plan(40))
    with History(path) as again:
        assert [row.id for row in again.sessions()] == [session_id]
        assert again.session(session_id).answered == 1


def test_a_copy_is_kept_before_a_migration_over_data(history: History, path: Path) -> None:
    store(history, make_plan(2), 0)
    history.close()
    connection = connect(path)
    copy = keep_copy(connection, path)
    connection.close()
    assert copy is not None
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with History(copy) as kept:
        assert len(kept.sessions()) == 1


def test_drills_alone_are_worth_a_copy(history: History, path: Path) -> None:
    assert history.backup() is None
    history.record_drill("d" * 32, 1, FakeClock().utc, DrillRow("icd10cm", "E11.9", "diabetes", True, 1, 0, 9.5))
    copy = history.backup()
    assert copy is not None
    with History(copy) as kept:
        assert kept.drill_seconds() == [9.5]


def test_the_latest_long_exam_is_preferred_to_a_newer_short_one(history: History) -> None:
    assert history.latest_exam(5) is None
    short, _ = store(history, make_plan(2), 0)
    long, _ = store(history, make_plan(6), 0)
    newer, _ = store(history, make_plan(2), 0)
    store(history, make_plan(6, mode=Mode.STUDY), 0)
    store(history, make_plan(6), 0, submit=False)
    found = [history.latest_exam(least) for least in (5, 7)]
    assert [row.id for row in found if row] == [long, newer]
    assert short < long


def test_migrating_asks_for_a_copy_before_each_step(tmp_path: Path) -> None:
    calls = []
    db = Database(tmp_path / "new.db")
    migrate(db, lambda: calls.append(len(steps.applied(db))))
    assert calls == list(range(SCHEMA_VERSION))
    db.close()


def test_a_lock_is_exclusive_and_ends_with_its_holder(tmp_path: Path) -> None:
    path = tmp_path / "locks" / "a.lock"
    held = SessionLock.take(path)
    assert held is not None
    assert SessionLock.take(path) is None
    held.release()
    again = SessionLock.take(path)
    assert again is not None
    again.release(remove=True)
    assert not path.exists()


def test_a_history_that_cannot_be_written_can_be_read(history: History, path: Path) -> None:
    session_id, _ = store(history, make_plan(2), 0)
    history.close()
    command = [sys.executable, "-m", "codequiz", "history", "show", str(session_id), "--format", "json"]
    with read_only(path.parent):
        shown = subprocess.run(
            [*bound_by_modes(), *command],
            env=os.environ | {"CODEQUIZ_HOME": str(path.parent)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert shown.returncode == 0, shown.stderr
    assert json.loads(shown.stdout)["answered"] == 1
