"""What the answers say of a person's ability today, overall and by domain."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import exp, log1p, log2
from operator import itemgetter
from random import Random
from typing import Final, TypeAlias

from codequiz.answers import AnswerRecord
from codequiz.readiness.assumptions import Assumptions
from codequiz.readiness.posterior import Matrix, Observation, Posterior, Vector, fit

_STRETCH_ENDS: Final = (1.0, 3.0, 7.0, 14.0, 30.0, 60.0, 120.0, 240.0)  # days ago; finer where today is near
_OVERALL, _LEARNING, _FORGETTING, _EASY, _HARD, _SEEN, _RELAXED = range(7)
_FIXED: Final = 7


@dataclass(frozen=True, slots=True)
class Ability:
    """One draw from what is believed: the log-odds of a right answer on a standard question, by domain.

    `easy` is added on an easy question, `hard` taken off on a hard one.
    """

    domains: tuple[float, ...]
    easy: float
    hard: float


@dataclass(frozen=True, slots=True)
class Beliefs:
    """The posterior over abilities: a mixture over how far the domains of this person lie apart.

    `domains` names the domains in the order that draws have them.
    """

    domains: tuple[str, ...]
    parts: tuple[tuple[float, Posterior], ...]
    first_domain: int

    def draws(self, count: int, random: Random) -> Iterator[Ability]:
        """About `count` draws, always an even number for each part of the mixture."""
        for share, posterior in self.parts:
            for _ in range(round(share * count / 2)):
                for x in posterior.draw(random):
                    yield Ability(tuple(x[_OVERALL] + offset for offset in x[self.first_domain :]), x[_EASY], x[_HARD])


def believe(aged: Iterable[tuple[float, AnswerRecord]], exam_domains: Sequence[str], assumed: Assumptions) -> Beliefs:
    """The posterior of the abilities in `exam_domains` and whatever other domains were practised.

    `aged` has answers with their age in days. Blanks that the clock left are no evidence of ability and not among
    them.
    """
    newest_first = sorted(aged, key=itemgetter(0))
    stretches = _stretches(newest_first, assumed)
    away = newest_first[0][0] if newest_first else 0.0
    forgotten = log2(1 + away / assumed.forgetting_days)
    domains = tuple(dict.fromkeys((*exam_domains, *sorted({domain for s in stretches for domain, *_ in s.groups}))))
    first_domain = _FIXED + len(stretches)
    at = {domain: first_domain + n for n, domain in enumerate(domains)}
    observations = [
        Observation(_features(group, stretch.learned, forgotten, _FIXED + n, at), *counts)
        for n, stretch in enumerate(stretches)
        for group, counts in stretch.groups.items()
    ]
    fits = [fit(observations, *_prior(stretches, len(domains), domain_sd, assumed)) for domain_sd in assumed.domain_sds]
    best = max(posterior.log_evidence for posterior in fits)
    weights = [exp(posterior.log_evidence - best) for posterior in fits]
    total = sum(weights)
    parts = tuple((weight / total, posterior) for weight, posterior in zip(weights, fits, strict=True))
    return Beliefs(domains, parts, first_domain)


_Group: TypeAlias = tuple[str, int, bool, bool]  # domain, difficulty, seen before, without exam conditions


@dataclass(slots=True)
class _Stretch:
    """The answers of some days, which count as one moment. Sums until `_close`, then means."""

    groups: dict[_Group, tuple[float, float]]
    n: int = 0
    age: float = 0.0
    learned: float = 0.0


def _stretches(newest_first: Sequence[tuple[float, AnswerRecord]], assumed: Assumptions) -> list[_Stretch]:
    """The answers in stretches of time, with what has been learned since."""
    stretches: list[_Stretch] = []
    total = len(newest_first)
    experience = log1p(total / 100)
    end = -1
    for newer, (age, record) in enumerate(newest_first):
        bucket = bisect_right(_STRETCH_ENDS, age)
        if bucket != end:
            stretches.append(_Stretch({}))
            end = bucket
        stretch = stretches[-1]
        stretch.n += 1
        stretch.age += age
        stretch.learned += experience - log1p((total - newer) / 100)
        weight = 0.5 ** (age / assumed.half_life_days)
        if record.seen_before:
            weight *= assumed.seen_weight
        group = (record.domain, record.difficulty, record.seen_before, not record.under_exam_conditions)
        n, right = stretch.groups.get(group, (0.0, 0.0))
        stretch.groups[group] = (n + weight, right + weight * record.correct)
    for stretch in stretches:
        stretch.age /= stretch.n
        stretch.learned /= stretch.n
    return stretches


def _features(
    group: _Group, learned: float, forgotten: float, walk: int, at: dict[str, int]
) -> tuple[tuple[int, float], ...]:
    domain, difficulty, seen, relaxed = group
    features = [
        (_OVERALL, 1.0),
        (_LEARNING, -learned),
        (_FORGETTING, forgotten),
        (walk, 1.0),
        (at[domain], 1.0),
    ]
    if difficulty < 2:
        features.append((_EASY, 1.0))
    if difficulty > 2:
        features.append((_HARD, -1.0))
    if seen:
        features.append((_SEEN, 1.0))
    if relaxed:
        features.append((_RELAXED, 1.0))
    return tuple(features)


def _prior(
    stretches: Sequence[_Stretch], domains: int, domain_sd: float, assumed: Assumptions
) -> tuple[Vector, Matrix]:
    """Mean and precision: all unknowns independent but for the walk, whose steps lead from today into the past."""
    fixed = (
        (assumed.ability_mean, assumed.ability_sd),
        (assumed.learning_mean, assumed.learning_sd),
        (assumed.forgetting_mean, assumed.forgetting_sd),
        (assumed.difficulty_mean, assumed.difficulty_sd),
        (assumed.difficulty_mean, assumed.difficulty_sd),
        (assumed.seen_mean, assumed.seen_sd),
        (assumed.relaxed_mean, assumed.relaxed_sd),
    )
    size = _FIXED + len(stretches) + domains
    mean = [value for value, _ in fixed] + [0.0] * (size - _FIXED)
    precision = [[0.0] * size for _ in range(size)]
    for i, (_, sd) in enumerate(fixed):
        precision[i][i] = sd**-2
    later = 0.0
    for n, stretch in enumerate(stretches):
        i = _FIXED + n
        step = 1 / (assumed.stretch_sd**2 + assumed.walk_sd_per_day**2 * (stretch.age - later))
        later = stretch.age
        precision[i][i] += step
        if n:
            precision[i - 1][i - 1] += step
            precision[i][i - 1] -= step
            precision[i - 1][i] -= step
    for i in range(_FIXED + len(stretches), size):
        precision[i][i] = domain_sd**-2
    return mean, precision
