"""A logistic regression with Gaussian prior, by Laplace's approximation, in plain Python.

The usual numerical libraries take longer to import than this takes to compute: some forty unknowns at most.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, log, log1p, sqrt
from random import Random
from typing import Final

Vector = list[float]
Matrix = list[Vector]
_MAX_STEPS: Final = 40
_TOLERANCE: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Observation:
    """Answers alike in all that the model knows: `right` of `n`, both weighted.

    `features` are (index of the unknown, its factor); the log-odds are the sum of unknown × factor.
    """

    features: tuple[tuple[int, float], ...]
    n: float
    right: float


@dataclass(frozen=True, slots=True)
class Posterior:
    """A Gaussian over the unknowns: `mode`, and the lower Cholesky factor of the precision.

    `log_evidence` compares models of the same observations.
    """

    mode: Vector
    factor: Matrix
    log_evidence: float

    def draw(self, random: Random) -> tuple[Vector, Vector]:
        """Two draws, mirrored at the mode: together they halve the noise of an average."""
        step = _solve_upper(self.factor, [random.gauss(0.0, 1.0) for _ in self.mode])
        return [m + s for m, s in zip(self.mode, step, strict=True)], [
            m - s for m, s in zip(self.mode, step, strict=True)
        ]

    def variance(self, weights: Vector) -> float:
        """The variance of the weighted sum of the unknowns."""
        return sum(value * value for value in _solve_lower(self.factor, weights))


def logistic(x: float) -> float:
    """The probability of log-odds `x`."""
    if x >= 0:
        return 1.0 / (1.0 + exp(-x))
    small = exp(x)
    return small / (1.0 + small)


def fit(observations: Iterable[Observation], mean: Vector, precision: Matrix) -> Posterior:
    """The posterior of a Gaussian prior (`mean`, `precision`, symmetric and positive definite) and `observations`.

    The posterior is log-concave, so damped Newton steps reach its one mode from anywhere.
    """
    observations = tuple(observations)
    x = list(mean)
    value = _log_posterior(observations, x, mean, precision)
    for _ in range(_MAX_STEPS):
        gradient, hessian = _derivatives(observations, x, mean, precision)
        factor = cholesky(hessian)
        step = _solve_upper(factor, _solve_lower(factor, gradient))
        size = 1.0
        while True:
            candidate = [xi + size * si for xi, si in zip(x, step, strict=True)]
            new = _log_posterior(observations, candidate, mean, precision)
            if new >= value or size < 1e-4:
                break
            size /= 2
        gained, x, value = new - value, candidate, new
        if gained < _TOLERANCE:
            break
    _, hessian = _derivatives(observations, x, mean, precision)
    factor = cholesky(hessian)
    log_prior = sum(log(row[i]) for i, row in enumerate(cholesky(precision)))
    return Posterior(x, factor, value + log_prior - sum(log(row[i]) for i, row in enumerate(factor)))


def _log_posterior(observations: Sequence[Observation], x: Vector, mean: Vector, precision: Matrix) -> float:
    total = 0.0
    for observation in observations:
        eta = sum(x[i] * factor for i, factor in observation.features)
        total += observation.right * eta - observation.n * (max(eta, 0.0) + log1p(exp(-abs(eta))))
    off = [xi - mi for xi, mi in zip(x, mean, strict=True)]
    for offset, row in zip(off, precision, strict=True):
        if offset:
            total -= 0.5 * offset * sum(entry * other for entry, other in zip(row, off, strict=True) if entry)
    return total


def _derivatives(
    observations: Sequence[Observation], x: Vector, mean: Vector, precision: Matrix
) -> tuple[Vector, Matrix]:
    """The gradient of the log posterior, and its Hessian with the sign turned (lower half only)."""
    off = [xi - mi for xi, mi in zip(x, mean, strict=True)]
    gradient = [-sum(entry * o for entry, o in zip(row, off, strict=True) if entry) for row in precision]
    hessian = [list(row) for row in precision]
    for observation in observations:
        p = logistic(sum(x[i] * factor for i, factor in observation.features))
        residual = observation.right - observation.n * p
        curvature = observation.n * p * (1.0 - p)
        for i, factor in observation.features:
            gradient[i] += residual * factor
            row = hessian[i]
            scaled = curvature * factor
            for j, other in observation.features:
                if j <= i:
                    row[j] += scaled * other
    return gradient, hessian


def cholesky(matrix: Matrix) -> Matrix:
    """The lower triangular factor of a positive definite matrix, of which only the lower half is read."""
    factor: Matrix = []
    for i, source in enumerate(matrix):
        row: Vector = []
        for j in range(i):
            other = factor[j]
            total = source[j]
            for a, b in zip(row, other, strict=False):
                total -= a * b
            row.append(total / other[j])
        row.append(sqrt(source[i] - sum(a * a for a in row)))
        factor.append(row)
    return factor


def _solve_lower(factor: Matrix, right: Vector) -> Vector:
    solved: Vector = []
    for row, value in zip(factor, right, strict=True):
        total = value
        for a, b in zip(row, solved, strict=False):
            total -= a * b
        solved.append(total / row[-1])
    return solved


def _solve_upper(factor: Matrix, right: Vector) -> Vector:
    """Solve with the factor's transpose."""
    solved = list(right)
    for i in range(len(solved) - 1, -1, -1):
        row = factor[i]
        value = solved[i] / row[i]
        solved[i] = value
        if value:
            for j in range(i):
                solved[j] -= row[j] * value
    return solved
