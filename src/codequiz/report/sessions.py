"""Sessions and their answers as JSON-ready values."""

from typing import Any

from codequiz.exam import Mode
from codequiz.history import AnswerRow, DomainRow, SessionRow, Status
from codequiz.proportions import Proportion, proportion
from codequiz.questions import LETTERS


def session_json(row: SessionRow) -> dict[str, Any]:
    """A session as JSON-ready values.

    `score`, `low` and `high` are percent, times seconds, instants ISO 8601 in UTC. What would tell the answers of
    an exam that can still be resumed is null.
    """
    shown = row.shows_result
    return {
        "id": row.id,
        "uid": row.uid,
        "name": row.name,
        "note": row.note,
        "started_at": row.started_at.isoformat(),
        "finished_at": row.finished_at.isoformat() if row.finished_at else None,
        "status": row.status.value,
        "exam": row.exam,
        "mode": row.mode.value,
        "questions": row.questions,
        "scored": row.scored,
        "answered": row.answered,
        "correct": row.correct if shown else None,
        "score": round(overall(row).percent, 1) if shown and row.judged else None,
        "pass_percent": row.pass_percent,
        "passed": row.passed,
        "scaled_score": row.scaled_score,
        "seconds_used": round(row.seconds_used, 1),
        "seconds_allowed": round(row.seconds_allowed, 1),
        "under_exam_conditions": row.under_exam_conditions,
        "conditions": _conditions(row),
        "domains": [_domain_json(domain, shown=shown) for domain in row.domains],
    }


def _domain_json(domain: DomainRow, *, shown: bool) -> dict[str, Any]:
    found = proportion(domain.correct, domain.n)
    return {
        "domain": domain.domain,
        "n": domain.n,
        "correct": domain.correct if shown else None,
        "low": round(found.low, 1) if shown else None,
        "high": round(found.high, 1) if shown else None,
    }


def answer_json(row: AnswerRow, *, shown: bool) -> dict[str, Any]:
    """A question of a session as JSON-ready values; `choice` and `answer` are letters, `seconds` is both kinds."""
    question = row.question
    return {
        "number": row.number,
        "question": question.id,
        "domain": question.domain,
        "stem": question.stem,
        "choices": list(question.choices),
        "choice": None if row.choice is None else LETTERS[row.choice],
        "answer": LETTERS[question.answer] if shown else None,
        "correct": row.is_correct if shown else None,
        "scored": row.scored,
        "seconds": round(row.thinking_seconds + row.lookup_seconds, 1),
        "lookup_seconds": round(row.lookup_seconds, 1),
        "lookups": row.lookups,
        "changes": row.changes,
        "flagged": row.flagged,
        "struck": list(row.struck),
        "note": row.note,
        "confidence": row.confidence or None,
        "miss_reason": row.miss_reason or None,
        "answered_at": row.answered_at.isoformat() if row.answered_at else None,
        "rationale": question.full_rationale if shown else None,
        "codes": list(question.codes),
    }


SESSION_FIELDS = (
    *(
        "id",
        "uid",
        "name",
        "note",
        "started_at",
        "finished_at",
        "status",
        "exam",
        "mode",
        "questions",
        "scored",
        "answered",
    ),
    *("correct", "score", "pass_percent", "passed", "scaled_score", "seconds_used", "seconds_allowed"),
    *("under_exam_conditions", "conditions", "domains"),
)
ANSWER_FIELDS = (
    *("number", "question", "domain", "stem", "choices", "choice", "answer", "correct", "scored", "seconds"),
    *("lookup_seconds", "lookups", "changes", "flagged", "struck", "note", "confidence", "miss_reason"),
    *("answered_at", "rationale", "codes"),
)


def overall(row: SessionRow) -> Proportion:
    """The session's scored questions."""
    return proportion(row.correct, row.judged)


def _conditions(row: SessionRow) -> str:
    """Whether it was sat as an exam is."""
    if row.mode is not Mode.EXAM:
        return "practice"
    ended = ", time out" if row.status is Status.TIMED_OUT else ""
    return ("exam" if row.under_exam_conditions else "not exam") + ended
