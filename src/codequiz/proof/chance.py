"""How likely a count is by chance: two exact or closed-form tests, so that no statistics library is needed."""

import math
from collections.abc import Sequence


def binomial_tail(successes: int, trials: int, chance: float) -> float:
    """The probability of `successes` or more in `trials`, each succeeding with probability `chance`."""
    if successes <= 0:
        return 1.0
    logs = (
        math.lgamma(trials + 1) - math.lgamma(k + 1) - math.lgamma(trials - k + 1)
        + k * math.log(chance) + (trials - k) * math.log1p(-chance)
        for k in range(successes, trials + 1)
    )  # fmt: skip
    return min(1.0, math.fsum(math.exp(log) for log in logs))


def uneven_p(counts: Sequence[int]) -> float:
    """The probability that four equally likely places fill as unevenly as `counts`, or more so (chi-square, 3 df).

    Raises ValueError for any other number of places: the closed form below is that of three degrees of freedom.
    """
    if len(counts) != 4:
        raise ValueError("four places are needed")
    total = sum(counts)
    if not total:
        return 1.0
    expected = total / 4
    statistic = sum((count - expected) ** 2 for count in counts) / expected
    return math.erfc(math.sqrt(statistic / 2)) + math.sqrt(2 * statistic / math.pi) * math.exp(-statistic / 2)
