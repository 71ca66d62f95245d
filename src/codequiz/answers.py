"""What was answered, as plain data: all that readiness, review and trends need to know of the history."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil, isfinite
from typing import Final

STANDARD_DIFFICULTY: Final = 2


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """One question in one session, answered or left blank.

    `session` is any key that the answers of one sitting share. `answered_at` is aware UTC; for a blank, the end of
    its session. `seconds` is the time spent on it, looking up included; `seconds_allowed` what the exam's clock
    gives for one question. `difficulty` is 1 (easy) to 3 (hard). `seen_before` says whether the same question had
    been shown in an earlier session. `guessed` is None when nobody asked. `miss_reason` and `tags` are keys.
    """

    question_hash: str
    session: str
    domain: str
    correct: bool
    answered_at: datetime
    seconds: float
    seconds_allowed: float
    difficulty: int = STANDARD_DIFFICULTY
    seen_before: bool = False
    under_exam_conditions: bool = True
    unanswered: bool = False
    guessed: bool | None = None
    miss_reason: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DomainWeight:
    """How many scored questions of an exam come from a domain."""

    domain: str
    questions: int


@dataclass(frozen=True, slots=True)
class ExamTarget:
    """The exam that readiness is asked for.

    `weights` are its scored questions by domain, `pass_percent` the share of all of them that passes, `minutes` its
    whole time, extra time included. `difficulty_mix` is the share of easy, standard and hard questions; the default
    is an exam of standard difficulty throughout. Raises ValueError for an exam without questions or time.
    """

    key: str
    weights: tuple[DomainWeight, ...]
    pass_percent: float
    minutes: float
    difficulty_mix: tuple[float, float, float] = (0.0, 1.0, 0.0)

    def __post_init__(self) -> None:
        if not self.weights or any(weight.questions < 1 for weight in self.weights):
            raise ValueError(f"{self.key}: every domain of an exam needs at least one question")
        if len({weight.domain for weight in self.weights}) < len(self.weights):
            raise ValueError(f"{self.key}: a domain is named twice")
        if not (isfinite(self.minutes) and self.minutes > 0):
            raise ValueError(f"{self.key}: an exam needs some minutes")
        if not 0 <= self.pass_percent <= 100:
            raise ValueError(f"{self.key}: a pass mark is 0 to 100 percent")
        if min(self.difficulty_mix) < 0 or abs(sum(self.difficulty_mix) - 1) > 1e-6:
            raise ValueError(f"{self.key}: the shares of difficulty must add up to 1")

    @property
    def questions(self) -> int:
        """How many scored questions the exam has."""
        return sum(weight.questions for weight in self.weights)

    @property
    def needed(self) -> int:
        """How many must be right to pass."""
        # 70 % of 150 is exactly 105, whatever floating point makes of it.
        return ceil(round(self.questions * self.pass_percent / 100, 9))

    @property
    def pace_seconds(self) -> float:
        """What the clock gives for one question."""
        return self.minutes * 60 / self.questions
