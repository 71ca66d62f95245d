"""What holds in every session, whatever is done in whatever order."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from codequiz.exam import (
    Answered,
    Event,
    Flagged,
    IllegalEventError,
    Instant,
    Interrupted,
    LookupClosed,
    LookupOpened,
    Mode,
    Moved,
    Noted,
    PartEnded,
    PartStarted,
    Paused,
    Plan,
    Resumed,
    ReviewClosed,
    ReviewOpened,
    Skipped,
    Started,
    State,
    Struck,
    Submitted,
    TimedOut,
    advance,
    apply,
    event_from_json,
    event_to_json,
    pacing,
    replay,
    start,
)
from codequiz.formats import Breaks, Navigation
from codequiz.scoring import score
from exam_support import FakeClock, make_plan

PLAIN_EVENTS: list[Event] = [
    *(Skipped(), LookupOpened("x"), LookupClosed(), ReviewOpened(), ReviewClosed(), Paused(), Interrupted()),
    *(Resumed(), PartEnded(), PartStarted(), Submitted(), TimedOut()),
]
EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.builds(Moved, st.integers(-1, 8)),
    st.builds(Answered, st.integers(-1, 4)),
    st.builds(Flagged, st.booleans()),
    st.builds(Noted, st.text(max_size=5)),
    st.builds(Struck, st.integers(0, 4), st.booleans()),
    st.sampled_from(PLAIN_EVENTS),
)


class Session(RuleBasedStateMachine):
    """A session driven at random; refused events must leave no trace, allowed ones must replay."""

    plan: Plan
    state: State

    @initialize(
        mode=st.sampled_from(Mode),
        parts=st.integers(1, 2),
        navigation=st.sampled_from(Navigation),
        breaks=st.sampled_from(Breaks),
    )
    def begin(self, mode: Mode, parts: int, navigation: Navigation, breaks: Breaks) -> None:
        self.clock = FakeClock()
        self.plan = make_plan(3, mode=mode, seconds=60, parts=parts, navigation=navigation, breaks=breaks)
        self.state = start(self.plan, self.clock.now())
        self.log: list[tuple[Event, Instant]] = [(Started(), self.clock.now())]
        self.awake_seconds = 0.0

    @rule(event=EVENTS)
    def happen(self, event: Event) -> None:
        before = self.state
        try:
            self.state = apply(self.state, event, self.clock.now())
        except IllegalEventError:
            return
        self.log.append((event, self.clock.now()))
        assert self.state.seconds_used >= before.seconds_used or isinstance(event, TimedOut)
        for old, new in zip(before.items, self.state.items, strict=True):
            assert new.answers[: len(old.answers)] == old.answers, "no answer is ever lost"
            assert new.seconds >= old.seconds

    @rule(seconds=st.integers(0, 100))
    def time_passes(self, seconds: int) -> None:
        self.clock.advance(seconds)
        self.awake_seconds += seconds

    @rule(seconds=st.integers(0, 1000))
    def machine_sleeps(self, seconds: int) -> None:
        self.clock.suspend(seconds)

    @rule(change=st.integers(-100_000, 100_000))
    def clock_is_set(self, change: int) -> None:
        self.clock.set_system_clock(change)

    @rule(seconds=st.integers(0, 1000))
    def machine_restarts(self, seconds: int) -> None:
        self.clock.reboot(seconds)

    @invariant()
    def the_clock_is_honest(self) -> None:
        now = advance(self.state, self.clock.now())
        assert all(used >= 0 for used in now.part_used)
        for used, part in zip(self.state.part_used, self.plan.parts, strict=True):
            if self.plan.is_timed:
                # Only a part that nobody has declared over yet can be beyond its time.
                assert used <= part.seconds or self.state.is_time_up
        worked = sum(item.seconds + item.rationale_seconds for item in now.items) + now.review_seconds
        assert worked <= self.awake_seconds + 1e-6
        if not self.plan.is_timed:
            assert now.seconds_used <= worked + 1e-6

    @invariant()
    def replaying_gives_the_same(self) -> None:
        stored = [(event_from_json(*event_to_json(event)), Instant.from_json(at.to_json())) for event, at in self.log]
        assert replay(Plan.from_json(self.plan.to_json()), stored) == self.state

    @invariant()
    def the_position_is_within_the_part(self) -> None:
        part = self.plan.parts[self.state.part]
        assert part.first <= self.state.position < part.end

    @invariant()
    def the_numbers_make_sense(self) -> None:
        now = advance(self.state, self.clock.now())
        pace = pacing(now)
        assert pace.projected_unanswered is None or 0 <= pace.projected_unanswered <= pace.blanks
        result = score(now)
        assert 0 <= result.overall.correct <= result.answered
        assert 0 <= result.overall.low <= result.overall.percent <= result.overall.high <= 100


TestSession = Session.TestCase
TestSession.settings = settings(max_examples=150, stateful_step_count=30)
