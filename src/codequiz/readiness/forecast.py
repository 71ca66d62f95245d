"""Possible versions of one person, drawn from what is believed, each sitting the exam."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, erf, sqrt
from random import Random
from typing import Final

from codequiz.answers import ExamTarget
from codequiz.readiness.ability import Ability, believe
from codequiz.readiness.assumptions import Assumptions
from codequiz.readiness.pace import Pace, believe_pace
from codequiz.readiness.posterior import logistic
from codequiz.readiness.recent import Recent
from codequiz.readiness.statement import LEVEL, Interval

_DRAWS: Final = 400
_SEED: Final = 20_270_306


@dataclass(frozen=True, slots=True)
class Forecast:
    """Draws side by side: shares of right answers by domain, of the whole, chances, and shares lost to the clock."""

    shares: tuple[tuple[float, ...], ...]
    scores: list[float]
    chances: list[float]
    unhurried: list[float]
    lost: list[float]
    pace: Pace


def forecast(evidence: Recent, exam: ExamTarget, assumed: Assumptions) -> Forecast:
    """The draws; the same evidence gives the same ones."""
    aged = evidence.answered + evidence.given_up
    beliefs = believe(aged, [weight.domain for weight in exam.weights], assumed)
    pace = believe_pace(evidence.sittings, exam, assumed)
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
    return Forecast(tuple(shares), scores, chances, unhurried, lost, pace)


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


def interval(draws: Sequence[float]) -> Interval:
    """The mean of draws and the range of the middle LEVEL of them."""
    ranked = sorted(draws)
    tail = (1 - LEVEL) / 2
    middle = mean(ranked)
    low, high = ranked[int(tail * len(ranked))], ranked[ceil((1 - tail) * len(ranked)) - 1]
    # Near certainty one draw in fifty can pull the mean out of the middle nine tenths; nobody wants "1 % (0-0 %)".
    return Interval(middle, min(low, middle), max(high, middle))


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean."""
    return sum(values) / len(values)


def variance(values: Sequence[float]) -> float:
    """The mean squared distance from the mean."""
    middle = mean(values)
    return sum((value - middle) ** 2 for value in values) / len(values)
