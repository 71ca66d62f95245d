from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from codequiz.exam import Elapsed, Instant, elapsed
from codequiz.practice import SystemClock
from exam_support import FakeClock


def test_time_passes() -> None:
    clock = FakeClock()
    before = clock.now()
    clock.advance(90)
    assert elapsed(before, clock.now()) == Elapsed(90, 90)


def test_a_suspended_machine_is_seen() -> None:
    clock = FakeClock()
    before = clock.now()
    clock.advance(60)
    clock.suspend(3600)
    assert elapsed(before, clock.now()) == Elapsed(3660, 60)


def test_a_changed_system_clock_changes_nothing() -> None:
    for change in (-86_400, 86_400):
        clock = FakeClock()
        before = clock.now()
        clock.advance(30)
        clock.set_system_clock(change)
        assert elapsed(before, clock.now()) == Elapsed(30, 30)


def test_across_a_restart_the_system_clock_counts() -> None:
    clock = FakeClock()
    before = clock.now()
    clock.reboot(600)
    assert elapsed(before, clock.now()) == Elapsed(600, 0)


def test_a_system_clock_set_back_across_a_restart_counts_as_no_time() -> None:
    clock = FakeClock()
    before = clock.now()
    clock.reboot(60)
    clock.set_system_clock(-3600)
    assert elapsed(before, clock.now()) == Elapsed(0, 0)


INSTANTS = st.builds(
    lambda utc, boot, seconds, awake: Instant(FakeClock().utc + timedelta(seconds=utc), boot, seconds, awake),
    st.floats(-1e6, 1e6),
    st.sampled_from(["a", "b"]),
    st.floats(0, 1e6),
    st.floats(0, 1e6),
)


@given(INSTANTS, INSTANTS)
def test_time_is_never_negative_and_awake_never_more_than_total(one: Instant, other: Instant) -> None:
    passed = elapsed(one, other)
    assert 0 <= passed.awake <= passed.total


def test_the_machines_clock_is_stored_exactly() -> None:
    now = SystemClock().now()
    assert Instant.from_json(now.to_json()) == now
