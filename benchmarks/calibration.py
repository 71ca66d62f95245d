"""Do predicted and actual pass rates agree? Thousands of invented learners, an exam each, and two plainer judges.

    python benchmarks/calibration.py                    the table and the plot (some ten minutes on two cores)
    python benchmarks/calibration.py --learners 300     quicker and noisier
    python benchmarks/calibration.py --tune             how the assumptions were chosen, on other seeds

The learners come from `learners.py`, which shares nothing with the estimator but the format of an answer. Seeds below
TEST_SEED were used to choose the assumptions and to train the plainer judges; everything printed without `--tune` is
about seeds from TEST_SEED on. Same arguments, same numbers.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import erf, exp, sqrt
from multiprocessing import Pool
from typing import Final

from learners import EXAM, WORLDS, Learner, World, simulate
from measures import bins, brier, calibration_error, calibration_noise, log_loss

from codequiz.readiness import DEFAULT, Assumptions, is_enough, outlook

TEST_SEED: Final = 1_000_000
_MAIN: Final = WORLDS[0]


@dataclass(frozen=True, slots=True)
class Case:
    """What was said of one learner, what the plainer judges had to go by, and what came."""

    passed: bool
    answers: int
    raw_share: float
    chance: float
    chance_width: float
    refused: bool
    score_width: float
    score_covered: bool
    domains_covered: int
    domains: int


def judge(learner: Learner, assumed: Assumptions = DEFAULT) -> Case:
    """The estimator's word on one learner (also where it would refuse), and whether its intervals hold the truth."""
    told = outlook(learner.records, EXAM, learner.now, assumed)
    answered = [record for record in learner.records if not record.unanswered]
    truth = sum(w.questions * learner.shares[w.domain] for w in EXAM.weights) / EXAM.questions
    return Case(
        passed=learner.passed,
        answers=len(answered),
        raw_share=sum(record.correct for record in answered) / max(1, len(answered)),
        chance=told.chance.mean,
        chance_width=told.chance.width,
        refused=not is_enough(told),
        score_width=told.score.width,
        score_covered=told.score.low <= truth <= told.score.high,
        domains_covered=sum(d.share.low <= learner.shares[d.domain] <= d.share.high for d in told.domains),
        domains=len(told.domains),
    )


def _case(task: tuple[World, int]) -> Case:
    return judge(simulate(*task))


# ---- the plainer judges


def normal_chance(case: Case) -> float:
    """The score so far, taken at its word: the normal approximation for as many questions as the exam has."""
    p = (case.raw_share * case.answers + 1) / (case.answers + 2)
    variance = p * (1 - p) * (1 / max(1, case.answers) + 1 / EXAM.questions)
    return 0.5 * (1 + erf((p - EXAM.pass_percent / 100) / sqrt(2 * variance)))


def fitted_chance(train: Sequence[Case]) -> Callable[[Case], float]:
    """The score so far, with the best logistic curve that `train` has for it: how far that one number can go."""
    a = b = 0.0
    rows = [(1.0, 10 * (case.raw_share - 0.7), case.passed) for case in train]
    for _ in range(25):
        g0 = g1 = h00 = h01 = h11 = 0.0
        for _, x, passed in rows:
            p = 1 / (1 + exp(-max(-30.0, min(30.0, a + b * x))))
            w = max(1e-9, p * (1 - p))
            g0 += passed - p
            g1 += (passed - p) * x
            h00 += w
            h01 += w * x
            h11 += w * x * x
        det = h00 * h11 - h01 * h01
        a += (h11 * g0 - h01 * g1) / det
        b += (h00 * g1 - h01 * g0) / det
    return lambda case: 1 / (1 + exp(-max(-30.0, min(30.0, a + b * 10 * (case.raw_share - 0.7)))))


# ---- the report


