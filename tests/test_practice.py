import pytest

from codequiz import formats
from codequiz.errors import CodequizError, NothingFoundError, UsageError
from codequiz.exam import (
    Answered,
    Flagged,
    IllegalEventError,
    LookupClosed,
    LookupOpened,
    Mode,
    Moved,
    Noted,
    Noticed,
    Paused,
    Phase,
    Struck,
    Submitted,
)
from codequiz.history import History, Status
from codequiz.practice import Session, Setup, prepare, prepare_review
from codequiz.questions import Question
from codequiz.scoring import score
from exam_support import FakeClock, make_plan, plan_questions, question

CPC = formats.load("cpc-150")
BANK = [question(n, s.key, answer=n % 4) for s in CPC.sections for n in range(s.questions)]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def setup(mode: Mode = Mode.EXAM, count: int = 5) -> Setup:
    plan = make_plan(count, mode=mode)
    return Setup(plan, plan_questions(plan), count, ())


def kill(session: Session) -> None:
    """What is left when the process dies: the kernel drops the lock, nothing is written."""
    session._lock.release()


def test_a_full_exam_from_start_to_time_out(history: History, clock: FakeClock) -> None:
    plan = prepare(CPC, BANK, count=None, mode=Mode.EXAM, seed=1)
    with Session.start(history, clock, plan) as session:
        assert session.plan.seconds_allowed == 340 * 60
        notices = []
        for n, item in enumerate(session.plan.items):
            if n % 10 == 3:
                session.send(LookupOpened("sinusitis"))
                clock.advance(60)
                session.send(LookupClosed())
            clock.advance(120)
            if session.is_notice_due:
                notices.append(n)
                session.send(Noticed())
            if n < 130:
                assert session.send(Answered(item.answer if n % 5 else (item.answer + 1) % 4))
                assert session.send(Moved(n + 1))
        assert len(notices) == 1
        clock.advance(340 * 60)
        assert not session.send(Answered(0)), "time ran out before it"
        assert session.state.phase is Phase.TIMED_OUT
        result = score(session.state)
    row = history.session(session.id)
    assert (row.status, row.answered, row.correct, row.seconds_used) == (Status.TIMED_OUT, 130, 104, 20_400)
    assert (result.overall.correct, result.passed, row.passed) == (104, False, False)
    assert row.under_exam_conditions
    assert sum(a.lookup_seconds for a in history.answers(session.id)) == 15 * 60


def test_resuming_is_exact(history: History, clock: FakeClock) -> None:
    with Session.start(history, clock, setup()) as session:
        clock.advance(10)
        session.send(Struck(2, True), Noted("look again"), Flagged(True), Answered(1), Moved(3))
        clock.advance(5)
        session.send(Paused())
        before = session.state
    clock.reboot(100)
    with Session.resume(history, clock) as resumed:
        assert resumed.state.items == before.items
        assert resumed.state.position == 3
        assert resumed.state.seconds_used == 115, "the exam clock ran on"


@pytest.mark.parametrize(("mode", "used"), [(Mode.EXAM, 1000 + 10 + 8), (Mode.STUDY, 10 + 7)])
def test_a_killed_session_loses_nothing(history: History, clock: FakeClock, mode: Mode, used: float) -> None:
    session = Session.start(history, clock, setup(mode, 10))
    clock.advance(10)
    session.send(Answered(0), Moved(1))
    clock.advance(7)
    history.touch(session.id, clock.now())  # the last sign of life
    clock.advance(1)
    kill(session)
    clock.reboot(1000)
    with Session.resume(history, clock) as resumed:
        assert resumed.state.items[0].choice == 0
        assert resumed.state.position == 1
        assert resumed.state.seconds_used == used
        assert resumed.state.interruptions == 1


def test_a_waiting_session_shows_signs_of_life(history: History, clock: FakeClock) -> None:
    session = Session.start(history, clock, setup(Mode.STUDY))
    for _ in range(6):
        clock.advance(session.seconds_until_tick())
        assert not session.tick()
    kill(session)
    clock.advance(5000)
    with Session.resume(history, clock) as resumed:
        assert resumed.state.seconds_used == 60


def test_an_exam_whose_time_ran_out_while_away_ends_when_it_is_resumed(history: History, clock: FakeClock) -> None:
    session = Session.start(history, clock, setup())
    session.send(Answered(0))
    kill(session)
    clock.reboot(1_000_000)
    with Session.resume(history, clock) as resumed:
        assert resumed.state.phase is Phase.TIMED_OUT
        assert resumed.state.answered == 1
    with pytest.raises(NothingFoundError, match="no session to resume"):
        Session.resume(history, clock)


