"""Reading sessions back."""

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from codequiz.exam import Event, Instant, Mode, Plan, event_from_json
from codequiz.history.recording import stored_time
from codequiz.history.rows import EVERYTHING, AnswerRow, DomainRow, Filter, SessionRow, Status, StoredSession
from codequiz.questions import LETTERS, Question

# A blank is wrong once its session has ended; until then it is neither right nor wrong.
_JUDGED: Final = (
    "SUM(session_question.scored AND (choice IS NOT NULL OR finished_at IS NOT NULL)) AS n,"
    " SUM(session_question.scored AND ifnull(session_question.correct, 0)) AS correct"
)


def unfinished(connection: sqlite3.Connection) -> list[int]:
    """Ids of the sessions without an end, the one used last first."""
    rows = connection.execute(
        "SELECT id FROM session WHERE finished_at IS NULL ORDER BY json_extract(seen, '$.utc') DESC, id DESC"
    )
    return [row["id"] for row in rows]


def unfinished_exams(connection: sqlite3.Connection) -> list[int]:
    """Ids of the sessions whose clock may have run out while nobody was there."""
    rows = connection.execute("SELECT id FROM session WHERE finished_at IS NULL AND mode = 'exam' ORDER BY id")
    return [row["id"] for row in rows]


def stored_session(connection: sqlite3.Connection, session_id: int) -> StoredSession | None:
    """A session with all that is needed to go on. Raises KeyError, TypeError, ValueError when its rows are damaged."""
    row = connection.execute(
        "SELECT id, uid, plan, seen FROM session JOIN session_plan ON session_id = id WHERE id = ?", (session_id,)
    ).fetchone()
    if row is None:
        return None
    questions = connection.execute(
        "SELECT hash, content FROM question WHERE hash IN"
        " (SELECT question_hash FROM session_question WHERE session_id = ?)",
        (session_id,),
    )
    return StoredSession(
        id=row["id"],
        uid=row["uid"],
        plan=Plan.from_json(json.loads(row["plan"])),
        events=events(connection, session_id),
        questions={question["hash"]: Question.from_json(json.loads(question["content"])) for question in questions},
        seen=Instant.from_json(json.loads(row["seen"])),
    )


def events(
    connection: sqlite3.Connection, session_id: int, database: str = "main"
) -> tuple[tuple[Event, Instant], ...]:
    """What happened in a session, in order. Raises KeyError, TypeError, ValueError for a damaged row."""
    rows = connection.execute(
        f"SELECT at AS utc, boot_id, boot_seconds, awake_seconds, kind, data FROM {database}.event"
        " WHERE session_id = ? ORDER BY number",
        (session_id,),
    )
    return tuple((event_from_json(row["kind"], json.loads(row["data"])), Instant.from_json(dict(row))) for row in rows)


def session_rows(
    connection: sqlite3.Connection, wanted: Filter = EVERYTHING, *, session_id: int | None = None, limit: int = -1
) -> list[SessionRow]:
    """Sessions at a glance, the newest first: all that are wanted, the first `limit`, or the one asked for."""
    where, arguments = _conditions(wanted, session_id)
    chosen = f"FROM session WHERE {where} ORDER BY started_at DESC, id DESC LIMIT ?"
    domains: dict[int, list[DomainRow]] = {}
    for row in connection.execute(
        f"SELECT session_id, domain, {_JUDGED} FROM session_question JOIN session ON id = session_id"
        f" WHERE session_id IN (SELECT id {chosen}) GROUP BY session_id, domain",
        (*arguments, limit),
    ):
        if row["n"]:
            domains.setdefault(row["session_id"], []).append(DomainRow(row["domain"], row["n"], row["correct"]))
    rows = connection.execute(f"SELECT * {chosen}", (*arguments, limit))
    return [_session_row(row, tuple(domains.get(row["id"], ()))) for row in rows]


def latest_exam(connection: sqlite3.Connection, least_questions: float) -> SessionRow | None:
    """The newest finished exam of at least so many questions, else the newest finished one."""
    found = connection.execute(
        "SELECT id FROM session WHERE finished_at IS NOT NULL AND mode = 'exam'"
        " ORDER BY questions >= ? DESC, started_at DESC, id DESC LIMIT 1",
        (least_questions,),
    ).fetchone()
    return session_rows(connection, session_id=found["id"])[0] if found else None


