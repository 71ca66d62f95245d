"""Sessions as they are carried from one machine to another: JSON Lines, described in docs/history-database.md.

Only what cannot be derived is read back: plans, events, questions. Everything else follows from replaying them.
"""

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite
from typing import Any, Final

from codequiz.errors import CodequizError, InvalidDataError
from codequiz.exam import Answered, Instant, Plan, State, apply, event_from_json, replay
from codequiz.history.recording import stored_time
from codequiz.history.rows import DrillRow, StoredSession
from codequiz.questions import LETTERS, Question

VERSION: Final = 2
"""1 had no drills."""
_UID: Final = re.compile("[0-9a-f]{32}")  # it becomes a part of a file's name


@dataclass(frozen=True, slots=True)
class Carried:
    """A session with what its owner called it. `where` says where it was read, for messages."""

    stored: StoredSession
    name: str
    note: str
    where: str

    @property
    def uid(self) -> str:
        """The session's name on every machine."""
        return self.stored.uid


@dataclass(frozen=True, slots=True)
class CarriedDrill:
    """A drill's codes, each with its number (from 1) and moment."""

    uid: str
    rows: tuple[tuple[int, datetime, DrillRow], ...]
    where: str


def records(connection: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """The whole history: a head, each question before the first session that asks it, sessions, drills, an end.

    Raises ValueError when a row is damaged; the caller holds a transaction, so that all is of one moment.
    """
    sessions = connection.execute(
        "SELECT session.*, plan FROM session JOIN session_plan ON session_id = id ORDER BY started_at, uid"
    ).fetchall()
    now = stored_time(datetime.now(UTC))
    yield {"codequiz": "history", "version": VERSION, "exported_at": now, "sessions": len(sessions)}
    written: set[str] = set()
    for row in sessions:
        asked = connection.execute(
            "SELECT question_hash FROM session_question WHERE session_id = ? ORDER BY number", (row["id"],)
        )
        for (key,) in asked.fetchall():
            if key not in written:
                written.add(key)
                content = connection.execute("SELECT content FROM question WHERE hash = ?", (key,)).fetchone()
                yield {"question": {"hash": key, **json.loads(content["content"])}}
        yield {"session": _session(connection, row)}
    drills = connection.execute("SELECT uid FROM drill GROUP BY uid ORDER BY min(at), uid").fetchall()
    for (uid,) in drills:
        codes = connection.execute(f"SELECT {', '.join(_DRILL)} FROM drill WHERE uid = ? ORDER BY number", (uid,))
        yield {"drill": {"uid": uid, "codes": [{**dict(code), "found": bool(code["found"])} for code in codes]}}
    yield {"end": {"sessions": len(sessions), "questions": len(written), "drills": len(drills)}}


_DRILL: Final = ("number", "at", "system", "code", "asked", "found", "tries", "lookups", "seconds")
_RESULT: Final = (
    *("exam", "mode", "status", "started_at", "finished_at", "questions", "scored", "answered", "correct"),
    *("seconds_used", "seconds_allowed", "pass_percent", "passed", "scaled_score", "under_exam_conditions"),
)


def _session(connection: sqlite3.Connection, row: sqlite3.Row) -> dict[str, Any]:
    events = connection.execute(
        "SELECT at AS utc, boot_id, boot_seconds, awake_seconds, kind, data FROM event"
        " WHERE session_id = ? ORDER BY number",
        (row["id"],),
    )
    return {
        "uid": row["uid"],
        "name": row["name"],
        "note": row["note"],
        "result": {key: row[key] for key in _RESULT},
        "seen": json.loads(row["seen"]),
        "plan": json.loads(row["plan"]),
        "events": [{**dict(event), "data": json.loads(event["data"])} for event in events],
    }


def carried(found: Iterable[tuple[str, Any]], source: str) -> Iterator[Carried | CarriedDrill]:
    """The sessions and drills among records, each checked. `found` has each record with where it stands.

    Raises InvalidDataError or CodequizError at the first that is wrong, and at the end when the end is missing.
    """
    questions: dict[str, Question] = {}
    seen: dict[str, set[str]] = {"session": set(), "drill": set()}
    head = ended = False
    for where, record in found:
        match record:
            case {"codequiz": "history", "version": int(version)} if not head:
                head = True
                if version > VERSION:
                    raise CodequizError(
                        f"{source} was written by a newer codequiz (version {version} of exports, {VERSION} is known"
                        " here); nothing was taken over",
                        "update codequiz",
                    )
            case _ if not head:
                raise InvalidDataError(f"{where}: not an export of a codequiz history", "make one: history export FILE")
            case {"question": dict(data)}:
                with _problems(where, "a question"):
                    question = _question(data)
                    questions[question.content_hash] = question
            case {"session": dict()} | {"drill": dict()}:
                [(kind, data)] = record.items()
                with _problems(where, f"a {kind}"):
                    each = _carried(data, questions, where) if kind == "session" else _drill(data, where)
                if each.uid in seen[kind]:
                    raise InvalidDataError(f"{where}: the {kind} {each.uid} is there twice")
                seen[kind].add(each.uid)
                yield each
            case {"end": {"sessions": int(count), **rest}}:
                ended = count == len(seen["session"]) and rest.get("drills", 0) == len(seen["drill"])
            case _:
                raise InvalidDataError(f"{where}: no question, session or drill", "export it again")
    if not head:
        raise InvalidDataError(f"{source} is empty; nothing was taken over", "export it again")
    if not ended:
        raise InvalidDataError(
            f"{source} is only half there: it stops after {len(seen['session'])} sessions, before its end;"
            " nothing was taken over",
            "export or copy it again",
        )


class _problems:  # noqa: N801  # reads as a statement
    """Whatever a damaged or invented record makes of itself, as one clear error."""

    def __init__(self, where: str, what: str) -> None:
        self._where = where
        self._what = what

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, KeyError | TypeError | ValueError | AttributeError | OverflowError | IndexError):
            reason = f"it has no {error}" if isinstance(error, KeyError) else str(error)
            raise InvalidDataError(
                f"{self._where}: {self._what} that does not add up: {reason}; nothing was taken over",
                "export or copy it again",
            ) from error


