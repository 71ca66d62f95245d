"""How good forecasts were: pairs of the chance that was said and whether it came."""

from collections.abc import Iterable
from math import log
from random import Random
from typing import Final

BINS: Final = 10


def brier(pairs: Iterable[tuple[float, bool]]) -> float:
    """The mean squared difference of chance and outcome (Brier 1950)."""
    pairs = list(pairs)
    return sum((chance - passed) ** 2 for chance, passed in pairs) / max(1, len(pairs))


def calibration_error(pairs: Iterable[tuple[float, bool]]) -> float:
    """Expected calibration error: ten equal bins of the chance, |mean chance − pass rate|, weighted by their size."""
    found = bins(pairs)
    total = sum(n for n, _, _ in found)
    return sum(n * abs(chance - rate) for n, chance, rate in found) / max(1, total)


def bins(pairs: Iterable[tuple[float, bool]]) -> list[tuple[int, float, float]]:
    """Ten equal bins of the chance: how many, mean chance, pass rate."""
    sums = [[0, 0.0, 0] for _ in range(BINS)]
    for chance, passed in pairs:
        entry = sums[min(BINS - 1, int(chance * BINS))]
        entry[0] += 1
        entry[1] += chance
        entry[2] += passed
    return [(int(n), chance / n if n else 0.0, passed / n if n else 0.0) for n, chance, passed in sums]


def log_loss(pairs: Iterable[tuple[float, bool]]) -> float:
    """Mean negative log-likelihood, chances kept within 0.1 % of certainty."""
    pairs = [(min(0.999, max(0.001, chance)), passed) for chance, passed in pairs]
    return -sum(log(chance if passed else 1 - chance) for chance, passed in pairs) / max(1, len(pairs))


def calibration_noise(pairs: Iterable[tuple[float, bool]], draws: int = 200) -> float:
    """The mean calibration error if every chance said were exactly true: what so many learners show by luck alone."""
    random = Random(1)
    chances = [chance for chance, _ in pairs]
    errors = (calibration_error([(chance, random.random() < chance) for chance in chances]) for _ in range(draws))
    return sum(errors) / draws
