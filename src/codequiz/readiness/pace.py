"""Would the time run out: seconds a question, from sittings as they were."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, log, sqrt
from random import Random
from typing import Final

from codequiz.answers import ExamTarget
from codequiz.readiness.assumptions import Assumptions
from codequiz.readiness.recent import Sitting

_FEWEST_ANSWERS: Final = 5


@dataclass(frozen=True, slots=True)
class Pace:
    """What is believed of the seconds a question: their logarithm is normal, with `day_sd` from sitting to sitting.

    `cut_off` is the share of the questions beyond the clock that will be lost: 0 for somebody who always speeds up
    in time, 1 for somebody who leaves them blank. `sittings` is how many sittings that was seen in.
    """

    log_mean: float
    log_sd: float
    day_sd: float
    cut_off: float
    sittings: int

    def unanswered_share(self, exam: ExamTarget, random: Random) -> float:
        """One draw of the share of the exam's questions that the clock takes away."""
        seconds = exp(random.gauss(self.log_mean, sqrt(self.log_sd**2 + self.day_sd**2)))
        return self.cut_off * max(0.0, 1.0 - exam.pace_seconds / seconds)

    @property
    def seconds(self) -> float:
        """The median time a question."""
        return exp(self.log_mean)

    def seconds_interval(self, z: float) -> tuple[float, float]:
        """The median's interval, `z` standard deviations to each side."""
        return exp(self.log_mean - z * self.log_sd), exp(self.log_mean + z * self.log_sd)


def believe_pace(sittings: Iterable[Sitting], exam: ExamTarget, assumed: Assumptions) -> Pace:
    """The pace at which this person would sit `exam` today."""
    sittings = [s for s in sittings if s.answered >= _FEWEST_ANSWERS and s.seconds > 0]
    mean, variance = log(exam.pace_seconds) + assumed.pace_mean, assumed.pace_sd**2
    # Without the clock's pressure people take another time: that difference is one unknown for all such sittings.
    for strict, offset in ((False, assumed.pace_relaxed_sd**2), (True, 0.0)):
        kind = [s for s in sittings if s.strict is strict]
        if not kind:
            continue
        precisions = [
            0.5 ** (s.age / assumed.pace_half_life_days)
            / (assumed.pace_session_sd**2 + assumed.pace_question_sd**2 / s.answered)
            for s in kind
        ]
        total = sum(precisions)
        observed = sum(p * log(s.seconds / s.answered) for p, s in zip(precisions, kind, strict=True)) / total
        gain = variance / (variance + 1 / total + offset)
        mean, variance = mean + gain * (observed - mean), variance * (1 - gain)
    lost = assumed.cut_off_mean * assumed.cut_off_sessions
    weight = assumed.cut_off_sessions
    for sitting in sittings:
        if sitting.met_the_clock:
            weight += 1
            lost += sitting.blank > 0.02 * (sitting.answered + sitting.blank)
    return Pace(mean, sqrt(variance), assumed.pace_session_sd, lost / weight, len(sittings))
