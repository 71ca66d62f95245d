"""What the store, the bank and the exam formats say, in the words of readiness, review and the report."""

import random
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from codequiz.answers import AnswerRecord, DomainWeight, ExamTarget
from codequiz.errors import InvalidDataError, NotReadyError
from codequiz.formats import Format
from codequiz.formats.selection import share
from codequiz.history import History
from codequiz.practice.past import open_past
from codequiz.questions import Question
from codequiz.readiness import Focus, Readiness, TooFew, assess, focus
from codequiz.review import Schedule, schedule
from codequiz.scoring import Changes, score


@dataclass(frozen=True, slots=True)
class Evidence:
    """All answers, the exam they are held against, and the moment (aware, in the learner's zone)."""

    records: tuple[AnswerRecord, ...]
    exam: ExamTarget
    now: datetime

    def assess(self) -> Readiness | TooFew:
        """How ready they are."""
        return assess(self.records, self.exam, self.now)

    def focus(self, told: Readiness | TooFew | None = None) -> Focus:
        """What to work on next. Raises NotReadyError when nothing was ever answered."""
        if all(record.unanswered for record in self.records):
            raise NotReadyError("no answer yet, so nobody can say what is weak", "start with: codequiz practice")
        return focus(self.records, (told or self.assess()).domains, self.exam, self.now)


def gather(
    history: History | None, bank: Iterable[Question], exam: Format, now: datetime, extra_time: float = 1.0
) -> Evidence:
    """The evidence of a history, None for one that does not exist yet."""
    records = history.answer_records(_by_id(bank)) if history else []
    return Evidence(tuple(records), target(exam, extra_time), now)


def plan_review(
    history: History,
    bank: Iterable[Question],
    now: datetime,
    exam_date: date | None = None,
    per_day: int | None = None,
) -> Schedule:
    """When each missed or guessed question that the bank still has is to be seen again; `now` is local and aware.

    Raises UsageError for an exam date in the past and a limit below 1.
    """
    today = _by_id(bank)
    available = frozenset(question.content_hash for question in today.values())
    return schedule(history.answer_records(today), now, exam_date, per_day, available)


def answer_changes(history: History) -> Changes:
    """What changing answers did over all finished sessions. Sessions that cannot be read are left out."""
    gained = lost = neutral = 0
    for session_id in history.changed_sessions():
        with suppress(InvalidDataError):
            changes = score(open_past(history, session_id).state).changes
            gained, lost, neutral = gained + changes.gained, lost + changes.lost, neutral + changes.neutral
    return Changes(gained, lost, neutral)


def _by_id(bank: Iterable[Question]) -> dict[str, Question]:
    return {question.id: question for question in bank}


def target(exam: Format, extra_time: float = 1.0) -> ExamTarget:
    """An exam's scored questions by domain.

    A section's questions are shared evenly among its domains, and pretest questions taken off in proportion, both by
    largest remainder: the exam's publisher says no more.
    """
    weights: dict[str, float] = {}
    for section in exam.sections:
        for domain in section.domains:
            weights[domain] = weights.get(domain, 0.0) + section.questions / len(section.domains)
    scored = exam.questions - exam.pretest
    shares = share(scored, weights, dict.fromkeys(weights, scored), random.Random(exam.id))
    return ExamTarget(
        key=exam.id,
        weights=tuple(DomainWeight(domain, count) for domain, count in shares.items() if count),
        pass_percent=exam.pass_percent,
        # Pretest questions take their time too.
        minutes=exam.minutes * extra_time * scored / exam.questions,
    )
