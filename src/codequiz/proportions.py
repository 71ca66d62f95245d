"""Shares, each with how sure it is."""

from dataclasses import dataclass
from math import sqrt
from typing import Final

_Z: Final = 1.959963984540054  # two-sided 95 %
TOO_WIDE_POINTS: Final = 40.0
"""An interval wider than this many percentage points says too little to call a domain weak or strong."""


@dataclass(frozen=True, slots=True)
class Proportion:
    """`correct` of `n`, in percent, with the 95 % Wilson interval `low` to `high` (percent)."""

    n: int
    correct: int
    low: float
    high: float

    @property
    def percent(self) -> float:
        """Share right, in percent; 0 when n is 0."""
        return 100 * self.correct / self.n if self.n else 0.0

    @property
    def is_too_few(self) -> bool:
        """Whether the interval is so wide that the share says little."""
        return self.high - self.low > TOO_WIDE_POINTS


def proportion(correct: int, n: int) -> Proportion:
    """`correct` of `n` with its Wilson score interval (Wilson 1927), which holds for small n and shares near 0 or 1."""
    if n == 0:
        return Proportion(0, 0, 0.0, 100.0)
    share, z2 = correct / n, _Z * _Z
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    # Rounding must not push an end past the share itself.
    low = 0.0 if correct == 0 else min(max(0.0, centre - half), share)
    high = 1.0 if correct == n else max(min(1.0, centre + half), share)
    return Proportion(n, correct, 100 * low, 100 * high)
