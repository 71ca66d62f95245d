"""What the page of the history shows, put together from what the store and the evidence say."""

from collections.abc import Sequence

from codequiz.errors import NotReadyError
from codequiz.exam import Mode
from codequiz.formats import Format
from codequiz.history import AnswerRow, SessionRow
from codequiz.practice.evidence import Evidence
from codequiz.readiness import Focus, Readiness, TooFew
from codequiz.report.html import AnswerChanges, Outcome, PacedSession, Page, PagedAnswer, PagedSession
from codequiz.report.wording import local_time
from codequiz.scoring import Changes, proportion
from codequiz.trend import trends


def latest_exam(rows: Sequence[SessionRow], questions: int) -> SessionRow | None:
    """The newest finished exam of at least half of a whole one's `questions`, else the newest finished one."""
    finished = [row for row in rows if row.status.is_finished and row.mode is Mode.EXAM]
    long = (row for row in finished if row.questions >= questions / 2)
    return next(long, finished[0] if finished else None)


def build(
    rows: Sequence[SessionRow],
    latest: tuple[SessionRow, Sequence[AnswerRow]] | None,
    changes: Changes,
    evidence: Evidence,
    exam: Format,
) -> Page:
    """The page for one exam. `latest` is the session that is looked at closely, with its answers."""
    told = evidence.assess()
    return Page(
        made_at=evidence.now,
        exam=exam.name,
        pass_percent=exam.pass_percent,
        sessions=tuple(_session(row) for row in rows if row.shows_result),
        readiness=told,
        focus=_focus(evidence, told),
        trends=trends(evidence.records),
        paced=_paced(*latest) if latest else None,
        changes=AnswerChanges(changes.gained, changes.lost, changes.neutral),
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
        questions=row.scored,
        correct=row.correct,
        score=proportion(row.correct, row.scored).percent,
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
