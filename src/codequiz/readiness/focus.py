"""What to work on next: where an hour brings most points of the exam."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from codequiz.answers import AnswerRecord, ExamTarget
from codequiz.readiness.assumptions import DEFAULT, Assumptions
from codequiz.readiness.recent import recent
from codequiz.readiness.statement import DomainOutlook, Interval

CLOSED_PER_HOUR: Final = 0.08
"""An hour of work on a domain closes this share of what is missing there (Bush & Mosteller's linear operator).

It is a rule of thumb: the order of the domains does not depend on it, only the points that are printed do.
"""
_FEWEST_MISSES: Final = 3
_HALF_LIFE_DAYS: Final = 45.0


@dataclass(frozen=True, slots=True)
class DomainGain:
    """What an hour on a domain is expected to bring, in questions of the exam (an interval).

    `at_stake` is how many of its questions would be wrong today. `is_measured` is False where most of what is
    believed comes from the other domains: then the first hour tells, and that is reason enough to spend it.
    """

    domain: str
    per_hour: Interval
    at_stake: float
    n: int
    is_measured: bool


@dataclass(frozen=True, slots=True)
class Weakness:
    """A tag (rule, topic) or a reason for misses: how often, and the exam's questions that it would cost today.

    For a tag, `n` counts the answers that bear it and `share` is the share of them that was wrong; for a reason, `n`
    counts all misses that were given one and `share` is this one's. Recent answers weigh more in `share`.
    """

    key: str
    misses: int
    n: int
    share: float
    at_stake: float


@dataclass(frozen=True, slots=True)
class Focus:
    """What to do next, each list best first."""

    domains: tuple[DomainGain, ...]
    tags: tuple[Weakness, ...]
    reasons: tuple[Weakness, ...]


def focus(
    records: Sequence[AnswerRecord],
    domains: Sequence[DomainOutlook],
    exam: ExamTarget,
    now: datetime,
    assumed: Assumptions = DEFAULT,
) -> Focus:
    """Rank what to work on, given what `assess` said of the domains.

    A domain's gain is weight × room to improve × the share an hour closes. Evidence enters through the room: a domain
    with few answers is believed to be like this person's others, and neither praised nor blamed for a lucky or
    unlucky handful.
    """
    gains = [
        DomainGain(
            domain=outlook.domain,
            per_hour=Interval(
                *(
                    outlook.questions * (1 - share) * CLOSED_PER_HOUR
                    for share in (outlook.share.mean, outlook.share.high, outlook.share.low)
                )
            ),
            at_stake=outlook.questions * (1 - outlook.share.mean),
            n=outlook.n,
            is_measured=not outlook.mostly_borrowed,
        )
        for outlook in domains
    ]
    gains.sort(key=lambda gain: (-gain.per_hour.mean, gain.domain))
    answered = [(0.5 ** (age / _HALF_LIFE_DAYS), record) for age, record in recent(records, now).answered]
    missing = {outlook.domain: outlook.questions * (1 - outlook.share.mean) for outlook in domains}
    missing = {weight.domain: missing.get(weight.domain, 0.0) for weight in exam.weights}
    return Focus(
        domains=tuple(gains),
        tags=_tags(answered, missing, assumed),
        reasons=_reasons(answered, sum(missing.values())),
    )


@dataclass(slots=True)
class _Tally:
    """Answers alike: counts, and weights by which recent and new questions count more."""

    n: int = 0
    misses: int = 0
    weight: float = 0.0
    missed: dict[str, float] = field(default_factory=dict)  # by domain

    def add(self, domain: str, other: "_Tally") -> None:
        """Take over the answers of questions in `domain`."""
        self.n += other.n
        self.misses += other.misses
        self.weight += other.weight
        self.missed[domain] = self.missed.get(domain, 0.0) + other.missed.get(domain, 0.0)


def _tags(
    answered: Iterable[tuple[float, AnswerRecord]], missing: dict[str, float], assumed: Assumptions
) -> tuple[Weakness, ...]:
    """Tags by the points they cost: of a domain's wrong answers on the exam, the share that bears the tag."""
    # Questions first: they are few, their answers many.
    questions: dict[tuple[str, tuple[str, ...]], _Tally] = {}
    for recency, record in answered:
        weight = recency * assumed.seen_weight if record.seen_before else recency
        tally = questions.setdefault((record.domain, record.tags), _Tally())
        tally.n += 1
        tally.weight += weight
        if not record.correct:
            tally.misses += 1
            tally.missed[record.domain] = tally.missed.get(record.domain, 0.0) + weight
    wrong: dict[str, float] = {}
    tallies: dict[str, _Tally] = {}
    for (domain, tags), tally in questions.items():
        wrong[domain] = wrong.get(domain, 0.0) + tally.missed.get(domain, 0.0)
        for tag in dict.fromkeys(tags):
            tallies.setdefault(tag, _Tally()).add(domain, tally)
    found = [
        Weakness(
            key=tag,
            misses=tally.misses,
            n=tally.n,
            share=sum(tally.missed.values()) / tally.weight,
            at_stake=sum(missing.get(d, 0.0) * part / wrong[d] for d, part in tally.missed.items() if part),
        )
        for tag, tally in tallies.items()
        if tally.misses >= _FEWEST_MISSES
    ]
    return tuple(sorted(found, key=lambda weakness: (-weakness.at_stake, weakness.key)))


def _reasons(answered: Iterable[tuple[float, AnswerRecord]], missing: float) -> tuple[Weakness, ...]:
    """The learner's own reasons for misses, with the points they would cost if the exam's misses came like these."""
    count: Counter[str] = Counter()
    weights: dict[str, float] = {}
    for weight, record in answered:
        if record.miss_reason and not record.correct:
            count[record.miss_reason] += 1
            weights[record.miss_reason] = weights.get(record.miss_reason, 0.0) + weight
    total = sum(weights.values())
    named = sum(count.values())
    if named < _FEWEST_MISSES:
        return ()
    found = [
        Weakness(reason, count[reason], named, weight / total, missing * weight / total)
        for reason, weight in weights.items()
    ]
    return tuple(sorted(found, key=lambda weakness: (-weakness.at_stake, weakness.key)))
