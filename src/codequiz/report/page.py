"""What the page of the history shows, put together from what the store and the evidence say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from codequiz.errors import NotReadyError
from codequiz.formats import Format
from codequiz.history import AnswerRow, History, SessionRow
from codequiz.practice.evidence import Evidence
from codequiz.proportions import proportion
from codequiz.readiness import Focus, Readiness, TooFew
from codequiz.report.wording import local_time
from codequiz.scoring import Changes
from codequiz.trend import PaceChange, Trend, pace_change, trends

MOST_SESSIONS: Final = 100
"""Older ones are counted, not listed: a page of thousands of rows is no overview."""


class Outcome(StrEnum):
    """What became of a question."""

    RIGHT = "right"
    WRONG = "wrong"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class PagedSession:
    """A session in the page's table. `score` in percent, times in seconds."""

    started_at: datetime
    name: str
    mode: str
    questions: int
    correct: int
    score: float
    passed: bool | None
    seconds_used: float
    seconds_allowed: float
    under_exam_conditions: bool


@dataclass(frozen=True, slots=True)
class PagedAnswer:
    """A question of the session whose pacing is shown, in the order asked. `number` is 1-based; times in seconds."""

    number: int
    domain: str
    outcome: Outcome
    thinking_seconds: float
    lookup_seconds: float
    lookups: int

    @property
    def seconds(self) -> float:
        """Thinking and looking up."""
        return self.thinking_seconds + self.lookup_seconds


@dataclass(frozen=True, slots=True)
class PacedSession:
    """The session that is looked at closely: the latest full exam, as a rule."""

    title: str
    seconds_allowed: float
    answers: tuple[PagedAnswer, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything on the page. Times are aware, in the reader's zone. Parts that are None or empty are left out.

    `sessions` are the newest of all `session_count`.
    """

    made_at: datetime
    exam: str
    pass_percent: float
    sessions: tuple[PagedSession, ...]
    session_count: int
    readiness: Readiness | TooFew | None
    focus: Focus | None
    trends: tuple[Trend, ...]
    pace: PaceChange | None
    paced: PacedSession | None
    changes: Changes | None


def build(history: History, evidence: Evidence, exam: Format) -> Page:
    """The page for one exam. Raises CodequizError when the history cannot be read."""
    told = evidence.assess()
    latest = history.latest_exam(exam.questions / 2)
    rows = history.sessions(limit=MOST_SESSIONS)
    return Page(
        made_at=evidence.now,
        exam=exam.name,
        pass_percent=exam.pass_percent,
        sessions=tuple(_session(row) for row in rows if row.shows_result and row.judged),
        session_count=history.session_count(),
        readiness=told,
        focus=_focus(evidence, told),
        trends=trends(evidence.records),
        pace=pace_change(evidence.records),
        paced=_paced(latest, history.answers(latest.id)) if latest else None,
        changes=history.answer_changes(),
    )


def _focus(evidence: Evidence, told: Readiness | TooFew) -> Focus | None:
    try:
        return evidence.focus(told)
    except NotReadyError:
        return None


def _session(row: SessionRow) -> PagedSession:
    return PagedSession(
        started_at=row.started_at,
        name=row.name or row.exam,
        mode=row.mode.value,
        questions=row.judged,
        correct=row.correct,
        score=proportion(row.correct, row.judged).percent,
        passed=row.passed,
        seconds_used=row.seconds_used,
        seconds_allowed=row.seconds_allowed,
        under_exam_conditions=row.under_exam_conditions,
    )


def _paced(row: SessionRow, answers: Sequence[AnswerRow]) -> PacedSession:
    return PacedSession(
        title=f"{row.name or row.exam}, {local_time(row.started_at)}",
        seconds_allowed=row.seconds_allowed,
        answers=tuple(
            PagedAnswer(
                number=answer.number,
                domain=answer.question.domain,
                outcome=Outcome.BLANK
                if answer.choice is None
                else (Outcome.RIGHT if answer.is_correct else Outcome.WRONG),
                thinking_seconds=answer.thinking_seconds,
                lookup_seconds=answer.lookup_seconds,
                lookups=answer.lookups,
            )
            for answer in answers
        ),
    )
