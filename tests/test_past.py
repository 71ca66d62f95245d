from dataclasses import replace

import pytest

from codequiz.errors import NothingFoundError, UsageError
from codequiz.exam import Answered, Event, Flagged, Mode, Moved, Noted, Submitted
from codequiz.history import History
from codequiz.practice import Session, Show, open_past, prepare_again
from exam_support import FakeClock, make_plan, plan_questions
from history_support import play, sit


def test_any_of_the_filters_chooses(history: History) -> None:
    clock = FakeClock()
    second: list[Event] = [Moved(1), Answered(1), Flagged(True), Noted("ten seconds each")]
    events: list[Event] = [Answered(0), *second, Moved(2), Answered(0), Moved(3), Answered(3)]
    plan = make_plan(4, seconds=26)
    past = open_past(history, play(history, plan, *events, Submitted(), clock=clock))
    assert past.positions([]) == (0, 1, 2, 3)
    assert past.positions([Show.WRONG]) == (2,)
    assert past.positions([Show.FLAGGED]) == (1,)
    assert past.positions([Show.FLAGGED, Show.WRONG]) == (1, 2)
    assert past.positions([Show.SLOW]) == (1,)


def test_the_same_questions_again_as_they_are_now_or_as_they_were(history: History) -> None:
    plan = make_plan(3, seconds=100)
    past = open_past(history, sit(history, plan, 1, 0, 0))
    first, second, _ = plan_questions(plan)
    mended = replace(second, stem="Mended.", answer=0, wrong=("", *second.wrong[1:]))
    setup = prepare_again(past, [Show.WRONG], [mended], seed=5)
    assert [question.stem for question in setup.questions][:2] == [first.stem, "Mended."]
    assert [item.answer for item in setup.plan.items] == [0, 0, 2]
    assert (setup.plan.mode, setup.plan.seconds_allowed) == (Mode.REVIEW, 300)
    clock = FakeClock()
    with Session.start(history, clock, setup) as session:
        session.send(Answered(0), Moved(1), Answered(0), Submitted())
    row = history.session(session.id)
    assert (row.mode, row.questions, row.correct) == (Mode.REVIEW, 3, 2)
    assert [a.question.stem for a in history.answers(past.id)][1] == second.stem, "the old one stays as it was"


def test_not_of_an_open_exam_nor_of_nothing(history: History) -> None:
    plan = make_plan(2)
    still_open = open_past(history, sit(history, plan, 1, submit=False))
    with pytest.raises(UsageError, match="can still be resumed"):
        still_open.positions([Show.WRONG])
    with pytest.raises(UsageError, match="not finished"):
        prepare_again(still_open, [], [], 1)
    past = open_past(history, sit(history, plan, 0, 1))
    with pytest.raises(NothingFoundError, match="no question that is wrong or flagged"):
        prepare_again(past, [Show.WRONG, Show.FLAGGED], [], 1)
