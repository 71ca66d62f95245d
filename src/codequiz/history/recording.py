"""Writing a session's rows. Functions here run inside a transaction of the caller's."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, Final

from codequiz.exam import Event, Instant, State, event_to_json
from codequiz.history.rows import DrillRow, Status
from codequiz.questions import LETTERS, Question
from codequiz.scoring import outcome

_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_PLACE: Final = ("session_id", "number", "question_hash", "question_id", "domain", "section", "scored", "answer")
_PROGRESS: Final = (
    *("choice", "correct", "shown", "changes", "flagged", "struck", "note", "confidence", "miss_reason"),
    *("thinking_seconds", "lookup_seconds", "lookups"),
)
_INSERT_QUESTION: Final = (
    f"INSERT INTO session_question ({', '.join((*_PLACE, 'answered_at', *_PROGRESS))})"
    f" VALUES ({', '.join('?' * (len(_PLACE) + 1 + len(_PROGRESS)))})"
)
_UPDATE_QUESTION: Final = (
    f"UPDATE session_question SET {', '.join(f'{column} = ?' for column in _PROGRESS)},"
    " answered_at = CASE WHEN ? THEN ? ELSE answered_at END WHERE session_id = ? AND number = ?"
)


def insert_session(
    connection: sqlite3.Connection,
    uid: str,
    state: State,
    questions: Iterable[Question],
    answered: Mapping[int, datetime] | None = None,
) -> int:
    """The new session's row, its questions as they are now, and where each stands; the session's id.

    `questions` may leave out those that are stored already. `answered` says when a position (0-based) was last
    answered.
    """
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
    moments = answered or {}
    connection.executemany(
        _INSERT_QUESTION,
        [
            (
                session_id,
                n + 1,
                item.question_hash,
                item.question_id,
                item.domain,
                item.section,
                item.scored,
                LETTERS[item.answer],
                stored_time(moments[n]) if n in moments else None,
                *_progress(state, n),
            )
            for n, item in enumerate(state.plan.items)
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


def write_items(connection: sqlite3.Connection, session_id: int, old: State, new: State) -> None:
    """Bring `session_question` up to date; only what changed."""
    for n, item in enumerate(new.items):
        before = old.items[n]
        if before is item or before == item:
            continue
        connection.execute(
            _UPDATE_QUESTION,
            (
                *_progress(new, n),
                before.answers != item.answers,
                stored_time(new.instant.utc) if item.answers else None,
                session_id,
                n + 1,
            ),
        )


def _progress(state: State, n: int) -> tuple[object, ...]:
    """What has become of a question, in the order of _PROGRESS."""
    item = state.items[n]
    return (
        None if item.choice is None else LETTERS[item.choice],
        None if item.choice is None else state.is_correct(n),
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
    )


def insert_drill(connection: sqlite3.Connection, uid: str, number: int, at: datetime, row: DrillRow) -> None:
    """Keep one code of a drill, numbered from 1."""
    connection.execute(
        "INSERT INTO drill (uid, number, at, system, code, asked, found, tries, lookups, seconds)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(uid, number, stored_time(at), row.system, row.code, row.asked),
            *(row.found, row.tries, row.lookups, round(row.seconds, 3)),
        ),
    )


def standing(state: State) -> dict[str, Any]:
    """The columns of `session` that change as it goes on."""
    finished = state.phase.is_finished
    result = outcome(state)
    return {
        "status": state.phase.value if finished else _open_status(state),
        "finished_at": stored_time(state.finished.utc) if state.finished else None,
        "answered": state.answered,
        "correct": result.correct,
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
    """Compact JSON."""
    return _ENCODER.encode(value)
