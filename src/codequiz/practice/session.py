"""A running session: every event is on the disk before `send` returns."""

from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

from codequiz.errors import CodequizError, InvalidDataError, NothingFoundError
from codequiz.exam import (
    Event,
    IllegalEventError,
    Instant,
    Interrupted,
    Pacing,
    Paused,
    Phase,
    Plan,
    Resumed,
    Started,
    State,
    advance,
    apply,
    elapsed,
    pacing,
    replay,
    start,
    timeouts,
)
from codequiz.history import History, SessionLock
from codequiz.practice.clock import Clock
from codequiz.practice.setup import Setup
from codequiz.questions import Question

HEARTBEAT_SECONDS: Final = 10.0
"""How often a waiting session notes that it still runs: at most this much of a killed study session's time is lost."""


@dataclass(frozen=True, slots=True)
class Away:
    """How long (seconds) nobody sat at a session before it was resumed, and whether its clock ran meanwhile."""

    seconds: float
    clock_ran: bool


class Session:
    """One session in this process, locked against others. Use as a context manager.

    `away` is set when it was resumed.
    """

    def __init__(
        self,
        history: History,
        clock: Clock,
        session_id: int,
        questions: Sequence[Question],
        lock: SessionLock,
        state: State,
        event_count: int,
    ) -> None:
        self.id = session_id
        self.questions = tuple(questions)
        self._history = history
        self._clock = clock
        self._lock = lock
        self._state = state
        self._event_count = event_count
        self._seen = state.instant
        self.away: Away | None = None

    @classmethod
    def start(cls, history: History, clock: Clock, setup: Setup) -> "Session":
        """Store a new session and start its clock. Raises CodequizError when it cannot be stored."""
        uid = history.new_uid()
        lock = history.lock(uid)  # before it is stored, so that nobody else can resume it
        if lock is None:
            raise CodequizError("another program has a session of the same name", "try again")
        try:
            state = start(setup.plan, clock.now())
            session_id = history.begin(uid, state, setup.questions, Started())
        except BaseException:
            lock.release(remove=True)
            raise
        return cls(history, clock, session_id, setup.questions, lock, state, 1)

    @classmethod
    def resume(cls, history: History, clock: Clock, session_id: int | None = None) -> "Session":
        """Go on with a session, by default the one used last that no other program has open.

        Time that ran out meanwhile ends it at once. Raises NothingFoundError when there is none to go on with,
        CodequizError when it is open elsewhere.
        """
        candidates = history.unfinished()
        if session_id is not None:
            if session_id not in candidates:
                history.session(session_id)  # says so when it does not exist at all
                raise NothingFoundError(
                    f"session {session_id} is finished", f"see it with: codequiz history show {session_id}"
                )
            candidates = [session_id]
        if not candidates:
            raise NothingFoundError("there is no session to resume", "start one with: codequiz practice")
        for candidate in candidates:
            resumed = cls._take(history, clock, candidate)
            if resumed:
                return resumed
        raise CodequizError(
            f"session {candidates[0]} is open in another program", "go on there, or close it there and try again"
        )

    @staticmethod
    def resumable(history: History) -> int | None:
        """The session that `resume` would take: the one used last that no other program has open."""
        for candidate in history.unfinished():
            lock = history.lock(history.uid(candidate))
            if lock is not None:
                lock.release()
                return candidate
        return None

    @classmethod
    def _take(cls, history: History, clock: Clock, session_id: int) -> "Session | None":
        lock = history.lock(history.uid(session_id))
        if lock is None:
            return None
        try:
            # Only read once it is ours: its last holder may have written to the end.
            stored = history.load(session_id)
            state = replayed(session_id, stored.plan, stored.events)
            questions = [stored.questions[item.question_hash] for item in stored.plan.items]
            session = cls(history, clock, session_id, questions, lock, state, len(stored.events))
            session._come_back(stored.seen)
        except BaseException:
            lock.release()
            raise
        return session

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let other programs have the session. What was sent is stored already."""
        self._lock.release(remove=self._state.phase.is_finished)

    @property
    def state(self) -> State:
        """The session after its last event."""
        return self._state

    @property
    def plan(self) -> Plan:
        """What is asked, under which rules."""
        return self._state.plan

    @property
    def question(self) -> Question:
        """The question in front of the candidate."""
        return self.questions[self._state.position]

    def now(self) -> State:
        """The session at this moment: as `state`, with the clock moved on."""
        return advance(self._state, self._clock.now())

    def pacing(self) -> Pacing:
        """How the session stands against the clock at this moment."""
        return pacing(self.now())

    @property
    def is_notice_due(self) -> bool:
        """Whether the announcement of the last minutes is to be made now (then send Noticed)."""
        state = self.now()
        return (
            state.phase is Phase.RUNNING
            and state.plan.is_timed
            and not state.noticed
            and 0 < state.seconds_left <= state.plan.notice_seconds
        )

    def seconds_until_tick(self) -> float:
        """How long a screen may wait for input before it has to call `tick`."""
        state = self.now()
        waits = [HEARTBEAT_SECONDS]
        if state.plan.is_timed and state.phase is Phase.RUNNING:
            waits.append(max(state.seconds_left, 0.0))
            if not state.noticed and state.seconds_left > state.plan.notice_seconds:
                waits.append(state.seconds_left - state.plan.notice_seconds)
        return min(waits)

    def tick(self) -> bool:
        """Note that the program runs, and end what ran out of time; whether time has run out just now."""
        now = self._clock.now()
        if self._end_if_time_is_up(now):
            return True
        if self._state.phase is Phase.RUNNING and elapsed(self._seen, now).total >= HEARTBEAT_SECONDS:
            self._history.touch(self.id, now)
            self._seen = now
        return False

    def send(self, *events: Event) -> bool:
        """Apply events of this moment and commit them, all or none.

        False when time ran out before them: then that is what was recorded. Raises IllegalEventError (nothing
        recorded) when one of them cannot happen, CodequizError when the disk fails.
        """
        now = self._clock.now()
        if self._end_if_time_is_up(now):
            return False
        self._commit([(event, now) for event in events])
        return True

    def pause_after_interrupt(self) -> bool:
        """Pause after Ctrl-C, which may have struck while an event was written; whether it is paused.

        The store knows whether that event happened.
        """
        stored = self._history.load(self.id)
        self._state = replayed(self.id, stored.plan, stored.events)
        self._event_count = len(stored.events)
        return self._state.phase is Phase.PAUSED or (self._state.phase is Phase.RUNNING and self.send(Paused()))

    def _end_if_time_is_up(self, now: Instant) -> bool:
        events = timeouts(self._state, now)
        if events:
            self._commit(events)
        return bool(events)

    def _come_back(self, seen: Instant) -> None:
        now = self._clock.now()
        events = while_away(self._state, seen, now)
        state = self._state
        for event, at in events:
            state = apply(state, event, at)
        self.away = Away(elapsed(seen, now).total, clock_ran=state.clock_runs)
        if state.phase is Phase.PAUSED:
            events.append((Resumed(), now))
        if events:
            self._commit(events)

    def _commit(self, events: list[tuple[Event, Instant]]) -> None:
        new = self._state
        for event, at in events:
            new = apply(new, event, at)
        self._history.record(self.id, self._event_count + 1, events, self._state, new)
        self._state = new
        self._event_count += len(events)
        self._seen = new.instant


def while_away(state: State, seen: Instant, now: Instant) -> list[tuple[Event, Instant]]:
    """What happened to a session from `seen`, when its program is last known to have run, to `now`."""
    events: list[tuple[Event, Instant]] = []
    if state.phase is Phase.RUNNING and not advance(state, seen).is_time_up:
        state = apply(state, Interrupted(), seen)
        events.append((Interrupted(), seen))
    return events + timeouts(state, now)


def replayed(session_id: int, plan: Plan, events: Sequence[tuple[Event, Instant]]) -> State:
    """The state after all of a stored session's events. Raises InvalidDataError when they do not fit."""
    try:
        return replay(plan, events)
    except IllegalEventError as error:
        raise InvalidDataError(
            f"session {session_id} of the history does not add up: {error}", "start a new one: codequiz practice"
        ) from error
