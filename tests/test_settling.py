from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codequiz.exam import Answered, Interrupted, Mode, Moved, Paused, TimedOut, advance, apply, start, timeouts
from codequiz.formats import Breaks
from codequiz.history import History, Status
from codequiz.practice import Session, Setup, settle
from exam_support import NOON, FakeClock, make_plan, plan_questions


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def begin(history: History, clock: FakeClock, mode: Mode = Mode.EXAM) -> Session:
    plan = make_plan(5, mode=mode, seconds=100)
    return Session.start(history, clock, Setup(plan, plan_questions(plan), 5, ()))


def test_an_abandoned_exam_ends_when_its_time_ran_out(history: History, clock: FakeClock) -> None:
    session = begin(history, clock)
    clock.advance(30)
    session.send(Answered(0), Moved(1))
    session._lock.release()  # killed
    clock.reboot(86_400)
    (settled,) = settle(history, clock)
    row = history.session(session.id)
    assert (settled.id, settled.ran_out_at) == (session.id, NOON + timedelta(seconds=500))
    assert (row.status, row.finished_at) == (Status.TIMED_OUT, NOON + timedelta(seconds=500))
    assert (row.answered, row.correct, row.passed, row.seconds_used) == (1, 1, False, 500)
    assert not row.under_exam_conditions
    kinds = [type(event) for event, _ in history.load(session.id).events[-2:]]
    assert kinds == [Interrupted, TimedOut]
    assert settle(history, clock) == [], "once"
    assert list((history._path.parent / "locks").glob("session-*")) == []


def test_a_paused_exam_too(history: History, clock: FakeClock) -> None:
    with begin(history, clock) as session:
        session.send(Answered(1), Paused())
    clock.suspend(499)
    assert settle(history, clock) == []
    clock.suspend(1)
    assert [settled.ran_out_at for settled in settle(history, clock)] == [NOON + timedelta(seconds=500)]


def test_study_and_what_is_open_elsewhere_are_left_alone(history: History, clock: FakeClock) -> None:
    with begin(history, clock), begin(history, clock, Mode.STUDY) as study:
        study.send(Paused())
        clock.advance(10_000)
        assert settle(history, clock) == []


def test_a_clock_set_back_ends_nothing(history: History, clock: FakeClock) -> None:
    with begin(history, clock) as session:
        session.send(Paused())
    clock.reboot(1000)
    clock.set_system_clock(-5000)
    assert settle(history, clock) == []


def test_one_that_cannot_be_read_does_not_hinder_the_others(history: History, clock: FakeClock) -> None:
    with begin(history, clock) as damaged, begin(history, clock) as sound:
        pass
    history._connection.execute("UPDATE session_plan SET plan = '{}' WHERE session_id = ?", (damaged.id,))
    clock.advance(501)
    assert [settled.id for settled in settle(history, clock)] == [sound.id]


@given(
    st.floats(0, 5000, allow_nan=False),
    st.floats(0, 5000, allow_nan=False),
    st.floats(1, 300, allow_nan=False),
    st.integers(1, 3),
    st.booleans(),
)
def test_time_runs_out_by_now_and_replays(
    awake: float, asleep: float, seconds: float, parts: int, on_clock: bool
) -> None:
    plan = make_plan(3, seconds=seconds, parts=parts, breaks=Breaks.ON_CLOCK if on_clock else Breaks.OFF_CLOCK)
    clock = FakeClock()
    state = start(plan, clock.now())
    clock.advance(awake)
    clock.suspend(asleep)
    events = timeouts(state, clock.now())
    before = state
    for event, at in events:
        assert at.utc <= clock.utc + timedelta(milliseconds=2)
        state = apply(state, event, at)
    assert not advance(state, clock.now()).is_time_up
    assert bool(events) == advance(before, clock.now()).is_time_up
    assert state.seconds_used <= plan.seconds_allowed + 1e-6
