"""What readiness takes for granted before the first answer. docs/readiness.md gives the reason for every number."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Prior beliefs, on the log-odds scale unless the name says otherwise.

    `*_sd` are standard deviations. The defaults were chosen on simulated learners (`benchmarks/calibration.py
    --tune`) with other seeds than those that the calibration is reported on.
    """

    # Ability over the whole exam: odds of a right answer on a standard question.
    ability_mean: float = 0.8
    ability_sd: float = 0.9
    # How far the domains of one person lie from that person's overall ability: tried one after the other, weighed by
    # how well each explains the answers.
    domain_sds: tuple[float, ...] = (0.2, 0.45, 0.8)
    # Ability wanders from day to day and from one stretch of practice to the next.
    walk_sd_per_day: float = 0.015
    stretch_sd: float = 0.07
    # What a hundred answers teach, and what weeks without practice cost (`forgetting_days` without practice cost one
    # unit, three times as many two).
    learning_mean: float = 0.30
    learning_sd: float = 0.15
    forgetting_mean: float = 0.03
    forgetting_sd: float = 0.08
    forgetting_days: float = 14.0
    # A domain's own changes are not followed day by day; instead an old answer counts for less.
    half_life_days: float = 120.0
    # An easy or hard question against a standard one.
    difficulty_mean: float = 0.5
    difficulty_sd: float = 0.3
    # A question seen before is answered from memory: easier by an amount that is learned, and it tells less.
    seen_mean: float = 0.4
    seen_sd: float = 0.5
    seen_weight: float = 0.4
    # Practice without the exam's conditions is easier (or, for some, harder).
    relaxed_mean: float = 0.15
    relaxed_sd: float = 0.30
    # A good or a bad day, and a form that is easier or harder than the practice questions.
    form_sd: float = 0.15
    # Pace: the natural logarithm of seconds a question, against what the exam gives.
    pace_mean: float = -0.25
    pace_sd: float = 0.35
    pace_session_sd: float = 0.10
    pace_question_sd: float = 0.7
    pace_relaxed_sd: float = 0.15
    pace_half_life_days: float = 45.0
    # Of the questions that the clock would cut off, how many stay blank or are answered blindly.
    cut_off_mean: float = 0.3
    cut_off_sessions: float = 0.5


DEFAULT = Assumptions()
