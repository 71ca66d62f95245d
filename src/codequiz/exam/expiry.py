"""When time ran out, said afterwards: nobody may have been there."""

from dataclasses import replace
from datetime import timedelta
from math import ceil
from typing import Final

from codequiz.exam.clock import Instant, elapsed
from codequiz.exam.events import Event, TimedOut
from codequiz.exam.machine import advance, apply
from codequiz.exam.state import State

_STEP_SECONDS: Final = 0.001  # what is stored of an instant


def timeouts(state: State, now: Instant) -> list[tuple[Event, Instant]]:
    """A TimedOut for each part whose time has run out between `state` and `now`, at the moment when it did."""
    events: list[tuple[Event, Instant]] = []
    while advance(state, now).is_time_up:
        at = _end_of_time(state, now)
        state = apply(state, TimedOut(), at)
        events.append((TimedOut(), at))
    return events


def _end_of_time(state: State, now: Instant) -> Instant:
    """The first instant, to the millisecond, at which the part's time is up; it is by `now`."""
    awake = elapsed(state.instant, now).awake
    seconds = ceil(max(state.seconds_left, 0.0) / _STEP_SECONDS) * _STEP_SECONDS
    at = _later(state.instant, seconds, awake)
    while not advance(state, at).is_time_up:  # sums of floating point may fall short by one
        seconds += _STEP_SECONDS
        at = _later(state.instant, seconds, awake)
    return at


def _later(start: Instant, seconds: float, awake: float) -> Instant:
    """`seconds` after `start`, the machine having been awake for at most `awake` of them."""
    return replace(
        start,
        utc=start.utc + timedelta(milliseconds=round(seconds / _STEP_SECONDS)),
        boot_seconds=round(start.boot_seconds + seconds, 3),
        awake_seconds=round(start.awake_seconds + min(seconds, awake), 3),
    )
