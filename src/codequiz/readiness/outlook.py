"""The chance of passing an exam today, or why nothing can be said yet."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from math import ceil
from typing import Final

from codequiz.answers import AnswerRecord, ExamTarget
from codequiz.readiness.assumptions import DEFAULT, Assumptions
from codequiz.readiness.forecast import Forecast, forecast, interval, mean, variance
from codequiz.readiness.recent import OLDEST_DAYS, Recent, recent
from codequiz.readiness.statement import (
    OLD_DAYS,
    DomainOutlook,
    Doubt,
    Evidence,
    Interval,
    PaceOutlook,
    Readiness,
    TooFew,
)

WIDEST_SCORE: Final = 0.16
WIDEST_CHANCE: Final = 0.2
"""Where neither the score is known to within WIDEST_SCORE (LEVEL interval, share of the questions) nor the chance to
within WIDEST_CHANCE, nothing useful can be said.

With independent answers of somebody near a pass mark of 70 % it takes about a hundred to know the score that well.
"""
FEWEST_ANSWERS: Final = 50
"""However clear they look: so few answers come from too few sittings to know a good day from ability."""
_Z: Final = 1.6448536269514722
_FRESH: Final = 1 / (0.7 * 0.3)  # what one answer adds to 1 / variance of the score, near the pass mark


def assess(
    records: Sequence[AnswerRecord], exam: ExamTarget, now: datetime, assumed: Assumptions = DEFAULT
) -> Readiness | TooFew:
    """How ready somebody with these answers is for `exam` at `now` (aware). The same input gives the same result."""
    evidence = recent(records, now)
    drawn = forecast(evidence, exam, assumed)
    told = _told(evidence, exam, drawn)
    if is_enough(told):
        return told
    about = _about(told.evidence.answers, drawn.scores, assumed)
    return TooFew(
        exam.key, told.evidence.answers, about, _doubts(told.evidence), told.domains, told.pace, told.evidence
    )


def is_enough(told: Readiness) -> bool:
    """Whether an outlook rests on enough to be told."""
    if told.evidence.answers < FEWEST_ANSWERS:
        return False
    return told.score.width <= WIDEST_SCORE or told.chance.width <= WIDEST_CHANCE


def outlook(
    records: Sequence[AnswerRecord], exam: ExamTarget, now: datetime, assumed: Assumptions = DEFAULT
) -> Readiness:
    """The same without the refusal, however little is known: for judging the method, not for telling people."""
    evidence = recent(records, now)
    return _told(evidence, exam, forecast(evidence, exam, assumed))


def _told(evidence: Recent, exam: ExamTarget, drawn: Forecast) -> Readiness:
    return Readiness(
        exam=exam.key,
        chance=interval(drawn.chances),
        chance_without_clock=mean(drawn.unhurried),
        score=interval(drawn.scores),
        domains=_domains(evidence, exam, drawn),
        pace=_pace_outlook(exam, drawn),
        evidence=_evidence(evidence, exam),
    )


def _domains(evidence: Recent, exam: ExamTarget, drawn: Forecast) -> tuple[DomainOutlook, ...]:
    answered = Counter(record.domain for _, record in evidence.answered)
    right = Counter(record.domain for _, record in evidence.answered if record.correct)
    mark = exam.pass_percent / 100
    outlooks = []
    for index, weight in enumerate(exam.weights):
        draws = [shares[index] for shares in drawn.shares]
        n = answered[weight.domain]
        share = interval(draws)
        outlooks.append(
            DomainOutlook(
                domain=weight.domain,
                questions=weight.questions,
                n=n,
                correct=right[weight.domain],
                share=share,
                reaches_mark=mean([float(draw >= mark) for draw in draws]),
                mostly_borrowed=n < _borrowed_below(draws),
            )
        )
    return tuple(outlooks)


def _borrowed_below(draws: Sequence[float]) -> float:
    """How many answers would say as much as is believed: with fewer than half of that, the belief is borrowed."""
    share = mean(draws)
    return 0.5 * share * (1 - share) / max(variance(draws), 1e-9)


def _pace_outlook(exam: ExamTarget, drawn: Forecast) -> PaceOutlook:
    low, high = drawn.pace.seconds_interval(_Z)
    lost = interval(drawn.lost)
    return PaceOutlook(
        seconds=Interval(drawn.pace.seconds, low, high),
        allowed=exam.pace_seconds,
        unanswered=Interval(*(exam.questions * value for value in (lost.mean, lost.low, lost.high))),
        runs_out=mean([float(draw > 0.02) for draw in drawn.lost]),
        sittings=drawn.pace.sittings,
    )


def _evidence(evidence: Recent, exam: ExamTarget) -> Evidence:
    used = evidence.answered
    wanted = {weight.domain for weight in exam.weights}
    return Evidence(
        answers=len(used),
        seen_before=sum(record.seen_before for _, record in used),
        under_exam_conditions=sum(record.under_exam_conditions for _, record in used),
        older_than_90_days=sum(age > OLD_DAYS for age, _ in used),
        given_up=len(evidence.given_up),
        newest_days=min((age for age, _ in used), default=OLDEST_DAYS),
        domains_seen=len(wanted & {record.domain for _, record in used}),
        domains=len(wanted),
    )


def _doubts(evidence: Evidence) -> tuple[Doubt, ...]:
    if evidence.answers < FEWEST_ANSWERS:
        return (Doubt.FEW,)
    half = evidence.answers / 2
    doubts = {
        Doubt.NARROW: evidence.domains_seen < evidence.domains / 2,
        Doubt.OLD: evidence.older_than_90_days > half,
        Doubt.REPEATED: evidence.seen_before > half,
        Doubt.RELAXED: evidence.under_exam_conditions < half,
    }
    return tuple(doubt for doubt, holds in doubts.items() if holds) or (Doubt.FEW,)


def _about(answers: int, scores: Sequence[float], assumed: Assumptions) -> int:
    """How many answers it takes, in tens: those so far and as many fresh ones as bring the information that lacks.

    Information is 1 / variance of the score; what the prior alone brings is no answer's merit.
    """
    borrowed = 1 / (assumed.ability_sd * 0.22) ** 2
    known = max(1 / variance(scores), borrowed) if answers else borrowed
    missing = ((2 * _Z / WIDEST_SCORE) ** 2 - known) / _FRESH
    return 10 * ceil(max(answers + missing, FEWEST_ANSWERS, answers + 1) / 10)