def test_a_wait_ends_when_time_does(history: History, clock: FakeClock) -> None:
    with Session.start(history, clock, setup()) as session:
        ticks = 0
        while not session.tick():
            if session.is_notice_due:
                session.send(Noticed())
            clock.advance(session.seconds_until_tick())
            ticks += 1
        assert session.state.seconds_used == 680
        assert ticks == 68


def test_a_session_can_only_be_open_once(history: History, clock: FakeClock) -> None:
    with Session.start(history, clock, setup()) as session:
        with pytest.raises(CodequizError, match="open in another program"):
            Session.resume(history, clock)
        with Session.start(history, clock, setup()) as other:
            assert other.id != session.id
        with Session.resume(history, clock) as resumed:
            assert resumed.id == other.id, "the one that is free"


def test_a_refused_event_stores_nothing(history: History, clock: FakeClock) -> None:
    with Session.start(history, clock, setup()) as session:
        with pytest.raises(IllegalEventError):
            session.send(Answered(0), Moved(77))
        assert session.state.answered == 0
        assert len(history.load(session.id).events) == 1


def test_an_interrupt_in_the_middle_of_a_write_pauses_from_what_is_stored(history: History, clock: FakeClock) -> None:
    with Session.start(history, clock, setup()) as session:
        before = session.state
        session.send(Answered(0))
        session._state, session._event_count = before, 1  # Ctrl-C after the commit, before it was taken note of
        assert session.pause_after_interrupt()
        assert session.state.answered == 1
    assert history.session(session.id).status is Status.PAUSED


def test_a_question_changed_since_stays_as_it_was(history: History, clock: FakeClock) -> None:
    with Session.start(history, clock, setup()) as session:
        asked = session.questions
        session.send(Paused())
    with Session.resume(history, clock) as resumed:
        assert resumed.questions == asked


def test_a_finished_session_cannot_be_resumed(history: History, clock: FakeClock) -> None:
    with Session.start(history, clock, setup()) as session:
        session.send(Submitted())
    with pytest.raises(NothingFoundError, match="is finished"):
        Session.resume(history, clock, session.id)
    with pytest.raises(NothingFoundError, match="no session 99"):
        Session.resume(history, clock, 99)


def test_a_part_of_an_exam_has_its_pace() -> None:
    plan = prepare(CPC, BANK, count=20, mode=Mode.EXAM, seed=1).plan
    assert plan.seconds_allowed == 20 * 136
    assert plan.notice_seconds == pytest.approx(20 * 136 * 30 / 340)
    assert prepare(CPC, BANK, count=20, mode=Mode.EXAM, seed=1, extra_time=1.5).plan.seconds_allowed == 20 * 204
    assert prepare(CPC, BANK, count=None, mode=Mode.EXAM, seed=1).plan.notice_seconds == 1800


def test_domains_restrict_and_keep_the_pace() -> None:
    chosen = prepare(CPC, BANK, count=None, mode=Mode.EXAM, seed=1, domains=["anatomy", "digestive"])
    assert {q.domain for q in chosen.questions} == {"anatomy", "digestive"}
    assert chosen.plan.seconds_allowed == 18 * 136
    with pytest.raises(UsageError, match="no question of domain"):
        prepare(CPC, BANK, count=5, mode=Mode.EXAM, seed=1, domains=["astrology"])


def test_a_domain_that_the_exam_lacks_can_be_practised() -> None:
    bank: list[Question] = [*BANK, *(question(n, "cases") for n in range(4))]
    chosen = prepare(CPC, bank, count=3, mode=Mode.STUDY, seed=1, domains=["cases"])
    assert [q.domain for q in chosen.questions] == ["cases"] * 3
    assert [section.name for section in chosen.plan.sections] == ["Cases"]


def test_review_asks_what_was_missed() -> None:
    chosen = prepare_review(CPC, BANK, ["digestive-003", "gone-001", "anatomy-001"], count=10, seed=1)
    assert {q.id for q in chosen.questions} == {"digestive-003", "anatomy-001"}
    assert chosen.plan.mode is Mode.REVIEW
    assert chosen.plan.seconds_allowed == 2 * 136
    assert {section.name for section in chosen.plan.sections} == {
        section.name for section in CPC.sections if section.key in {"digestive", "anatomy"}
    }, "called as in the exam"
    with pytest.raises(NothingFoundError):
        prepare_review(CPC, BANK, [], count=10, seed=1)
