from math import exp, log1p
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codequiz.readiness.posterior import Observation, cholesky, fit, logistic


def test_without_observations_the_posterior_is_the_prior() -> None:
    posterior = fit([], [1.0, -2.0], [[4.0, 0.0], [0.0, 0.25]])

    assert posterior.mode == [1.0, -2.0]
    assert posterior.variance([1.0, 0.0]) == pytest.approx(0.25)
    assert posterior.variance([1.0, 1.0]) == pytest.approx(4.25)
    assert posterior.log_evidence == pytest.approx(0.0)


@settings(max_examples=50)
@given(n=st.integers(1, 400), share=st.floats(0.1, 0.9), mean=st.floats(-1, 1), sd=st.floats(0.2, 1))
def test_one_unknown_agrees_with_a_sum_over_a_fine_grid(n: int, share: float, mean: float, sd: float) -> None:
    right = round(share * n)
    grid = [(k - 600) / 100 for k in range(1201)]
    logs = [right * x - n * (max(x, 0.0) + log1p(exp(-abs(x)))) - (x - mean) ** 2 / 2 / sd**2 for x in grid]
    weights = [exp(value - max(logs)) for value in logs]
    expected = sum(x * w for x, w in zip(grid, weights, strict=True)) / sum(weights)
    variance = sum((x - expected) ** 2 * w for x, w in zip(grid, weights, strict=True)) / sum(weights)

    posterior = fit([Observation(((0, 1.0),), n, right)], [mean], [[sd**-2]])

    # The mode stands in for the mean: close beside the spread, which is what Laplace's approximation promises.
    assert abs(posterior.mode[0] - expected) < 0.35 * variance**0.5
    assert posterior.variance([1.0]) == pytest.approx(variance, rel=0.35)


def test_draws_have_the_posterior_mean_and_spread() -> None:
    posterior = fit([Observation(((0, 1.0), (1, -1.0)), 50.0, 30.0)], [0.0, 0.0], [[1.0, 0.0], [0.0, 1.0]])
    random = Random(1)

    sums = [x[0] + x[1] for _ in range(2000) for x in posterior.draw(random)]

    mean = sum(sums) / len(sums)
    assert mean == pytest.approx(posterior.mode[0] + posterior.mode[1], abs=1e-9)
    spread = sum((value - mean) ** 2 for value in sums) / len(sums)
    assert spread == pytest.approx(posterior.variance([1.0, 1.0]), rel=0.1)


def test_a_start_far_from_the_data_still_reaches_the_mode() -> None:
    posterior = fit([Observation(((0, 1.0),), 1000.0, 5.0)], [8.0], [[1e-4]])

    assert logistic(posterior.mode[0]) == pytest.approx(0.005, rel=0.1)


def test_the_factor_times_itself_is_the_matrix() -> None:
    matrix = [[4.0, 2.0, 0.6], [2.0, 5.0, 1.0], [0.6, 1.0, 3.0]]

    factor = cholesky(matrix)

    for i in range(3):
        for j in range(i + 1):
            assert sum(a * b for a, b in zip(factor[i], factor[j], strict=False)) == pytest.approx(matrix[i][j])
