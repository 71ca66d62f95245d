"""What the store gives back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from codequiz.exam import Event, Instant, Mode, Plan
from codequiz.questions import Question


class Status(StrEnum):
    """Where a session ended, or stands."""

    RUNNING = "running"
    PAUSED = "paused"
    SUBMITTED = "submitted"
    TIMED_OUT = "timed-out"

    @property
    def is_finished(self) -> bool:
        """Whether the session has a final score."""
        return self in (Status.SUBMITTED, Status.TIMED_OUT)


@dataclass(frozen=True, slots=True)
class DrillRow:
    """One code of a drill: what was `asked`, whether it was found, after how many tries and look-ups, in what time."""

    system: str
    code: str
    asked: str
    found: bool
    tries: int
    lookups: int
    seconds: float


@dataclass(frozen=True, slots=True)
class DomainRow:
    """A domain's scored questions in one session: all that were asked once it has ended, those answered until then."""

    domain: str
    n: int
    correct: int


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session at a glance. `score` is in percent, times in seconds; `questions` counts the scored ones too."""

    id: int
    uid: str
    name: str
    note: str
    exam: str
    mode: Mode
    status: Status
    started_at: datetime
    finished_at: datetime | None
    questions: int
    scored: int
    answered: int
    correct: int
    seconds_used: float
    seconds_allowed: float
    pass_percent: float
    passed: bool | None
    scaled_score: int | None
    under_exam_conditions: bool
    domains: tuple[DomainRow, ...]

    @property
    def shows_result(self) -> bool:
        """Whether the result may be shown: an exam's would give answers away while it can be resumed."""
        return self.status.is_finished or self.mode is not Mode.EXAM

    @property
    def judged(self) -> int:
        """How many scored questions count as right or wrong; until the session has ended, a blank is neither."""
        return sum(domain.n for domain in self.domains)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which sessions are wanted: those that meet all that is not None. `since` and `until` are of the start;
    `until` is not included any more.
    """

    exam: str | None = None
    mode: Mode | None = None
    status: Status | None = None
    since: datetime | None = None
    until: datetime | None = None


EVERYTHING: Final = Filter()


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One question of a session. `number` is 1-based; `choice` and `answer` are 0-based; times in seconds."""

    number: int
    question: Question
    section: str
    scored: bool
    choice: int | None
    changes: int
    flagged: bool
    struck: str
    note: str
    confidence: str
    miss_reason: str
    thinking_seconds: float
    lookup_seconds: float
    lookups: int
    answered_at: datetime | None

    @property
    def is_correct(self) -> bool:
        """Whether the answer is right; a blank is not."""
        return self.choice == self.question.answer


@dataclass(frozen=True, slots=True)
class StoredSession:
    """All that is needed to go on with a session. `questions` is by content hash, as they were at its start.

    `seen` is the last moment at which the program is known to have run with it.
    """

    id: int
    uid: str
    plan: Plan
    events: tuple[tuple[Event, Instant], ...]
    questions: Mapping[str, Question]
    seen: Instant


class Keep(StrEnum):
    """Whose version stays where a session was continued differently on two machines."""

    OURS = "ours"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class Merged:
    """How many sessions were new, gone on with on the other machine, named or noted there, or here already.

    `ours` counts what differed and was kept as it is here; `drills` those of which anything was new.
    """

    added: int = 0
    continued: int = 0
    described: int = 0
    known: int = 0
    ours: int = 0
    drills: int = 0