def _conditions(wanted: Filter, session_id: int | None = None) -> tuple[str, list[object]]:
    """A WHERE clause over `session` and its arguments."""
    conditions: dict[str, object] = {
        "id = ?": session_id,
        "exam = ?": wanted.exam,
        "mode = ?": wanted.mode,
        "status = ?": wanted.status,
        "started_at >= ?": stored_time(wanted.since) if wanted.since else None,
        "started_at < ?": stored_time(wanted.until) if wanted.until else None,
    }
    used = {condition: str(value) for condition, value in conditions.items() if value is not None}
    return " AND ".join(used) or "1", list(used.values())


def domain_totals(connection: sqlite3.Connection, wanted: Filter = EVERYTHING) -> list[DomainRow]:
    """Each domain's scored questions over all sessions wanted, but for exams that can still be resumed."""
    where, arguments = _conditions(wanted)
    rows = connection.execute(
        f"SELECT domain, {_JUDGED} FROM session_question JOIN session ON id = session_id"
        f" WHERE session_id IN (SELECT id FROM session WHERE {where} AND (finished_at IS NOT NULL OR mode <> 'exam'))"
        " GROUP BY domain ORDER BY domain",
        arguments,
    )
    return [DomainRow(row["domain"], row["n"], row["correct"]) for row in rows if row["n"]]


def session_count(connection: sqlite3.Connection, wanted: Filter = EVERYTHING) -> int:
    """How many sessions wanted there are."""
    where, arguments = _conditions(wanted)
    return int(connection.execute(f"SELECT COUNT(*) FROM session WHERE {where}", arguments).fetchone()[0])


def _session_row(row: sqlite3.Row, domains: tuple[DomainRow, ...]) -> SessionRow:
    return SessionRow(
        id=row["id"],
        uid=row["uid"],
        name=row["name"],
        note=row["note"],
        exam=row["exam"],
        mode=Mode(row["mode"]),
        status=Status(row["status"]),
        started_at=datetime.fromisoformat(row["started_at"]),
        finished_at=_when(row["finished_at"]),
        questions=row["questions"],
        scored=row["scored"],
        answered=row["answered"],
        correct=row["correct"],
        seconds_used=row["seconds_used"],
        seconds_allowed=row["seconds_allowed"],
        pass_percent=row["pass_percent"],
        passed=None if row["passed"] is None else bool(row["passed"]),
        scaled_score=row["scaled_score"],
        under_exam_conditions=bool(row["under_exam_conditions"]),
        domains=domains,
    )


def answers(connection: sqlite3.Connection, session_id: int) -> list[AnswerRow]:
    """Every question of a session, in its order."""
    rows = connection.execute(
        "SELECT session_question.*, question.content FROM session_question"
        " JOIN question ON question.hash = question_hash WHERE session_id = ? ORDER BY number",
        (session_id,),
    )
    return [
        AnswerRow(
            number=row["number"],
            question=Question.from_json(json.loads(row["content"])),
            section=row["section"],
            scored=bool(row["scored"]),
            choice=None if row["choice"] is None else LETTERS.index(row["choice"]),
            changes=row["changes"],
            flagged=bool(row["flagged"]),
            struck=row["struck"],
            note=row["note"],
            confidence=row["confidence"],
            miss_reason=row["miss_reason"],
            thinking_seconds=row["thinking_seconds"],
            lookup_seconds=row["lookup_seconds"],
            lookups=row["lookups"],
            answered_at=_when(row["answered_at"]),
        )
        for row in rows
    ]


def last_seen(connection: sqlite3.Connection) -> Mapping[str, datetime]:
    """When each question (by id) was last shown in a session."""
    rows = connection.execute(
        "SELECT question_id, MAX(started_at) AS at FROM session_question"
        " JOIN session ON session.id = session_id WHERE shown GROUP BY question_id"
    )
    return {row["question_id"]: datetime.fromisoformat(row["at"]) for row in rows}


def _when(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
