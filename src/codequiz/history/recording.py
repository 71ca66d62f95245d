"""Writing a session's rows. Functions here run inside a transaction of the caller's."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from codequiz.exam import Event, Instant, State, event_to_json
from codequiz.history.rows import Status
from codequiz.questions import LETTERS, Question
from codequiz.scoring import score


def insert_session(connection: sqlite3.Connection, uid: str, state: State, questions: Iterable[Question]) -> int:
    """The new session's row, its questions as they are now, and their places; the session's id."""
    connection.executemany(
        "INSERT OR IGNORE INTO question (hash, id, domain, stem, content) VALUES (?, ?, ?, ?, ?)",
        [(q.content_hash, q.id, q.domain, q.stem, dump(q.to_json())) for q in questions],
    )
    columns = {
        "uid": uid,
        "exam": state.plan.exam,
        "mode": state.plan.mode.value,
        "started_at": stored_time(state.started.utc),
        "questions": len(state.plan.items),
        "scored": sum(item.scored for item in state.plan.items),
        "seconds_allowed": state.plan.seconds_allowed,
        "pass_percent": state.plan.pass_percent,
        "seed": state.plan.seed,
        **standing(state),
    }
    cursor = connection.execute(
        f"INSERT INTO session ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
        tuple(columns.values()),
    )
    session_id = int(cursor.lastrowid or 0)
    connection.execute(
        "INSERT INTO session_plan (session_id, plan) VALUES (?, ?)", (session_id, dump(state.plan.to_json()))
    )
    connection.executemany(
        "INSERT INTO session_question (session_id, number, question_hash, question_id, domain, section, scored,"
        " answer) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                session_id,
                number,
                item.question_hash,
                item.question_id,
                item.domain,
                item.section,
                item.scored,
                LETTERS[item.answer],
            )
            for number, item in enumerate(state.plan.items, 1)
        ],
    )
    return session_id


def write_events(
    connection: sqlite3.Connection, session_id: int, first: int, events: Sequence[tuple[Event, Instant]]
) -> None:
    """Append events, numbered from `first` (1-based)."""
    rows = []
    for number, (event, at) in enumerate(events, first):
        kind, data = event_to_json(event)
        rows.append(
            (
                session_id,
                number,
                stored_time(at.utc),
                at.boot_id,
                round(at.boot_seconds, 3),
                round(at.awake_seconds, 3),
                kind,
                dump(data),
            )
        )
    connection.executemany(
        "INSERT INTO event (session_id, number, at, boot_id, boot_seconds, awake_seconds, kind, data)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        rows,
    )


def write_items(connection: sqlite3.Connection, session_id: int, old: State | None, new: State) -> None:
    """Bring `session_question` up to date; only what changed."""
    for n, item in enumerate(new.items):
        before = old.items[n] if old else None
        if before is item or before == item:
            continue
        answered = before is None or before.answers != item.answers
        choice = None if item.choice is None else LETTERS[item.choice]
        connection.execute(
            "UPDATE session_question SET choice = ?, correct = ?, shown = ?, changes = ?, flagged = ?, struck = ?,"
            " note = ?, confidence = ?, miss_reason = ?, thinking_seconds = ?, lookup_seconds = ?, lookups = ?,"
            " answered_at = CASE WHEN ? THEN ? ELSE answered_at END WHERE session_id = ? AND number = ?",
            (
                choice,
                None if item.choice is None else new.is_correct(n),
                item.shown,
                sum(a != b for a, b in pairwise(item.answers)),
                item.flagged,
                "".join(LETTERS[choice] for choice in sorted(item.struck)),
                item.note,
                item.confidence or "",
                item.miss_reason or "",
                round(item.thinking_seconds, 3),
                round(item.lookup_seconds, 3),
                item.lookups,
                answered,
                stored_time(new.instant.utc) if item.answers else None,
                session_id,
                n + 1,
            ),
        )


def standing(state: State) -> dict[str, Any]:
    """The columns of `session` that change as it goes on."""
    finished = state.phase.is_finished
    result = score(state)
    return {
        "status": state.phase.value if finished else _open_status(state),
        "finished_at": stored_time(state.finished.utc) if state.finished else None,
        "answered": state.answered,
        "correct": result.overall.correct,
        "seconds_used": round(state.seconds_used, 3),
        "passed": result.passed if finished else None,
        "scaled_score": result.scaled if finished else None,
        "under_exam_conditions": state.under_exam_conditions,
        "seen": dump(state.instant.to_json()),
    }


def _open_status(state: State) -> str:
    return (Status.RUNNING if state.phase.value == Status.RUNNING.value else Status.PAUSED).value


def stored_time(at: datetime) -> str:
    """ISO 8601 in UTC to the millisecond: sorts as text, and SQLite's date functions read it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


def dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
