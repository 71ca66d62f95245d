"""The benchmark's own measures, and a small run of it that would notice a broken estimator."""

import pytest
from calibration import TEST_SEED, fitted_chance, judge, normal_chance
from learners import EXAM, WEIGHTS, WORLDS, simulate
from measures import brier, calibration_error, calibration_noise


def test_a_forecast_that_is_always_right_has_no_error() -> None:
    assert calibration_error([(1.0, True), (0.0, False)]) == 0
    assert brier([(1.0, True), (0.0, False)]) == 0


def test_calibration_error_is_the_distance_from_what_came() -> None:
    assert calibration_error([(0.9, n < 5) for n in range(10)]) == pytest.approx(0.4)


def test_the_same_seed_makes_the_same_learner() -> None:
    assert simulate(WORLDS[0], 3) == simulate(WORLDS[0], 3)
    assert simulate(WORLDS[0], 3) != simulate(WORLDS[0], 4)


def test_learners_sit_the_exam_that_readiness_is_asked_about() -> None:
    assert EXAM.questions == sum(WEIGHTS.values()) == 150
    assert EXAM.needed == 105


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_every_world_can_be_judged(world: object) -> None:
    case = judge(simulate(world, 1))  # type: ignore[arg-type]

    assert 0 <= case.chance <= 1


def test_two_hundred_learners_are_judged_better_than_by_their_score() -> None:
    cases = [judge(simulate(WORLDS[0], TEST_SEED + 50_000 + n)) for n in range(200)]
    told = [case for case in cases if not case.refused]
    ours = [(case.chance, case.passed) for case in told]
    rate = sum(case.passed for case in told) / len(told)

    assert len(told) > 80
    assert calibration_error(ours) < 0.12  # the noise of so few is 0.06; the benchmark measures on thousands
    assert brier(ours) < brier((normal_chance(case), case.passed) for case in told)
    assert brier(ours) < brier((rate, case.passed) for case in told)
    assert sum(case.score_covered for case in told) / len(told) > 0.8


def test_the_fitted_curve_rises_with_the_score() -> None:
    cases = [judge(simulate(WORLDS[0], n)) for n in range(30)]
    curve = fitted_chance(cases)

    low, *_, high = sorted(cases, key=lambda case: case.raw_share)
    assert curve(low) < curve(high)


def test_few_true_forecasts_show_a_calibration_error_by_luck_and_many_hardly() -> None:
    few, many = ([(n % 10 / 10 + 0.05, False) for n in range(count)] for count in (50, 5000))

    assert calibration_noise(few) > 0.08
    assert calibration_noise(many, draws=20) < 0.02
