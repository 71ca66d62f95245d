from dataclasses import replace

import pytest

from codequiz.exam import (
    Activity,
    Answered,
    Confidence,
    ConfidenceGiven,
    Event,
    Flagged,
    IllegalEventError,
    Interrupted,
    LookupClosed,
    LookupOpened,
    MissReason,
    MissReasonGiven,
    Mode,
    Moved,
    Noted,
    PartEnded,
    PartStarted,
    Paused,
    Phase,
    Plan,
    Resumed,
    ReviewOpened,
    Skipped,
    State,
    Struck,
    Submitted,
    TimedOut,
    advance,
    apply,
    event_from_json,
    event_to_json,
    start,
)
from codequiz.formats import Breaks, Navigation
from exam_support import FakeClock, make_plan


class Sitting:
    """A session with a clock, for tests."""

    def __init__(self, plan: Plan) -> None:
        self.clock = FakeClock()
        self.state = start(plan, self.clock.now())

    def do(self, *events: Event) -> State:
        for event in events:
            self.state = apply(self.state, event, self.clock.now())
        return self.state

    def after(self, seconds: float, *events: Event) -> State:
        self.clock.advance(seconds)
        return self.do(*events)

    def now(self) -> State:
        return advance(self.state, self.clock.now())

    def refuses(self, event: Event, message: str) -> None:
        with pytest.raises(IllegalEventError, match=message):
            apply(self.state, event, self.clock.now())


def test_time_goes_to_the_question_that_is_shown() -> None:
    sitting = Sitting(make_plan())
    sitting.after(10, Answered(1), Moved(1))
    state = sitting.after(25, Moved(0))
    assert [item.thinking_seconds for item in state.items[:2]] == [10, 25]
    assert state.seconds_used == 35
    assert sitting.now().seconds_left == 5 * 136 - 35


def test_looking_up_is_counted_apart_from_thinking() -> None:
    sitting = Sitting(make_plan())
    sitting.after(10, LookupOpened("otitis"))
    sitting.after(40, LookupClosed())
    state = sitting.after(5, Answered(0))
    assert (state.current.thinking_seconds, state.current.lookup_seconds, state.current.lookups) == (15, 40, 1)


def test_the_review_screen_belongs_to_no_question() -> None:
    sitting = Sitting(make_plan())
    sitting.do(ReviewOpened())
    state = sitting.after(20, Moved(2))
    assert state.review_seconds == 20
    assert sum(item.seconds for item in state.items) == 0
    assert state.seconds_used == 20


def test_the_exam_clock_runs_on_in_a_pause() -> None:
    sitting = Sitting(make_plan())
    sitting.after(10, Paused())
    state = sitting.after(100, Resumed())
    assert state.seconds_used == 110
    assert state.items[0].thinking_seconds == 10
    assert not state.under_exam_conditions


def test_the_study_clock_stops_in_a_pause() -> None:
    sitting = Sitting(make_plan(mode=Mode.STUDY))
    sitting.after(10, Paused())
    state = sitting.after(100, Resumed())
    assert state.seconds_used == 10
    assert state.away_seconds == 100


def test_a_format_with_breaks_off_the_clock_stops_it() -> None:
    sitting = Sitting(make_plan(breaks=Breaks.OFF_CLOCK))
    sitting.after(10, Paused())
    assert sitting.after(100, Resumed()).seconds_used == 10


def test_a_suspended_machine_uses_an_exams_time_but_is_not_thinking() -> None:
    sitting = Sitting(make_plan())
    sitting.clock.advance(10)
    sitting.clock.suspend(300)
    state = sitting.do(Answered(0))
    assert state.seconds_used == 310
    assert state.items[0].thinking_seconds == 10
    assert state.away_seconds == 300


def test_a_suspended_machine_stops_a_study_clock() -> None:
    sitting = Sitting(make_plan(mode=Mode.STUDY))
    sitting.clock.advance(10)
    sitting.clock.suspend(300)
    assert sitting.do(Answered(0)).seconds_used == 10


def test_setting_the_system_clock_gives_and_takes_no_time() -> None:
    for change in (-7200, 7200):
        sitting = Sitting(make_plan())
        sitting.clock.advance(10)
        sitting.clock.set_system_clock(change)
        assert sitting.do(Answered(0)).seconds_used == 10


def test_time_up_refuses_everything_but_the_end() -> None:
    sitting = Sitting(make_plan())
    sitting.after(681)
    sitting.refuses(Answered(1), "time is up")
    state = sitting.do(TimedOut())
    assert state.phase is Phase.TIMED_OUT
    assert state.seconds_used == 680
    sitting.refuses(Answered(1), "finished")


def test_time_cannot_run_out_early_nor_in_study() -> None:
    sitting = Sitting(make_plan())
    sitting.refuses(TimedOut(), "time is not up")
    study = Sitting(make_plan(mode=Mode.STUDY))
    study.after(100_000, Answered(0))
    study.refuses(TimedOut(), "time is not up")
    assert study.now().seconds_left < 0


def test_time_runs_out_during_a_pause() -> None:
    sitting = Sitting(make_plan())
    sitting.after(10, Answered(0), Paused())
    sitting.clock.reboot(86_400)
    sitting.refuses(Resumed(), "time is up")
    state = sitting.do(TimedOut())
    assert (state.phase, state.seconds_used, state.answered) == (Phase.TIMED_OUT, 680, 1)


