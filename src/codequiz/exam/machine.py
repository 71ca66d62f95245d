"""The transitions: `apply(state, event, now)`. Pure; time comes in as an argument."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from codequiz.exam.clock import Instant, elapsed
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
)
from codequiz.exam.plan import Plan
from codequiz.exam.state import Activity, ItemState, Phase, State
from codequiz.formats.model import Breaks, Navigation

MAX_NOTE: Final = 2_000
"""Characters kept of a note."""


class IllegalEventError(ValueError):
    """The event cannot happen in this state; the message says why, in words for the candidate."""


def start(plan: Plan, now: Instant) -> State:
    """The state of a session whose first question has just been shown."""
    if not plan.items:
        raise IllegalEventError("a session needs at least one question")
    items = (ItemState(shown=True), *(ItemState() for _ in plan.items[1:]))
    return State(
        plan=plan,
        phase=Phase.RUNNING,
        instant=now,
        started=now,
        position=0,
        part=0,
        activity=Activity.THINKING,
        items=items,
        part_used=(0.0,) * len(plan.parts),
        clock_runs=True,
    )


def replay(plan: Plan, events: Iterable[tuple[Event, Instant]]) -> State:
    """The state after all events; the first must be Started. Raises IllegalEventError when they do not fit."""
    state: State | None = None
    for event, now in events:
        if state is None:
            if not isinstance(event, Started):
                raise IllegalEventError("a session's first event must be its start")
            state = start(plan, now)
        else:
            state = apply(state, event, now)
    if state is None:
        raise IllegalEventError("a session without events")
    return state


def advance(state: State, now: Instant) -> State:
    """The state at `now` if nothing else happened: only the clock has moved.

    Time may be up in the result (`is_time_up`); it is the caller who then sends TimedOut.
    """
    if state.phase.is_finished:
        return state
    passed = elapsed(state.instant, now)
    if state.phase is not Phase.RUNNING:
        used = passed.total if state.clock_runs else 0.0
        return replace(
            state,
            instant=now,
            part_used=_use(state, used),
            away_seconds=state.away_seconds + passed.total,
        )
    away = passed.total - passed.awake
    active = min(passed.awake, max(state.seconds_left, 0.0)) if state.plan.is_timed else passed.awake
    used = passed.total if state.plan.clock_runs_while_away else passed.awake
    if state.activity is Activity.READING_RATIONALE:
        used = 0.0
    item, review_seconds = state.current, state.review_seconds
    match state.activity:
        case Activity.THINKING:
            item = replace(item, thinking_seconds=item.thinking_seconds + active)
        case Activity.LOOKING_UP:
            item = replace(item, lookup_seconds=item.lookup_seconds + active)
        case Activity.READING_RATIONALE:
            item = replace(item, rationale_seconds=item.rationale_seconds + active)
        case Activity.REVIEWING:
            review_seconds += active
    return _with_item(
        state,
        item,
        instant=now,
        part_used=_use(state, used),
        away_seconds=state.away_seconds + away,
        review_seconds=review_seconds,
    )


def apply(state: State, event: Event, now: Instant) -> State:
    """The state after `event` at `now`. Raises IllegalEventError when the event cannot happen."""
    state = advance(state, now)
    if isinstance(event, MissReasonGiven):
        return _miss_reason(state, event)
    if state.phase.is_finished:
        raise IllegalEventError("the session is finished")
    if isinstance(event, TimedOut):
        return _timed_out(state)
    if state.is_time_up:
        raise IllegalEventError("time is up")
    if state.phase is Phase.RUNNING:
        return _apply_running(state, event)
    if isinstance(event, Resumed) and state.phase is Phase.PAUSED:
        return replace(state, phase=Phase.RUNNING, activity=_back(state), clock_runs=True)
    if isinstance(event, PartStarted) and state.phase is Phase.BETWEEN_PARTS:
        return _show(state, state.position, phase=Phase.RUNNING, clock_runs=True)
    raise IllegalEventError("the session is paused" if state.phase is Phase.PAUSED else "the next part has not begun")


def _apply_running(state: State, event: Event) -> State:
    match event:
        case Moved() | Skipped() | Answered() | Flagged() | Noted() | Struck() | ConfidenceGiven():
            return _apply_to_question(state, event)
        case LookupOpened():
            item = replace(state.current, lookups=state.current.lookups + 1)
            return _with_item(state, item, activity=Activity.LOOKING_UP)
        case LookupClosed():
            _require(state.activity is Activity.LOOKING_UP, "no lookup is open")
            return replace(state, activity=_back(state))
        case ReviewOpened():
            return replace(state, activity=Activity.REVIEWING)
        case ReviewClosed():
            _require(state.activity is Activity.REVIEWING, "the review screen is not open")
            return replace(state, activity=_back(state))
        case Noticed():
            return replace(state, noticed=True)
        case Paused():
            runs = state.plan.is_timed and state.plan.breaks is Breaks.ON_CLOCK
            return replace(state, phase=Phase.PAUSED, pauses=state.pauses + 1, clock_runs=runs)
        case Interrupted():
            runs = state.plan.clock_runs_while_away
            return replace(state, phase=Phase.PAUSED, interruptions=state.interruptions + 1, clock_runs=runs)
        case PartEnded():
            _require(not state.is_last_part, "this is the last part")
            return _next_part(state, 0.0)
        case Submitted():
            _require(state.is_last_part, "there is another part")
            return replace(state, phase=Phase.SUBMITTED, finished=state.instant)
        case _:
            raise IllegalEventError("the session is already running")


def _apply_to_question(state: State, event: Event) -> State:
    item = state.current
    match event:
        case Moved(to):
            return _moved(state, to)
        case Skipped():
            return _with_item(state, replace(item, skipped=True))
        case Answered(choice):
            _require_choice(state, choice)
            _require(not state.is_revealed(state.position), "already answered: in study the first answer counts")
            answered = replace(item, answers=(*item.answers, choice), skipped=False)
            return _with_item(state, answered, activity=_activity(state.plan, answered))
        case Flagged(on):
            return _with_item(state, replace(item, flagged=on))
        case Noted(text):
            return _with_item(state, replace(item, note=text[:MAX_NOTE]))
        case Struck(choice, on):
            _require_choice(state, choice)
            return _with_item(state, replace(item, struck=item.struck | {choice} if on else item.struck - {choice}))
        case ConfidenceGiven(level):
            _require(not state.is_revealed(state.position), "the answer has been shown already")
            return _with_item(state, replace(item, confidence=level))
        case _:
            raise AssertionError(event)


def _moved(state: State, to: int) -> State:
    stretch = state.plan.parts[state.part]
    _require(0 <= to < len(state.items), f"there is no question {to + 1}")
    _require(stretch.first <= to < stretch.end, "that question is in another part")
    if state.plan.navigation is Navigation.FORWARD:
        _require(to in (state.position, state.position + 1), "this exam only goes forward, one question at a time")
    return _show(state, to)


def _show(state: State, position: int, **changes: Any) -> State:
    """A question is in front of the candidate, and what else has changed with it."""
    item = state.items[position]
    items = state.items
    if not item.shown:
        items = (*items[:position], replace(item, shown=True), *items[position + 1 :])
    return replace(state, items=items, position=position, activity=_activity(state.plan, item), **changes)


def _miss_reason(state: State, event: MissReasonGiven) -> State:
    _require(0 <= event.index < len(state.items), f"there is no question {event.index + 1}")
    _require(state.is_revealed(event.index), "the answer has not been shown yet")
    _require(not state.is_correct(event.index), "that question was answered correctly")
    items = list(state.items)
    items[event.index] = replace(items[event.index], miss_reason=event.reason)
    return replace(state, items=tuple(items))


def _timed_out(state: State) -> State:
    _require(state.is_time_up, "time is not up")
    over = -state.seconds_left
    capped = replace(state, part_used=_use(state, -over))
    if state.is_last_part:
        return replace(capped, phase=Phase.TIMED_OUT, finished=state.instant)
    return _next_part(capped, over)


def _next_part(state: State, over: float) -> State:
    """The next part begins: at once where breaks are on the clock, which then has `over` seconds used already."""
    part = state.part + 1
    moved = replace(state, part=part, position=state.plan.parts[part].first, noticed=False)
    if state.plan.breaks is Breaks.OFF_CLOCK:
        return replace(moved, phase=Phase.BETWEEN_PARTS, activity=Activity.THINKING, clock_runs=False)
    return _show(replace(moved, part_used=_use(moved, over)), moved.position)


def _back(state: State) -> Activity:
    """What the candidate does at the current question when nothing else is open."""
    return _activity(state.plan, state.current)


def _activity(plan: Plan, item: ItemState) -> Activity:
    revealed = plan.shows_rationale and item.choice is not None
    return Activity.READING_RATIONALE if revealed else Activity.THINKING


def _use(state: State, seconds: float) -> tuple[float, ...]:
    used = list(state.part_used)
    used[state.part] += seconds
    return tuple(used)


def _with_item(state: State, item: ItemState, **changes: Any) -> State:
    """The current question is now `item`, and what else has changed with it: one new state for each step."""
    at = state.position
    return replace(state, items=(*state.items[:at], item, *state.items[at + 1 :]), **changes)


def _require_choice(state: State, choice: int) -> None:
    _require(0 <= choice < state.plan.items[state.position].choices, "there is no such choice")


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise IllegalEventError(message)
