"""Score and pace over time, overall and by domain, as numbers to plot."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from typing import Final

from codequiz.answers import AnswerRecord

_Z: Final = 1.959963984540054
MOST_POINTS: Final = 24


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A stretch of practice, `start` to `end` (first and last answer).

    `score` is the share of right answers among all questions of the stretch, blanks counted wrong, in percent, with its
    95 % Wilson interval; `seconds` the mean time an answer took, None where nothing was answered.
    """

    start: datetime
    end: datetime
    n: int
    correct: int
    low: float
    high: float
    seconds: float | None

    @property
    def score(self) -> float:
        """Percent right."""
        return 100 * self.correct / self.n


@dataclass(frozen=True, slots=True)
class Trend:
    """A domain's points in order of time; `domain` is empty for all domains together."""

    domain: str
    points: tuple[TrendPoint, ...]
    seconds_allowed: float


def trends(records: Iterable[AnswerRecord], points: int = MOST_POINTS) -> tuple[Trend, ...]:
    """The trend of all answers, then of each domain by name; none for no answers.

    Stretches are equal spans of time, at most `points` of them and none shorter than a day, so that a line's slope
    means change with time; spans without an answer have no point.
    """
    ordered = sorted(records, key=lambda record: record.answered_at)
    if not ordered:
        return ()
    first, last = ordered[0].answered_at, ordered[-1].answered_at
    span = max((last - first) / max(1, points), timedelta(days=1))
    by_domain: dict[str, list[AnswerRecord]] = {}
    for record in ordered:
        by_domain.setdefault(record.domain, []).append(record)
    allowed = ordered[-1].seconds_allowed
    return (
        Trend("", _points(ordered, first, span, points), allowed),
        *(Trend(domain, _points(by_domain[domain], first, span, points), allowed) for domain in sorted(by_domain)),
    )


def _points(ordered: Sequence[AnswerRecord], first: datetime, span: timedelta, points: int) -> tuple[TrendPoint, ...]:
    stretches: dict[int, list[AnswerRecord]] = {}
    for record in ordered:
        # The very last answer ends the last span instead of starting one more.
        stretches.setdefault(min(int((record.answered_at - first) / span), max(1, points) - 1), []).append(record)
    return tuple(_point(stretch) for stretch in stretches.values())


def _point(stretch: Sequence[AnswerRecord]) -> TrendPoint:
    n, correct = len(stretch), sum(record.correct for record in stretch)
    answered = [record.seconds for record in stretch if not record.unanswered]
    share, z2 = correct / n, _Z * _Z
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return TrendPoint(
        start=stretch[0].answered_at,
        end=stretch[-1].answered_at,
        n=n,
        correct=correct,
        low=100 * max(0.0, min(centre - half, share)),
        high=100 * min(1.0, max(centre + half, share)),
        seconds=sum(answered) / len(answered) if answered else None,
    )
