"""Exams whose time ran out while nobody was there get their end and their score."""

from dataclasses import dataclass
from datetime import datetime

from codequiz.errors import CodequizError
from codequiz.exam import Event, Instant, State, apply
from codequiz.history import History
from codequiz.practice.clock import Clock
from codequiz.practice.session import replayed, while_away


@dataclass(frozen=True, slots=True)
class Settled:
    """A session that has been given its end. `ran_out_at` is when its time did."""

    id: int
    ran_out_at: datetime


def settle(history: History, clock: Clock) -> list[Settled]:
    """End the exams whose time ran out meanwhile, each at the moment when it did.

    Left for another time: those that a program has open, those that cannot be read, and all of them where the
    history cannot be written. Reading a history must not fail because of it.
    """
    settled = []
    now = clock.now()
    for session_id in history.unfinished_exams():
        try:
            found = _settle(history, session_id, now)
        except CodequizError:
            continue
        if found:
            settled.append(found)
    return settled


def _settle(history: History, session_id: int, now: Instant) -> Settled | None:
    lock = history.lock(history.uid(session_id))
    if lock is None:
        return None
    finished = False
    try:
        stored = history.load(session_id)
        old = replayed(session_id, stored.plan, stored.events)
        new, events = _ended(old, stored.seen, now)
        # Also a session that is only interrupted: that it is, its next resume will say.
        finished = new.phase.is_finished
        if not finished or new.finished is None:
            return None
        history.record(session_id, len(stored.events) + 1, events, old, new)
        return Settled(session_id, new.finished.utc)
    finally:
        lock.release(remove=finished)


def _ended(state: State, seen: Instant, now: Instant) -> tuple[State, list[tuple[Event, Instant]]]:
    events = while_away(state, seen, now)
    for event, at in events:
        state = apply(state, event, at)
    return state, events
