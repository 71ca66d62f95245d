"""The chance of passing an exam today, or why nothing can be said yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import ceil, erf, sqrt
from random import Random
from typing import Final

from codequiz.answers import AnswerRecord, ExamTarget
from codequiz.readiness.ability import OLDEST_DAYS, Ability, believe, days_ago
from codequiz.readiness.assumptions import DEFAULT, Assumptions
from codequiz.readiness.pace import Pace, believe_pace
from codequiz.readiness.posterior import logistic

LEVEL: Final = 0.9
"""All intervals of readiness are credible intervals of this probability: one in ten misses."""
WIDEST_SCORE: Final = 0.16
WIDEST_CHANCE: Final = 0.2
"""Where neither the score is known to within WIDEST_SCORE (LEVEL interval, share of the questions) nor the chance to
within WIDEST_CHANCE, nothing useful can be said.

With independent answers of somebody near a pass mark of 70 % it takes about a hundred to know the score that well.
"""
FEWEST_ANSWERS: Final = 50
"""However clear they look: so few answers come from too few sittings to know a good day from ability."""
_Z: Final = 1.6448536269514722
_DRAWS: Final = 400
_SEED: Final = 20_270_306
_FRESH: Final = 1 / (0.7 * 0.3)  # what one answer adds to 1 / variance of the score, near the pass mark
_OLD_DAYS: Final = 90.0


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean and its credible interval (LEVEL)."""

    mean: float
    low: float
    high: float

    @property
    def width(self) -> float:
        """High minus low."""
        return self.high - self.low


@dataclass(frozen=True, slots=True)
class DomainOutlook:
    """A domain of the exam. `share` is the share of its questions that would be right today (0 to 1).

    `n` answers were given in it, `correct` of them right; `mostly_borrowed` says that the other domains tell more
    about it than these. `reaches_mark` is the probability that `share` is at the pass mark or above.
    """

    domain: str
    questions: int
    n: int
    correct: int
    share: Interval
    reaches_mark: float
    mostly_borrowed: bool


@dataclass(frozen=True, slots=True)
class PaceOutlook:
    """Time. `seconds` is a question's, `allowed` what the exam gives; `unanswered` the questions lost to the clock.

    `runs_out` is the probability that more than one question in fifty is lost. `sittings` is how many were seen.
    """

    seconds: Interval
    allowed: float
    unanswered: Interval
    runs_out: float
    sittings: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the statement rests on, as counts of answers; `newest_days` is the age of the last one."""

    answers: int
    seen_before: int
    under_exam_conditions: int
    older_than_90_days: int
    newest_days: float
    domains_seen: int
    domains: int


@dataclass(frozen=True, slots=True)
class Readiness:
    """What can be said today. `chance` is the probability of passing, `score` the expected share of right answers.

    `chance_without_clock` is what the mean would be if no question were lost to the clock.
    """

    exam: str
    chance: Interval
    chance_without_clock: float
    score: Interval
    domains: tuple[DomainOutlook, ...]
    pace: PaceOutlook
    evidence: Evidence


class Doubt(StrEnum):
    """Why nothing is said."""

    FEW = "few"
    OLD = "old"
    NARROW = "narrow"
    REPEATED = "repeated"
    RELAXED = "relaxed"


@dataclass(frozen=True, slots=True)
class TooFew:
    """Too little is known to give a chance: `answers` of `about` that it takes. The domains are told all the same.

    `about` supposes that the missing ones are to new questions of all domains, under exam conditions. `doubts` says
    what else than their number makes the answers so far tell so little.
    """

    exam: str
    answers: int
    about: int
    doubts: tuple[Doubt, ...]
    domains: tuple[DomainOutlook, ...]
    pace: PaceOutlook
    evidence: Evidence

    def __str__(self) -> str:
        text = f"too few to tell: {self.answers} of about {self.about} answers"
        told = {
            Doubt.NARROW: f"only {self.evidence.domains_seen} of {self.evidence.domains} domains were practised",
            Doubt.OLD: f"{self.evidence.older_than_90_days} are older than {_OLD_DAYS:.0f} days",
            Doubt.REPEATED: f"{self.evidence.seen_before} are repeats",
            Doubt.RELAXED: f"{self.answers - self.evidence.under_exam_conditions} were not under exam conditions",
        }
        reasons = [told[doubt] for doubt in self.doubts if doubt in told]
        return f"{text} ({', '.join(reasons)})" if reasons else text


def assess(
    records: Sequence[AnswerRecord], exam: ExamTarget, now: datetime, assumed: Assumptions = DEFAULT
) -> Readiness | TooFew:
    """How ready somebody with these answers is for `exam` at `now` (aware). The same input gives the same result."""
    forecast = _forecast(records, exam, now, assumed)
    told = _told(records, exam, now, forecast)
    if is_enough(told):
        return told
    about = _about(told.evidence.answers, forecast.scores, assumed)
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
    return _told(records, exam, now, _forecast(records, exam, now, assumed))


def _told(records: Sequence[AnswerRecord], exam: ExamTarget, now: datetime, forecast: "_Forecast") -> Readiness:
    return Readiness(
        exam=exam.key,
        chance=_interval(forecast.chances),
        chance_without_clock=_mean(forecast.unhurried),
        score=_interval(forecast.scores),
        domains=_domains(records, exam, now, forecast),
        pace=_pace_outlook(exam, forecast),
        evidence=_evidence(records, exam, now),
    )


@dataclass(frozen=True, slots=True)
class _Forecast:
    """Draws side by side: shares of right answers by domain, of the whole, chances, and shares lost to the clock."""

    shares: tuple[tuple[float, ...], ...]
    scores: list[float]
    chances: list[float]
    unhurried: list[float]
    lost: list[float]
    pace: Pace


def _forecast(records: Sequence[AnswerRecord], exam: ExamTarget, now: datetime, assumed: Assumptions) -> _Forecast:
    beliefs = believe(records, [weight.domain for weight in exam.weights], now, assumed)
    pace = believe_pace(records, exam, now, assumed)
    random = Random(_SEED)
    shares, scores, chances, unhurried, lost = [], [], [], [], []
    for ability in beliefs.draws(_DRAWS, random):
        share = _shares(ability, exam)
        away = pace.unanswered_share(exam, random)
        shares.append(share)
        scores.append(sum(w.questions * p for w, p in zip(exam.weights, share, strict=True)) / exam.questions)
        chances.append(_chance(share, exam, away, assumed.form_sd))
        unhurried.append(_chance(share, exam, 0.0, assumed.form_sd) if away else chances[-1])
        lost.append(away)
    return _Forecast(tuple(shares), scores, chances, unhurried, lost, pace)


def _shares(ability: Ability, exam: ExamTarget) -> tuple[float, ...]:
    """The share of right answers in each of the exam's domains, which come first in a draw."""
    easy, standard, hard = exam.difficulty_mix
    abilities = ability.domains[: len(exam.weights)]
    if standard == 1.0:
        return tuple(logistic(theta) for theta in abilities)
    return tuple(
        easy * logistic(theta + ability.easy) + standard * logistic(theta) + hard * logistic(theta - ability.hard)
        for theta in abilities
    )


