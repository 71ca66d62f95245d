"""Score and pace over time, overall and by domain, as numbers to plot."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import exp, log, sqrt
from typing import Final

from codequiz.answers import AnswerRecord
from codequiz.proportions import proportion

MOST_POINTS: Final = 24
_FEWEST_A_POINT: Final = 10
_FEWEST_SITTINGS: Final = 3  # in each half
_CLEAR: Final = 1.6448536269514722  # one chance in ten that nothing has changed


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


class Change(StrEnum):
    """Whether the later half of the answers was better than the earlier by more than luck explains."""

    UP = "up"
    DOWN = "down"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Trend:
    """A domain's points in order of time; `domain` is empty for all domains together.

    `earlier` and `later` are the two halves of its answers; `later` is None where there is only one answer.
    """

    domain: str
    points: tuple[TrendPoint, ...]
    earlier: TrendPoint
    later: TrendPoint | None
    seconds_allowed: float

    @property
    def change(self) -> Change:
        """What the halves say, at 90 % (the usual test of two proportions, pooled)."""
        if self.later is None:
            return Change.UNCLEAR
        a, b = self.earlier, self.later
        share = (a.correct + b.correct) / (a.n + b.n)
        spread = sqrt(share * (1 - share) * (1 / a.n + 1 / b.n))
        z = (b.correct / b.n - a.correct / a.n) / spread if spread else 0.0
        return Change.UNCLEAR if abs(z) < _CLEAR else Change.UP if z > 0 else Change.DOWN


def trends(records: Iterable[AnswerRecord], points: int = MOST_POINTS) -> tuple[Trend, ...]:
    """The trend of all answers, then of each domain by name; none for no answers.

    Stretches are equal spans of time, so that a line's slope means change with time; at most `points` of them, none
    shorter than a day, and none with fewer than ten answers if there are ten. Spans without an answer have no point.
    """
    ordered = sorted(records, key=lambda record: record.answered_at)
    if not ordered:
        return ()
    by_domain: dict[str, list[AnswerRecord]] = {}
    for record in ordered:
        by_domain.setdefault(record.domain, []).append(record)
    allowed = ordered[-1].seconds_allowed
    return (
        _trend("", ordered, points, allowed),
        *(_trend(domain, by_domain[domain], points, allowed) for domain in sorted(by_domain)),
    )


def _trend(domain: str, ordered: Sequence[AnswerRecord], points: int, allowed: float) -> Trend:
    half = (len(ordered) + 1) // 2
    return Trend(
        domain=domain,
        points=_points(ordered, max(1, min(points, len(ordered) // _FEWEST_A_POINT))),
        earlier=_point(ordered[:half]),
        later=_point(ordered[half:]) if len(ordered) > 1 else None,
        seconds_allowed=allowed,
    )


def _points(ordered: Sequence[AnswerRecord], points: int) -> tuple[TrendPoint, ...]:
    first = ordered[0].answered_at
    span = max((ordered[-1].answered_at - first) / points, timedelta(days=1))
    stretches: dict[int, list[AnswerRecord]] = {}
    begun: dict[str, list[AnswerRecord]] = {}
    for record in ordered:
        # A sitting is not cut in two: its end, where the clock bites, is no measure of another day.
        stretch = begun.get(record.session)
        if stretch is None:
            place = min(int((record.answered_at - first) / span), points - 1)
            stretch = begun[record.session] = stretches.setdefault(place, [])
        stretch.append(record)
    # A handful of answers has a score that is noise: it goes with its neighbour.
    merged: list[list[AnswerRecord]] = []
    for stretch in stretches.values():
        if merged and min(len(stretch), len(merged[-1])) < _FEWEST_A_POINT:
            merged[-1] += stretch
        else:
            merged.append(stretch)
    return tuple(_point(stretch) for stretch in merged)


def _point(stretch: Sequence[AnswerRecord]) -> TrendPoint:
    n, correct = len(stretch), sum(record.correct for record in stretch)
    answered = [record.seconds for record in stretch if not record.unanswered]
    found = proportion(correct, n)
    return TrendPoint(
        start=stretch[0].answered_at,
        end=stretch[-1].answered_at,
        n=n,
        correct=correct,
        low=found.low,
        high=found.high,
        seconds=sum(answered) / len(answered) if answered else None,
    )


@dataclass(frozen=True, slots=True)
class PaceChange:
    """Whether questions take less time than they did: seconds a question in the earlier and later half of `sittings`.

    Both are geometric means over sittings: a long one counts once, and one slow question hardly. `timed` says that
    only sittings under exam conditions were looked at. UP is faster.
    """

    earlier: float
    later: float
    sittings: int
    timed: bool
    change: Change


def pace_change(records: Iterable[AnswerRecord]) -> PaceChange | None:
    """The change of pace, or None with fewer than three sittings in a half.

    Timed sittings alone if there are enough; the same half of an hour is another pace without a clock. The test is
    Welch's, on the logarithm of each sitting's pace: answers of one sitting say little more than one does.
    """
    sittings: dict[str, list[AnswerRecord]] = {}
    for record in sorted(records, key=lambda record: record.answered_at):
        if not record.unanswered and record.seconds > 0:
            sittings.setdefault(record.session, []).append(record)
    strict = [each for each in sittings.values() if all(record.under_exam_conditions for record in each)]
    timed = len(strict) >= 2 * _FEWEST_SITTINGS
    paces = [
        log(sum(record.seconds for record in each) / len(each)) for each in (strict if timed else sittings.values())
    ]
    if len(paces) < 2 * _FEWEST_SITTINGS:
        return None
    half = len(paces) // 2
    a, b = paces[:half], paces[half:]
    spread = _variance(a) / len(a) + _variance(b) / len(b)
    gained = _mean(a) - _mean(b)
    if spread == 0:
        clear = gained != 0
    else:
        freedom = spread**2 / sum((_variance(x) / len(x)) ** 2 / (len(x) - 1) for x in (a, b))
        clear = abs(gained) / sqrt(spread) >= _student(freedom)
    change = Change.UNCLEAR if not clear else Change.UP if gained > 0 else Change.DOWN
    return PaceChange(exp(_mean(a)), exp(_mean(b)), len(paces), timed, change)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _variance(values: Sequence[float]) -> float:
    """Of a sample. The standard library's module would take longer to import than all the rest."""
    mean = _mean(values)
    return sum((value - mean) ** 2 for value in values) / (len(values) - 1)


def _student(freedom: float) -> float:
    """Student's quantile for _CLEAR, by the first terms of its expansion (Abramowitz and Stegun 26.7.5)."""
    z = _CLEAR
    return z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
