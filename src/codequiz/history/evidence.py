"""The history as the plain records that readiness, review and trends read."""

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from codequiz.answers import STANDARD_DIFFICULTY, AnswerRecord
from codequiz.exam import Confidence
from codequiz.questions import Question

_ROWS = """
    SELECT place.session_id, place.question_hash, place.domain, place.choice, place.correct,
        place.shown, place.answered_at, place.thinking_seconds + place.lookup_seconds AS seconds, place.confidence,
        place.miss_reason, session.uid, session.mode, session.finished_at, session.under_exam_conditions,
        session.seconds_allowed / session.questions AS seconds_allowed
    FROM session JOIN session_question AS place ON place.session_id = session.id
    ORDER BY session.started_at, session.id, place.number
"""


def answer_records(connection: sqlite3.Connection, today: Mapping[str, Question]) -> list[AnswerRecord]:
    """Every answer, and every blank of an exam that came to its end; the oldest session first.

    Left out: exams that can still be resumed, whose answers may yet change; blanks of study and review, and of exams
    that were broken off, where nobody was kept from answering. `today` is the bank by id: a question that was mended
    since keeps its past. Raises KeyError or ValueError for a damaged question.
    """
    keys: dict[str, str] = {}
    difficulties: dict[str, int] = {}
    tags: dict[str, tuple[str, ...]] = {}
    for row in connection.execute("SELECT hash, content FROM question"):
        content = json.loads(row["content"])
        difficulty = content.get("difficulty")
        difficulties[row["hash"]] = difficulty if difficulty in (1, 2, 3) else STANDARD_DIFFICULTY
        tags[row["hash"]] = tuple(content.get("tags", ()))
        now = today.get(content["id"])
        keys[row["hash"]] = now.content_hash if now and _is_mended(content, now) else row["hash"]
    records = []
    shown_in: dict[str, int] = {}  # the first session that showed it
    moments: dict[str, datetime] = {}
    for row in connection.execute(_ROWS):
        key = keys[row["question_hash"]]
        session = row["session_id"]
        seen_before = shown_in.get(key, session) != session
        if row["shown"]:
            shown_in.setdefault(key, session)
        finished, is_exam, blank = row["finished_at"], row["mode"] == "exam", row["choice"] is None
        if is_exam and not finished:
            continue
        if blank and not (is_exam and row["under_exam_conditions"]):
            continue
        at = row["answered_at"] or finished
        records.append(
            AnswerRecord(
                question_hash=key,
                session=row["uid"],
                domain=row["domain"],
                correct=bool(row["correct"]),
                answered_at=moments.get(at) or moments.setdefault(at, datetime.fromisoformat(at)),
                seconds=row["seconds"],
                seconds_allowed=row["seconds_allowed"],
                difficulty=difficulties[row["question_hash"]],
                seen_before=seen_before,
                under_exam_conditions=bool(row["under_exam_conditions"]),
                unanswered=blank,
                guessed=row["confidence"] == Confidence.GUESS if row["confidence"] else None,
                miss_reason=row["miss_reason"],
                tags=tags[row["question_hash"]],
            )
        )
    return records


def _is_mended(then: Mapping[str, Any], now: Question) -> bool:
    """Whether a question is the one that it was, perhaps with some of it mended.

    Another bank may have the same id for something else: then neither the stem nor half of the choices are left.
    """
    return then["stem"] == now.stem or 2 * len({*then["choices"]} & {*now.choices}) >= len(now.choices)


def changed_sessions(connection: sqlite3.Connection) -> list[int]:
    """Ids of the finished sessions in which an answer was changed."""
    rows = connection.execute(
        "SELECT DISTINCT session_id FROM session_question JOIN session ON session.id = session_id"
        " WHERE changes > 0 AND finished_at IS NOT NULL"
    )
    return [row["session_id"] for row in rows]