def _question(data: Mapping[str, Any]) -> Question:
    question = Question.from_json(data)
    texts = (question.id, question.domain, question.stem, question.rationale, question.file)
    lists = (question.choices, question.wrong, question.codes, question.tags)
    case = question.case
    notes = (case.id, case.title, case.note) if case else ()
    if not all(isinstance(text, str) for text in (*texts, *notes, *(text for each in lists for text in each))):
        raise ValueError("a text is no text")
    if not 2 <= len(question.choices) <= len(LETTERS) or len(question.wrong) != len(question.choices):
        raise ValueError("its choices are not two to four")
    if _whole(question.answer) not in range(len(question.choices)):
        raise ValueError("its answer is none of its choices")
    _whole(question.difficulty)
    _whole(question.as_of)
    if question.content_hash != data["hash"]:
        raise ValueError("its content is not what its hash says")
    return question


def _drill(data: Mapping[str, Any], where: str) -> CarriedDrill:
    uid = data["uid"]
    if not isinstance(uid, str) or not _UID.fullmatch(uid):
        raise ValueError("its uid is none")
    rows = []
    for code in data["codes"]:
        texts = (code["system"], code["code"], code["asked"])
        if not all(isinstance(text, str) for text in texts) or not isinstance(code["found"], bool):
            raise ValueError("a text is no text, or found neither true nor false")
        counts = (_whole(code["number"]), _whole(code["tries"]), _whole(code["lookups"]))
        seconds = float(code["seconds"])
        if min(counts) < 0 or counts[0] < 1 or not (isfinite(seconds) and seconds >= 0):
            raise ValueError("a number out of range")
        at = datetime.fromisoformat(code["at"]).astimezone(UTC)
        rows.append((counts[0], at, DrillRow(*texts, code["found"], counts[1], counts[2], seconds)))
    if len({number for number, *_ in rows}) < len(rows):
        raise ValueError("a number is there twice")
    return CarriedDrill(uid, tuple(rows), where)


def _carried(data: Mapping[str, Any], questions: Mapping[str, Question], where: str) -> Carried:
    uid, name, note = data["uid"], data["name"], data["note"]
    if not all(isinstance(text, str) for text in (uid, name, note)) or not _UID.fullmatch(uid):
        raise ValueError("its uid, name or note is none")
    plan = Plan.from_json(data["plan"])
    used = {}
    for item in plan.items:
        question = used[item.question_hash] = questions[item.question_hash]
        if (item.answer, item.choices) != (question.answer, len(question.choices)):
            raise ValueError(f"its key for question {question.id} is not the question's")
    stored = StoredSession(
        id=0,
        uid=uid,
        plan=plan,
        events=tuple(
            (event_from_json(event["kind"], event["data"]), Instant.from_json(event)) for event in data["events"]
        ),
        questions=used,
        seen=Instant.from_json(data["seen"]),
    )
    instants = [stored.seen, *(at for _, at in stored.events)]
    if not all(isfinite(at.boot_seconds) and isfinite(at.awake_seconds) for at in instants):
        raise ValueError("a clock without a number")
    if not all(isfinite(part.seconds) and part.seconds > 0 for part in plan.parts):
        raise ValueError("a part without time")
    return Carried(stored, name, note, where)


def played(stored: StoredSession) -> tuple[State, dict[int, datetime]]:
    """A session's state, and when each position (0-based) was last answered. Raises IllegalEventError."""
    state = replay(stored.plan, stored.events[:1])
    answered: dict[int, datetime] = {}
    for event, at in stored.events[1:]:
        new = apply(state, event, at)
        if isinstance(event, Answered) and new.items[state.position].answers != state.items[state.position].answers:
            answered[state.position] = at.utc
        state = new
    return state, answered


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"{value!r} is no whole number")
    return value
