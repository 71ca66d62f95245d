"""Histories as every earlier version on the main branch wrote them, opened by this one."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from codequiz.exam import Mode, Phase, replay
from codequiz.history import History, Merged, Status
from codequiz.history.connection import SCHEMA_VERSION
from history_support import HISTORIES, earlier_history

SHAPES = sorted(path.stem for path in HISTORIES.glob("*.sql"))


def version(shape: str) -> int:
    return int(shape.split("-")[1])


def content(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def tables(path: Path) -> list[tuple[str, str]]:
    """The tables, indexes and views, however the statements that made them are spaced."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
        return [(name, "".join(sql.split()).replace('"', "")) for name, sql in rows]


@pytest.fixture(params=SHAPES)
def shape(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def path(tmp_path: Path, shape: str) -> Path:
    earlier_history(tmp_path / "home" / "history.db", shape)
    return tmp_path / "home" / "history.db"


def test_every_earlier_version_is_here() -> None:
    assert {version(shape) for shape in SHAPES} == set(range(1, SCHEMA_VERSION))


def test_nothing_of_an_earlier_history_is_lost(path: Path, shape: str) -> None:
    with History(path) as history:
        paused, study, exam = history.sessions()
        assert [row.status for row in (exam, study, paused)] == [Status.SUBMITTED, Status.PAUSED, Status.PAUSED]
        assert (exam.mode, exam.answered, exam.correct, exam.passed) == (Mode.EXAM, 3, 2, False)
        assert (exam.name, exam.note) == (("First try", "at home") if version(shape) > 1 else ("", ""))
        answers = history.answers(exam.id)
        assert [answer.choice for answer in answers] == [0, 1, 0, None]
        assert [answer.changes for answer in answers] == [0, 1, 0, 0]
        assert (answers[1].flagged, answers[2].note, answers[2].lookups) == (True, "was it open?", 1)
        assert [answer.miss_reason for answer in history.answers(study.id)] == ["rule", "", ""]
        assert (history.answers(study.id)[0].confidence, history.answers(paused.id)[1].struck) == ("guess", "C")
        assert history.drill_seconds() == ([12.5] if version(shape) > 2 else [])


def test_sessions_of_an_earlier_history_can_be_gone_on_with(path: Path) -> None:
    with History(path) as history:
        for session_id in history.unfinished():
            stored = history.load(session_id)
            assert replay(stored.plan, stored.events).phase is Phase.PAUSED
        assert len(history.unfinished()) == 2


def test_an_earlier_history_gets_the_shape_of_a_new_one(path: Path, tmp_path: Path) -> None:
    History(path).close()
    History(tmp_path / "new.db").close()

    assert tables(path) == tables(tmp_path / "new.db")
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        for view in ("answers", "results", "domain_results", "drill_results"):
            assert connection.execute(f"SELECT * FROM {view}").description


def test_the_earlier_history_is_kept_as_it_was(path: Path, shape: str) -> None:
    before = content(path)
    History(path).close()

    (copy,) = (path.parent / "backups").glob(f"history-v{version(shape)}-*.db")
    assert content(copy) == before


def test_an_earlier_history_is_taken_over_and_left_as_it_is(path: Path, shape: str, tmp_path: Path) -> None:
    before = path.read_bytes()
    with History(tmp_path / "new.db") as history:
        assert history.merge(path) == Merged(added=3, drills=int(version(shape) > 2))
        assert history.merge(path) == Merged(known=3)
    assert path.read_bytes() == before