def report(learners: int, first_seed: int, elsewhere: int) -> bool:
    """Print everything; True when the goals are met in the main world."""
    started = time.perf_counter()
    with Pool() as pool:
        train = pool.map(_case, [(_MAIN, seed) for seed in range(min(1500, learners))], chunksize=20)
        cases = {
            world.name: pool.map(
                _case,
                [(world, first_seed + n) for n in range(learners if world is _MAIN else elsewhere)],
                chunksize=20,
            )
            for world in WORLDS
        }
    base_rate = sum(case.passed for case in train) / len(train)
    fitted = fitted_chance([case for case in train if not case.refused])
    print(
        f"Exam {EXAM.key}; seeds from {first_seed}; base rate {base_rate:.3f} and fitted curve from {len(train)} others"
    )
    print("ECE: expected calibration error. Brier: lower is better. Covered: 90 % intervals that hold the truth.\n")
    print(
        f"{'world':15}{'learners':>9}{'refused':>9}{'passed':>8}{'said':>7}{'ECE':>7} │{'Brier':>7}{'score':>8}"
        f"{'fitted':>8}{'rate':>7} │{'score':>7}{'domains':>9}"
    )
    print(f"{'':55} │{'ours':>7}{'so far':>8}{'curve':>8}{'alone':>7} │{'cov.':>7}{'cov.':>9}")
    for name, group in cases.items():
        _row(name, group, [case for case in group if not case.refused], fitted, base_rate)
        if name == _MAIN.name:
            _row("  none refused", group, group, fitted, base_rate)
    main = [case for case in cases[_MAIN.name] if not case.refused]
    _by_answers(cases[_MAIN.name])
    _plot(_pairs(main))
    print(f"\n{time.perf_counter() - started:.0f} s")
    mine = brier(_pairs(main))
    others = (
        brier((normal_chance(c), c.passed) for c in main),
        brier((fitted(c), c.passed) for c in main),
        brier((base_rate, c.passed) for c in main),
    )
    error, noise = calibration_error(_pairs(main)), calibration_noise(_pairs(main))
    print(f"main world: ECE {error:.3f}; {noise:.3f} is what {len(main)} learners show by luck if every chance is true")
    met = error <= 0.04 and mine < min(others)
    print(f"goals (main world: ECE ≤ 0.04, Brier below all three others): {'met' if met else 'MISSED'}")
    return met


def _row(
    name: str, group: Sequence[Case], told: Sequence[Case], fitted: Callable[[Case], float], base_rate: float
) -> None:
    """A line of the table: what was told of `told` out of `group`."""
    ours = _pairs(told)
    line = f"{name:15}{len(group):9}{1 - len(told) / len(group):9.0%}"
    if told:
        line += (
            f"{_rate(told):8.0%}{sum(c for c, _ in ours) / len(ours):7.0%}{calibration_error(ours):7.3f} │"
            f"{brier(ours):7.3f}{brier((normal_chance(c), c.passed) for c in told):8.3f}"
            f"{brier((fitted(c), c.passed) for c in told):8.3f}{brier((base_rate, c.passed) for c in told):7.3f} │"
            f"{sum(c.score_covered for c in told) / len(told):7.0%}"
            f"{sum(c.domains_covered for c in told) / sum(c.domains for c in told):9.0%}"
        )
    print(line, flush=True)


def _pairs(cases: Iterable[Case]) -> list[tuple[float, bool]]:
    return [(case.chance, case.passed) for case in cases]


def _rate(cases: Sequence[Case]) -> float:
    return sum(case.passed for case in cases) / max(1, len(cases))


def _by_answers(cases: Sequence[Case]) -> None:
    print(
        "\nmain world by number of answers: the more is known, the narrower the chance's interval and the lower Brier"
    )
    print(f"{'answers':>12}{'learners':>9}{'refused':>9}{'ECE':>8}{'Brier':>8}{'score so far':>14}{'width':>8}")
    edges = (0, 50, 100, 150, 250, 500, 1000, 10_000)
    for low, high in pairwise(edges):
        group = [case for case in cases if low <= case.answers < high]
        told = [case for case in group if not case.refused]
        if not group:
            continue
        line = f"{f'{low}–{high - 1}':>12}{len(group):9}{1 - len(told) / len(group):9.0%}"
        if told:
            line += f"{calibration_error(_pairs(told)):8.3f}{brier(_pairs(told)):8.3f}"
            line += f"{brier((normal_chance(c), c.passed) for c in told):14.3f}"
            line += f"{sum(c.chance_width for c in told) / len(told):8.2f}"
        print(line)