def _chance(shares: Sequence[float], exam: ExamTarget, lost: float, form_sd: float) -> float:
    """The probability that enough are right, given the share of each domain: luck and the day's form are left.

    The count of right answers is nearly normal (continuity corrected); form moves all questions together.
    """
    expected = variance = 0.0
    for weight, share in zip(exam.weights, shares, strict=True):
        right = share * (1 - lost)
        expected += weight.questions * right
        variance += weight.questions * right * (1 - right)
    slope = sum(w.questions * p * (1 - p) for w, p in zip(exam.weights, shares, strict=True)) * (1 - lost)
    sd = sqrt(variance + (slope * form_sd) ** 2)
    over = expected - (exam.needed - 0.5)
    if sd == 0:
        return 1.0 if over > 0 else 0.0
    return 0.5 * (1 + erf(over / sd / sqrt(2)))


def _domains(
    records: Sequence[AnswerRecord], exam: ExamTarget, now: datetime, forecast: _Forecast
) -> tuple[DomainOutlook, ...]:
    counts: dict[str, list[int]] = {}
    for record in records:
        if not record.unanswered and days_ago(record, now) <= OLDEST_DAYS:
            count = counts.setdefault(record.domain, [0, 0])
            count[0] += 1
            count[1] += record.correct
    mark = exam.pass_percent / 100
    outlooks = []
    for index, weight in enumerate(exam.weights):
        draws = [shares[index] for shares in forecast.shares]
        n, correct = counts.get(weight.domain, (0, 0))
        share = _interval(draws)
        outlooks.append(
            DomainOutlook(
                domain=weight.domain,
                questions=weight.questions,
                n=n,
                correct=correct,
                share=share,
                reaches_mark=_mean([float(draw >= mark) for draw in draws]),
                mostly_borrowed=n < _borrowed_below(draws),
            )
        )
    return tuple(outlooks)


def _borrowed_below(draws: Sequence[float]) -> float:
    """How many answers would say as much as is believed: with fewer than half of that, the belief is borrowed."""
    mean = _mean(draws)
    variance = sum((draw - mean) ** 2 for draw in draws) / len(draws)
    return 0.5 * mean * (1 - mean) / max(variance, 1e-9)


def _pace_outlook(exam: ExamTarget, forecast: _Forecast) -> PaceOutlook:
    low, high = forecast.pace.seconds_interval(_Z)
    lost = _interval(forecast.lost)
    return PaceOutlook(
        seconds=Interval(forecast.pace.seconds, low, high),
        allowed=exam.pace_seconds,
        unanswered=Interval(*(exam.questions * value for value in (lost.mean, lost.low, lost.high))),
        runs_out=_mean([float(draw > 0.02) for draw in forecast.lost]),
        sittings=forecast.pace.sittings,
    )


def _evidence(records: Sequence[AnswerRecord], exam: ExamTarget, now: datetime) -> Evidence:
    used = [(days_ago(record, now), record) for record in records if not record.unanswered]
    used = [(age, record) for age, record in used if age <= OLDEST_DAYS]
    wanted = {weight.domain for weight in exam.weights}
    return Evidence(
        answers=len(used),
        seen_before=sum(record.seen_before for _, record in used),
        under_exam_conditions=sum(record.under_exam_conditions for _, record in used),
        older_than_90_days=sum(age > _OLD_DAYS for age, _ in used),
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
    mean = _mean(scores)
    variance = sum((score - mean) ** 2 for score in scores) / len(scores)
    known = max(1 / variance, 1 / (assumed.ability_sd * 0.22) ** 2) if answers else 1 / (assumed.ability_sd * 0.22) ** 2
    missing = ((2 * _Z / WIDEST_SCORE) ** 2 - known) / _FRESH
    return 10 * ceil(max(answers + missing, FEWEST_ANSWERS, answers + 1) / 10)


def _interval(draws: Sequence[float]) -> Interval:
    ranked = sorted(draws)
    tail = (1 - LEVEL) / 2
    mean = _mean(ranked)
    low, high = ranked[int(tail * len(ranked))], ranked[ceil((1 - tail) * len(ranked)) - 1]
    # Near certainty one draw in fifty can pull the mean out of the middle nine tenths; nobody wants "1 % (0-0 %)".
    return Interval(mean, min(low, mean), max(high, mean))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
