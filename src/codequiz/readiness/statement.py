"""What readiness says: the chance, the domains, the pace and what they rest on; or that there is too little to tell."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

LEVEL: Final = 0.9
"""All intervals of readiness are credible intervals of this probability: one in ten misses."""
OLD_DAYS: Final = 90.0
"""Answers older than this are counted apart: they say little of today."""


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
    """What the statement rests on, as counts of answers; `newest_days` is the age of the last one.

    `given_up` counts questions looked at and left blank though there was time: wrong answers, for an exam.
    """

    answers: int
    seen_before: int
    under_exam_conditions: int
    older_than_90_days: int
    given_up: int
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
        if self.doubts == (Doubt.FEW,):
            return f"too few to tell: {self.answers} of about {self.about} answers"
        evidence = self.evidence
        told = {
            Doubt.NARROW: f"only {evidence.domains_seen} of {evidence.domains} domains were practised",
            Doubt.OLD: f"{evidence.older_than_90_days} are older than {OLD_DAYS:.0f} days",
            Doubt.REPEATED: f"{evidence.seen_before} are repeats",
            Doubt.RELAXED: f"{self.answers - evidence.under_exam_conditions} were not under exam conditions",
        }
        reasons = ", ".join(told[doubt] for doubt in self.doubts if doubt in told)
        return (
            f"too few to tell: {self.answers} answers so far ({reasons}); it takes about {self.about - self.answers}"
            " more, to new questions of all domains, under exam conditions"
        )
