"""Where a session stands: derived from its plan and events, never stored by itself."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from codequiz.exam.clock import Instant
from codequiz.exam.plan import Confidence, MissReason, Plan


class Phase(StrEnum):
    """What the session as a whole is doing."""

    RUNNING = "running"
    PAUSED = "paused"
    BETWEEN_PARTS = "between-parts"
    SUBMITTED = "submitted"
    TIMED_OUT = "timed-out"

    @property
    def is_finished(self) -> bool:
        """Whether nothing can be answered any more."""
        return self in (Phase.SUBMITTED, Phase.TIMED_OUT)


class Activity(StrEnum):
    """What the candidate's time is going into."""

    THINKING = "thinking"
    LOOKING_UP = "looking-up"
    READING_RATIONALE = "reading-rationale"
    REVIEWING = "reviewing"


@dataclass(frozen=True, slots=True)
class ItemState:
    """What has happened to one question. `answers` holds every choice made, in order; the last one counts."""

    answers: tuple[int, ...] = ()
    flagged: bool = False
    skipped: bool = False
    shown: bool = False
    struck: frozenset[int] = frozenset()
    note: str = ""
    confidence: Confidence | None = None
    miss_reason: MissReason | None = None
    thinking_seconds: float = 0.0
    lookup_seconds: float = 0.0
    rationale_seconds: float = 0.0
    lookups: int = 0

    @property
    def choice(self) -> int | None:
        """The choice (0-based) that counts; None while blank."""
        return self.answers[-1] if self.answers else None

    @property
    def seconds(self) -> float:
        """Time for the question: thinking and looking up."""
        return self.thinking_seconds + self.lookup_seconds


@dataclass(frozen=True, slots=True)
class State:
    """The session at `instant`, the moment of its last event.

    `part_used` has the seconds used of each part. `position` and `part` are 0-based. `clock_runs` says whether
    time is used while the candidate is away (it always is while running).
    """

    plan: Plan
    phase: Phase
    instant: Instant
    started: Instant
    position: int
    part: int
    activity: Activity
    items: tuple[ItemState, ...]
    part_used: tuple[float, ...]
    clock_runs: bool
    pauses: int = 0
    interruptions: int = 0
    away_seconds: float = 0.0
    review_seconds: float = 0.0
    noticed: bool = False
    finished: Instant | None = None

    @property
    def current(self) -> ItemState:
        """The question in front of the candidate."""
        return self.items[self.position]

    @property
    def seconds_used(self) -> float:
        """Time used of all parts."""
        return sum(self.part_used)

    @property
    def seconds_left(self) -> float:
        """Time left in this part; below 0 where a session that is not timed has used more."""
        return self.plan.parts[self.part].seconds - self.part_used[self.part]

    @property
    def is_time_up(self) -> bool:
        """Whether the part's time is used up and the session one that ends then."""
        return self.plan.is_timed and not self.phase.is_finished and self.seconds_left <= 0

    @property
    def is_last_part(self) -> bool:
        """Whether no part follows."""
        return self.part == len(self.plan.parts) - 1

    @property
    def under_exam_conditions(self) -> bool:
        """Whether the session was sat as an exam is: timed, in one go, without extra help from a pause."""
        return self.plan.is_timed and not self.pauses and not self.interruptions

    @property
    def blanks(self) -> tuple[int, ...]:
        """Positions of this part that have no answer."""
        return self._where(lambda item: item.choice is None)

    @property
    def flagged(self) -> tuple[int, ...]:
        """Positions of this part that are flagged."""
        return self._where(lambda item: item.flagged)

    @property
    def answered(self) -> int:
        """How many questions of the whole session have an answer."""
        return sum(item.choice is not None for item in self.items)

    def is_revealed(self, index: int) -> bool:
        """Whether the key of a question may be shown."""
        return self.phase.is_finished or (self.plan.shows_rationale and self.items[index].choice is not None)

    def is_correct(self, index: int) -> bool:
        """Whether a question's answer is right; a blank is not."""
        return self.items[index].choice == self.plan.items[index].answer

    def _where(self, test: Callable[[ItemState], bool]) -> tuple[int, ...]:
        stretch = self.plan.parts[self.part]
        return tuple(n for n in range(stretch.first, stretch.end) if test(self.items[n]))
