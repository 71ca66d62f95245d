"""What a session asks and under which rules; fixed when it starts."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from codequiz.formats.model import Breaks, Navigation, Scale


class Mode(StrEnum):
    """How a session is sat."""

    EXAM = "exam"
    STUDY = "study"
    REVIEW = "review"


class Confidence(StrEnum):
    """How sure somebody is of an answer before seeing the key."""

    GUESS = "guess"
    UNSURE = "unsure"
    SURE = "sure"


class MissReason(StrEnum):
    """Why an answer was wrong, in the learner's own judgement."""

    RULE = "rule"
    ANATOMY = "anatomy"
    MODIFIER = "modifier"
    MISREAD = "misread"
    TIME = "time"
    GUESS = "guess"


@dataclass(frozen=True, slots=True)
class Item:
    """A question's place in a session. `answer` and `choices` (how many) are the question's, at its start."""

    question_hash: str
    question_id: str
    domain: str
    section: str
    part: int
    scored: bool
    choices: int
    answer: int
    case_id: str = ""


@dataclass(frozen=True, slots=True)
class SectionPlan:
    """A section as it is in this session."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class PartPlan:
    """A stretch of items, `first` to before `end` (0-based), with its own clock."""

    name: str
    first: int
    end: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Plan:
    """The session's questions, parts and rules.

    `notice_seconds` is when, before the end, what is blank and flagged is announced, once.
    """

    exam: str
    exam_name: str
    mode: Mode
    seed: int
    extra_time: float
    navigation: Navigation
    breaks: Breaks
    pass_percent: float
    scale: Scale | None
    notice_seconds: float
    sections: tuple[SectionPlan, ...]
    parts: tuple[PartPlan, ...]
    items: tuple[Item, ...]

    @property
    def seconds_allowed(self) -> float:
        """The whole session's time."""
        return sum(part.seconds for part in self.parts)

    @property
    def is_timed(self) -> bool:
        """Whether the session ends when its time is up; otherwise the time is only what to pace oneself by."""
        return self.mode is Mode.EXAM

    @property
    def shows_rationale(self) -> bool:
        """Whether each answer is followed by its rationale, and final."""
        return self.mode is not Mode.EXAM

    @property
    def clock_runs_while_away(self) -> bool:
        """Whether a pause, a suspended machine or a killed program uses up time."""
        return self.mode is Mode.EXAM

    def pace_seconds(self, part: int) -> float:
        """Seconds a question in a part."""
        stretch = self.parts[part]
        return stretch.seconds / (stretch.end - stretch.first)

    def to_json(self) -> dict[str, Any]:
        """JSON-ready values; `from_json` reads them back."""
        return {
            "exam": self.exam,
            "exam_name": self.exam_name,
            "mode": self.mode.value,
            "seed": self.seed,
            "extra_time": self.extra_time,
            "navigation": self.navigation.value,
            "breaks": self.breaks.value,
            "pass_percent": self.pass_percent,
            "scale": None
            if self.scale is None
            else {
                "low": self.scale.low,
                "high": self.scale.high,
                "passing": self.scale.passing,
                "percent": self.scale.percent,
            },
            "notice_seconds": self.notice_seconds,
            "sections": [{"key": section.key, "name": section.name} for section in self.sections],
            "parts": [
                {"name": part.name, "first": part.first, "end": part.end, "seconds": part.seconds}
                for part in self.parts
            ],
            "items": [
                {
                    "question_hash": item.question_hash,
                    "question_id": item.question_id,
                    "domain": item.domain,
                    "section": item.section,
                    "part": item.part,
                    "scored": item.scored,
                    "choices": item.choices,
                    "answer": item.answer,
                    "case_id": item.case_id,
                }
                for item in self.items
            ],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Plan":
        """A plan from `to_json`'s values. Raises KeyError, TypeError or ValueError when they are not that."""
        return cls(
            exam=data["exam"],
            exam_name=data["exam_name"],
            mode=Mode(data["mode"]),
            seed=data["seed"],
            extra_time=data["extra_time"],
            navigation=Navigation(data["navigation"]),
            breaks=Breaks(data["breaks"]),
            pass_percent=data["pass_percent"],
            scale=Scale(**data["scale"]) if data["scale"] else None,
            notice_seconds=data["notice_seconds"],
            sections=tuple(SectionPlan(**section) for section in data["sections"]),
            parts=tuple(PartPlan(**part) for part in data["parts"]),
            items=tuple(Item(**item) for item in data["items"]),
        )
