"""The exam session: pure, event-sourced. `apply(state, event, now)` gives the next state; nothing here does I/O.

A session is a plan (what is asked, under which rules) and a list of events with the instants they happened at;
replaying them gives the state exactly, flags, notes, strikes and clock included.
"""

from codequiz.exam.clock import Elapsed, Instant, elapsed
from codequiz.exam.events import (
    Answered,
    ConfidenceGiven,
    Event,
    Flagged,
    Interrupted,
    LookupClosed,
    LookupOpened,
    MissReasonGiven,
    Moved,
    Noted,
    Noticed,
    PartEnded,
    PartStarted,
    Paused,
    Resumed,
    ReviewClosed,
    ReviewOpened,
    Skipped,
    Started,
    Struck,
    Submitted,
    TimedOut,
    event_from_json,
    event_to_json,
)
from codequiz.exam.expiry import timeouts
from codequiz.exam.machine import IllegalEventError, advance, apply, replay, start
from codequiz.exam.navigation import next_blank, next_flagged, onward
from codequiz.exam.pacing import Pacing, SectionBudget, budgets, pacing
from codequiz.exam.plan import Confidence, Item, MissReason, Mode, PartPlan, Plan, SectionPlan
from codequiz.exam.state import Activity, ItemState, Phase, State

__all__ = [
    "Activity",
    "Answered",
    "Confidence",
    "ConfidenceGiven",
    "Elapsed",
    "Event",
    "Flagged",
    "IllegalEventError",
    "Instant",
    "Interrupted",
    "Item",
    "ItemState",
    "LookupClosed",
    "LookupOpened",
    "MissReason",
    "MissReasonGiven",
    "Mode",
    "Moved",
    "Noted",
    "Noticed",
    "Pacing",
    "PartEnded",
    "PartPlan",
    "PartStarted",
    "Paused",
    "Phase",
    "Plan",
    "Resumed",
    "ReviewClosed",
    "ReviewOpened",
    "SectionBudget",
    "SectionPlan",
    "Skipped",
    "Started",
    "State",
    "Struck",
    "Submitted",
    "TimedOut",
    "advance",
    "apply",
    "budgets",
    "elapsed",
    "event_from_json",
    "event_to_json",
    "next_blank",
    "next_flagged",
    "onward",
    "pacing",
    "replay",
    "start",
    "timeouts",
]