def test_answers_can_be_changed_and_all_are_kept() -> None:
    state = Sitting(make_plan()).do(Answered(1), Answered(3), Answered(0))
    assert state.current.answers == (1, 3, 0)
    assert state.is_correct(0)


def test_flags_notes_and_strikes() -> None:
    sitting = Sitting(make_plan())
    state = sitting.do(Flagged(True), Noted("ask"), Struck(2, True), Struck(3, True), Struck(2, False))
    assert (state.flagged, state.current.note, set(state.current.struck)) == ((0,), "ask", {3})
    sitting.refuses(Struck(4, True), "no such choice")
    sitting.refuses(Answered(7), "no such choice")


def test_an_answer_takes_a_skip_back() -> None:
    sitting = Sitting(make_plan())
    sitting.do(Skipped(), Moved(1), Moved(0))
    assert sitting.state.current.skipped
    assert not sitting.do(Answered(0)).current.skipped


def test_going_to_questions_that_do_not_exist_is_refused() -> None:
    sitting = Sitting(make_plan())
    sitting.refuses(Moved(5), "no question 6")
    sitting.refuses(Moved(-1), "no question 0")


def test_a_forward_only_exam_goes_forward_only() -> None:
    sitting = Sitting(make_plan(navigation=Navigation.FORWARD))
    sitting.do(Moved(1))
    sitting.refuses(Moved(0), "only goes forward")
    sitting.refuses(Moved(3), "only goes forward")


def test_study_shows_the_key_and_the_first_answer_stands() -> None:
    sitting = Sitting(make_plan(mode=Mode.STUDY))
    sitting.after(10, ConfidenceGiven(Confidence.GUESS), Answered(1))
    assert sitting.state.is_revealed(0)
    assert sitting.state.activity is Activity.READING_RATIONALE
    sitting.refuses(Answered(0), "first answer counts")
    sitting.refuses(ConfidenceGiven(Confidence.SURE), "has been shown already")
    state = sitting.after(60, MissReasonGiven(0, MissReason.RULE), Moved(1))
    assert state.items[0].rationale_seconds == 60
    assert state.seconds_used == 10, "reading a rationale is not exam time"
    assert (state.items[0].confidence, state.items[0].miss_reason) == (Confidence.GUESS, MissReason.RULE)


def test_an_exam_hides_the_key_until_its_end() -> None:
    sitting = Sitting(make_plan())
    sitting.do(Answered(1))
    sitting.refuses(MissReasonGiven(0, MissReason.TIME), "not been shown")
    sitting.do(Submitted())
    state = sitting.do(MissReasonGiven(0, MissReason.TIME))
    assert state.items[0].miss_reason is MissReason.TIME


def test_parts_have_their_own_clocks_and_no_way_back() -> None:
    sitting = Sitting(make_plan(parts=2))
    sitting.refuses(Moved(7), "another part")
    sitting.refuses(Submitted(), "another part")
    state = sitting.after(100, PartEnded())
    assert (state.part, state.position, state.phase) == (1, 5, Phase.RUNNING)
    assert sitting.now().seconds_left == 680
    sitting.refuses(Moved(0), "another part")
    sitting.refuses(PartEnded(), "last part")


def test_a_break_between_parts_can_be_off_the_clock() -> None:
    sitting = Sitting(make_plan(parts=2, breaks=Breaks.OFF_CLOCK))
    sitting.after(681, TimedOut())
    assert sitting.state.phase is Phase.BETWEEN_PARTS
    state = sitting.after(3600, PartStarted())
    assert state.part_used == (680, 0)
    assert state.under_exam_conditions, "the break belongs to the exam"


def test_time_over_a_part_counts_for_the_next_where_breaks_are_on_the_clock() -> None:
    sitting = Sitting(make_plan(parts=2))
    sitting.do(Paused())
    state = sitting.after(780, TimedOut())
    assert (state.part, state.part_used) == (1, (680, 100))


def test_an_interruption_is_not_exam_conditions() -> None:
    sitting = Sitting(make_plan())
    sitting.after(10, Interrupted())
    state = sitting.after(50, Resumed())
    assert not state.under_exam_conditions
    assert state.seconds_used == 60


def test_a_paused_session_takes_no_answers() -> None:
    sitting = Sitting(make_plan())
    sitting.do(Paused())
    sitting.refuses(Answered(0), "paused")
    sitting.do(Resumed())
    sitting.refuses(Resumed(), "already running")


def test_a_plan_without_questions_is_refused() -> None:
    with pytest.raises(IllegalEventError):
        start(replace(make_plan(), items=()), FakeClock().now())


@pytest.mark.parametrize(
    "event",
    [
        Moved(3),
        Answered(1),
        Noted("é"),
        Struck(1, True),
        ConfidenceGiven(Confidence.SURE),
        LookupOpened("mi"),
        MissReasonGiven(2, MissReason.ANATOMY),
        TimedOut(),
    ],
)
def test_events_are_stored_and_read_back(event: Event) -> None:
    kind, data = event_to_json(event)
    back = event_from_json(kind, data)
    assert back == event
    assert type(back) is type(event)


def test_a_plan_is_stored_and_read_back() -> None:
    plan = make_plan(parts=2)
    assert Plan.from_json(plan.to_json()) == plan
