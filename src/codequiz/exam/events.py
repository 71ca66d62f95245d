"""What can happen in a session. Events carry no time: the instant is stored beside them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from codequiz.exam.plan import Confidence, MissReason


@dataclass(frozen=True, slots=True)
class Started:
    """The first question is shown and the clock starts."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Another question (0-based) is shown."""

    to: int


@dataclass(frozen=True, slots=True)
class Answered:
    """The current question is answered, again perhaps, with a choice (0-based)."""

    choice: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """The current question is left for later on purpose."""


@dataclass(frozen=True, slots=True)
class Flagged:
    """The current question is marked for another look, or the mark is taken off."""

    on: bool


@dataclass(frozen=True, slots=True)
class Noted:
    """The current question's note is now this; empty takes it away."""

    text: str


@dataclass(frozen=True, slots=True)
class Struck:
    """A choice (0-based) of the current question is struck out, or taken back in."""

    choice: int
    on: bool


@dataclass(frozen=True, slots=True)
class ConfidenceGiven:
    """How sure the candidate is of the current question."""

    level: Confidence


@dataclass(frozen=True, slots=True)
class MissReasonGiven:
    """Why the question at `index` (0-based) was missed; also possible after the end."""

    index: int
    reason: MissReason


@dataclass(frozen=True, slots=True)
class LookupOpened:
    """The code books are opened; `query` is what is looked up first, if known."""

    query: str


@dataclass(frozen=True, slots=True)
class LookupClosed:
    """Back from the code books to the question."""


@dataclass(frozen=True, slots=True)
class ReviewOpened:
    """The review screen is shown instead of a question."""


@dataclass(frozen=True, slots=True)
class ReviewClosed:
    """Back from the review screen to the current question."""


@dataclass(frozen=True, slots=True)
class Noticed:
    """The announcement of the last minutes was made; it is made once."""


@dataclass(frozen=True, slots=True)
class Paused:
    """The candidate goes away."""


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The program ended without a pause; the instant is the last at which it is known to have run."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """The candidate is back, from a pause or an interruption."""


@dataclass(frozen=True, slots=True)
class PartEnded:
    """The candidate hands in a part that is not the last."""


@dataclass(frozen=True, slots=True)
class PartStarted:
    """The break between two parts is over."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """The candidate hands in the session."""


@dataclass(frozen=True, slots=True)
class TimedOut:
    """The time of the part is used up."""


Event = (
    Started
    | Moved
    | Answered
    | Skipped
    | Flagged
    | Noted
    | Struck
    | ConfidenceGiven
    | MissReasonGiven
    | LookupOpened
    | LookupClosed
    | ReviewOpened
    | ReviewClosed
    | Noticed
    | Paused
    | Interrupted
    | Resumed
    | PartEnded
    | PartStarted
    | Submitted
    | TimedOut
)

# The names are in users' databases: they never change.
_KINDS: Final[Mapping[str, type[Event]]] = {
    "started": Started,
    "moved": Moved,
    "answered": Answered,
    "skipped": Skipped,
    "flagged": Flagged,
    "noted": Noted,
    "struck": Struck,
    "confidence": ConfidenceGiven,
    "miss-reason": MissReasonGiven,
    "lookup-opened": LookupOpened,
    "lookup-closed": LookupClosed,
    "review-opened": ReviewOpened,
    "review-closed": ReviewClosed,
    "noticed": Noticed,
    "paused": Paused,
    "interrupted": Interrupted,
    "resumed": Resumed,
    "part-ended": PartEnded,
    "part-started": PartStarted,
    "submitted": Submitted,
    "timed-out": TimedOut,
}
_NAMES: Final = {kind: name for name, kind in _KINDS.items()}
_FIELDS: Final = {kind: tuple(field.name for field in fields(kind)) for kind in _KINDS.values()}


def event_to_json(event: Event) -> tuple[str, dict[str, Any]]:
    """An event's stored kind and its JSON-ready values."""
    return _NAMES[type(event)], {name: getattr(event, name) for name in _FIELDS[type(event)]}


def event_from_json(kind: str, data: Mapping[str, Any]) -> Event:
    """The event that `event_to_json` gave. Raises KeyError, TypeError or ValueError when it is none."""
    event = _KINDS[kind](**data)
    match event:
        case ConfidenceGiven(level):
            return ConfidenceGiven(Confidence(level))
        case MissReasonGiven(index, reason):
            return MissReasonGiven(index, MissReason(reason))
        case _:
            return event
