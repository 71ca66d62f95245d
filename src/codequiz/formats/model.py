"""What an exam format is."""

from dataclasses import dataclass
from enum import StrEnum


class Navigation(StrEnum):
    """Whether a candidate may go back."""

    FREE = "free"
    FORWARD = "forward"


class Breaks(StrEnum):
    """Whether the clock runs during a break."""

    ON_CLOCK = "on-clock"
    OFF_CLOCK = "off-clock"


class Confidence(StrEnum):
    """How sure a fact about an exam is."""

    OFFICIAL = "A"
    REPORTED = "B"
    REMEMBERED = "M"

    @property
    def label(self) -> str:
        """The same in words."""
        return {"A": "an official page says so", "B": "other pages say so", "M": "remembered, not checked"}[self.value]


@dataclass(frozen=True, slots=True)
class Fact:
    """Where a value of a format comes from; `source` is empty and `confidence` None in users' own files."""

    name: str
    source: str
    confidence: Confidence | None


@dataclass(frozen=True, slots=True)
class Section:
    """A section of an exam: how many questions, from which domains of the bank; `part` is 0-based."""

    key: str
    name: str
    domains: tuple[str, ...]
    questions: int
    part: int
    fact: Fact


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of an exam with a clock of its own; there is no way back into it."""

    name: str
    minutes: float


@dataclass(frozen=True, slots=True)
class Scale:
    """A scaled score: `low` at nothing right, `passing` at `percent` right, `high` at all right; linear between.

    Boards equate forms and do not publish the raw score that passes, so `percent` is an assumption.
    """

    low: int
    high: int
    passing: int
    percent: float

    def scaled(self, percent: float) -> int:
        """The scaled score for `percent` (0 to 100) of the scored questions right, rounded down."""
        if percent >= self.percent:
            share = (percent - self.percent) / (100 - self.percent) if self.percent < 100 else 1.0
            return int(self.passing + share * (self.high - self.passing))
        return int(self.low + percent / self.percent * (self.passing - self.low))


@dataclass(frozen=True, slots=True)
class Format:
    """An exam's rules. `pass_percent` is of all scored questions. `pretest` questions are asked and not scored."""

    id: str
    name: str
    note: str
    publisher: str
    minutes: float
    pass_percent: float
    navigation: Navigation
    breaks: Breaks
    pretest: int
    scale: Scale | None
    parts: tuple[Part, ...]
    sections: tuple[Section, ...]
    facts: tuple[Fact, ...]

    @property
    def questions(self) -> int:
        """How many questions the whole exam has, pretest ones included."""
        return sum(section.questions for section in self.sections)

    @property
    def pace_seconds(self) -> float:
        """Seconds a question, over the whole exam."""
        return self.minutes * 60 / self.questions

    def part_pace_seconds(self, part: int) -> float:
        """Seconds a question within a part (0-based)."""
        count = sum(section.questions for section in self.sections if section.part == part)
        return self.parts[part].minutes * 60 / count