def _plot(pairs: Iterable[tuple[float, bool]]) -> None:
    print("\nmain world: said (·) against came (●, with 95 % range of chance ─), in percent")
    for index, (n, chance, rate) in enumerate(bins(pairs)):
        line = [" "] * 51
        if n:
            half = 1.96 * sqrt(max(chance * (1 - chance), 1e-4) / n)
            for at in range(round(50 * max(0, rate - half)), round(50 * min(1, rate + half)) + 1):
                line[at] = "─"
            line[round(50 * chance)] = "·"
            line[round(50 * rate)] = "●"
        print(f"{index * 10:4}–{index * 10 + 10:<4}{n:6}  {chance:4.0%} {rate:4.0%} │{''.join(line)}│")
    print(f"{'':26}0{'50':>25}{'100':>25}")


# ---- choosing the assumptions

_CANDIDATES: Final[dict[str, tuple[object, ...]]] = {
    "ability_mean": (0.4, 0.6, 0.8),
    "ability_sd": (0.6, 0.8, 1.0),
    "domain_sds": ((0.2, 0.45, 0.8), (0.3, 0.6), (0.15, 0.3, 0.45, 0.6)),
    "walk_sd_per_day": (0.02, 0.03, 0.04, 0.06),
    "stretch_sd": (0.05, 0.1, 0.15),
    "learning_mean": (0.0, 0.06, 0.12, 0.18),
    "learning_sd": (0.06, 0.12),
    "forgetting_mean": (0.0, 0.06, 0.12, 0.2),
    "half_life_days": (60.0, 120.0, 240.0),
    "difficulty_mean": (0.35, 0.5, 0.65),
    "seen_mean": (0.4, 0.7, 1.0),
    "seen_weight": (0.2, 0.4, 0.7),
    "relaxed_mean": (0.0, 0.1, 0.2),
    "form_sd": (0.15, 0.22, 0.3),
    "cut_off_mean": (0.2, 0.5, 0.8),
}


def _losses(task: tuple[int, tuple[Assumptions, ...]]) -> list[tuple[float, bool, bool, float]]:
    seed, candidates = task
    learner = simulate(_MAIN, seed)
    cases = [judge(learner, candidate) for candidate in candidates]
    return [(case.chance, case.passed, case.score_covered, case.score_width) for case in cases]


def tune(learners: int) -> None:
    """Print log loss, Brier, calibration and coverage for each candidate value, the others as they are."""
    options = [(name, value) for name, values in _CANDIDATES.items() for value in values]
    options = [(name, value) for name, value in options if value != getattr(DEFAULT, name)]
    candidates = (DEFAULT, *(replace(DEFAULT, **{name: value}) for name, value in options))  # type: ignore[arg-type]
    with Pool() as pool:
        rows = pool.map(_losses, [(seed, candidates) for seed in range(learners)], chunksize=5)
    print(f"{learners} learners\n{'':48}log loss   Brier    ECE covered  width")
    for (name, value), column in zip([("default", ""), *options], zip(*rows, strict=True), strict=True):
        pairs = [(chance, passed) for chance, passed, _, _ in column]
        covered, width = (sum(row[i] for row in column) / learners for i in (2, 3))
        print(
            f"{name:20}{value!s:28}{log_loss(pairs):8.4f}{brier(pairs):8.4f}{calibration_error(pairs):7.3f}"
            f"{covered:8.0%}{width:7.3f}"
        )


def main() -> int:
    """Run what the arguments ask for; 1 when the goals are missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learners", type=int, default=3000, help="in the main world (default: 3000)")
    parser.add_argument("--elsewhere", type=int, default=0, help="in each other world (default: a sixth of that)")
    parser.add_argument("--seed", type=int, default=TEST_SEED, help=f"first seed (default: {TEST_SEED})")
    parser.add_argument("--tune", action="store_true", help="how the assumptions were chosen")
    arguments = parser.parse_args()
    if arguments.tune:
        tune(arguments.learners)
        return 0
    return 0 if report(arguments.learners, arguments.seed, arguments.elsewhere or arguments.learners // 6) else 1


if __name__ == "__main__":
    sys.exit(main())
