"""The history as the plain records that readiness, review and trends read."""

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from codequiz.answers import STANDARD_DIFFICULTY, AnswerRecord
from codequiz.exam import Confidence
from codequiz.questions import LETTERS, Question
from codequiz.scoring import Changes

_ROWS = """
    SELECT session.id, session.uid, session.finished_at, session.mode = 'exam', session.under_exam_conditions,
        session.seconds_allowed / session.questions, place.question_hash, place.domain, place.choice, place.correct,
        place.shown, place.answered_at, place.thinking_seconds + place.lookup_seconds, place.confidence,
        place.miss_reason
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
    rows = connection.cursor()
    rows.row_factory = None  # of a hundred thousand rows: looking each column up by name would double the time
    for row in rows.execute(_ROWS):
        session, uid, finished, is_exam, strict, seconds_allowed, question, domain, choice, *rest = row
        correct, shown, answered_at, seconds, confidence, miss_reason = rest
        key = keys[question]
        seen_before = shown_in.get(key, session) != session
        if shown:
            shown_in.setdefault(key, session)
        if is_exam and not finished:
            continue
        blank = choice is None
        if blank and not (is_exam and strict):
            continue
        at = answered_at or finished
        records.append(
            AnswerRecord(
                key,
                uid,
                domain,
                bool(correct),
                moments.get(at) or moments.setdefault(at, datetime.fromisoformat(at)),
                seconds,
                seconds_allowed,
                difficulties[question],
                seen_before,
                bool(strict),
                blank,
                confidence == Confidence.GUESS if confidence else None,
                miss_reason,
                tags[question],
            )
        )
    return records


def _is_mended(then: Mapping[str, Any], now: Question) -> bool:
    """Whether a question is the one that it was, perhaps with some of it mended.

    Another bank may have the same id for something else: then neither the stem nor half of the choices are left.
    """
    return then["stem"] == now.stem or 2 * len({*then["choices"]} & {*now.choices}) >= len(now.choices)


def answer_changes(connection: sqlite3.Connection) -> Changes:
    """What changing answers did over all finished sessions: first against last answer of each question.

    Read from the events directly: replaying thousands of sessions takes long, and only positions matter here.
    """
    keys: dict[tuple[int, int], int] = {}
    for row in connection.execute(
        "SELECT session_id, number, answer FROM session_question JOIN session ON session.id = session_id"
        " WHERE changes > 0 AND finished_at IS NOT NULL"
    ):
        keys[row["session_id"], row["number"] - 1] = LETTERS.index(row["answer"])
    return _counted(keys, _given(connection, keys))


def _given(connection: sqlite3.Connection, keys: Mapping[tuple[int, int], int]) -> dict[tuple[int, int], list[int]]:
    """The choices made at each of these places (session, position), in order."""
    given: dict[tuple[int, int], list[int]] = {}
    starts: dict[int, list[int]] = {
        row["session_id"]: json.loads(row["firsts"])
        for row in connection.execute(
            "SELECT session_id,"
            " (SELECT json_group_array(json_extract(value, '$.first')) FROM json_each(plan, '$.parts')) AS firsts"
            " FROM session_plan WHERE json_array_length(plan, '$.parts') > 1"
        )
    }
    session = position = part = 0
    for row in connection.execute(
        "SELECT session_id, kind, json_extract(data, '$.to') AS target, json_extract(data, '$.choice') AS choice"
        " FROM event WHERE kind IN ('started', 'moved', 'answered', 'part-ended', 'timed-out')"
        " AND session_id IN (SELECT DISTINCT session_id FROM session_question WHERE changes > 0)"
        " ORDER BY session_id, number"
    ):
        if row["session_id"] != session:
            session, position, part = row["session_id"], 0, 0
        if row["kind"] == "moved":
            position = row["target"]
        elif row["kind"] == "answered":
            if (session, position) in keys:
                given.setdefault((session, position), []).append(row["choice"])
        elif row["kind"] != "started" and part + 1 < len(starts.get(session, [])):
            part += 1
            position = starts[session][part]
    return given


def _counted(keys: Mapping[tuple[int, int], int], given: Mapping[tuple[int, int], list[int]]) -> Changes:
    gained = lost = neutral = 0
    for place, choices in given.items():
        before, after = choices[0] == keys[place], choices[-1] == keys[place]
        if choices[0] != choices[-1]:
            gained, lost, neutral = gained + after, lost + before, neutral + (not before and not after)
    return Changes(gained, lost, neutral)
