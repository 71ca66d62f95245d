from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codequiz import formats
from codequiz.answers import AnswerRecord
from codequiz.errors import NotReadyError
from codequiz.exam import (
    Answered,
    Confidence,
    ConfidenceGiven,
    Event,
    IllegalEventError,
    MissReason,
    MissReasonGiven,
    Mode,
    Moved,
    PartEnded,
    PartStarted,
    Started,
    Submitted,
    apply,
    start,
)
from codequiz.formats import Breaks
from codequiz.history import History
from codequiz.practice import prepare_weak
from codequiz.practice.evidence import gather, plan_review, target
from codequiz.readiness import TooFew
from codequiz.scoring import Changes, score
from exam_support import NOON, FakeClock, make_plan, plan_questions, question
from history_support import play, sit

MOVES = st.builds(Moved, st.integers(0, 8))
CHOICES = st.builds(Answered, st.integers(0, 3))
ENDS = st.sampled_from([PartEnded(), PartStarted()])
CPC = formats.load("cpc-150")


def records(history: History) -> list[AnswerRecord]:
    return history.answer_records({})


def test_an_answer_becomes_a_record(history: History) -> None:
    plan = make_plan(2, mode=Mode.STUDY)
    first, second = plan_questions(plan)
    events = (
        ConfidenceGiven(Confidence.GUESS),
        Answered(0),
        Moved(1),
        Answered(0),
        MissReasonGiven(1, MissReason.RULE),
    )
    session_id = play(history, plan, *events, Submitted())
    right, wrong = records(history)
    assert right == AnswerRecord(
        question_hash=first.content_hash,
        session=history.uid(session_id),
        domain="digestive",
        correct=True,
        answered_at=NOON + timedelta(seconds=20),
        seconds=20.0,
        seconds_allowed=136.0,
        under_exam_conditions=False,
        guessed=True,
        tags=("invented",),
    )
    assert (wrong.question_hash, wrong.correct, wrong.miss_reason, wrong.guessed) == (
        second.content_hash,
        False,
        "rule",
        None,
    )


def test_what_was_shown_in_an_earlier_session_was_seen_before(history: History) -> None:
    clock = FakeClock()
    sit(history, make_plan(3), 0, clock=clock)
    clock.advance(1000)
    sit(history, make_plan(3), 0, 0, clock=clock)
    assert [record.seen_before for record in records(history) if not record.unanswered] == [False, True, False]


def test_which_blanks_count(history: History) -> None:
    sit(history, make_plan(3), 0)
    sit(history, make_plan(3, mode=Mode.STUDY), 0)
    assert [record.unanswered for record in records(history)] == [False, True, True, False]


def test_an_exam_that_can_be_resumed_does_not_count_yet_but_study_does(history: History) -> None:
    sit(history, make_plan(3), 0, submit=False)
    assert records(history) == []
    sit(history, make_plan(3, mode=Mode.STUDY), 0, submit=False)
    assert [record.seen_before for record in records(history)] == [True]


def test_a_mended_question_keeps_its_past(history: History) -> None:
    plan = make_plan(1, mode=Mode.STUDY)
    sit(history, plan, 3)
    mended = replace(plan_questions(plan)[0], stem="Mended.")
    (record,) = history.answer_records({mended.id: mended})
    assert record.question_hash == mended.content_hash
    now = NOON + timedelta(days=3)
    assert plan_review(history, [mended], now).due_today == (mended.content_hash,)
    assert plan_review(history, [], now).items == (), "gone from the bank"
    another = replace(mended, choices=("W", "X", "Y", "Z"))
    assert plan_review(history, [another], now).items == (), "another bank's, with the same id"


@pytest.mark.parametrize("name", formats.names())
def test_the_target_has_all_scored_questions_and_the_exams_pace(name: str) -> None:
    exam = formats.load(name)
    aimed = target(exam)
    assert aimed.questions == exam.questions - exam.pretest
    assert aimed.pace_seconds == pytest.approx(exam.pace_seconds)
    assert target(exam, 1.5).minutes == pytest.approx(1.5 * aimed.minutes)
    for section in exam.sections:
        if len(section.domains) == 1 and not exam.pretest:
            assert any(w.domain == section.domains[0] and w.questions >= section.questions for w in aimed.weights)


def test_few_answers_are_refused_and_none_are_nothing_to_work_on(history: History) -> None:
    evidence = gather(history, [], CPC, NOON)
    assert isinstance(evidence.assess(), TooFew)
    with pytest.raises(NotReadyError, match="no answer yet"):
        evidence.focus()
    assert gather(None, [], CPC, NOON) == evidence
    sit(history, make_plan(3), 3, 3, 3)
    told = gather(history, [], CPC, NOON + timedelta(days=1)).assess()
    assert isinstance(told, TooFew)
    assert told.answers == 3


def test_the_weakest_domains_are_practised(history: History) -> None:
    bank = [question(n, domain) for domain in ("digestive", "anatomy", "radiology", "medicine") for n in range(9)]
    gains = {"anatomy": 0.9, "radiology": 0.6, "digestive": 0.1, "compliance": 5.0, "medicine": 0.05}
    setup = prepare_weak(CPC, bank, gains, count=10, seed=1)
    domains = [item.domain for item in setup.plan.items]
    assert domains.count("anatomy") > domains.count("radiology") >= domains.count("digestive")
    assert domains.count("medicine") == 0, "few domains at a time"
    assert len(domains) == 10
    assert setup.plan.mode is Mode.STUDY
    assert setup.plan.seconds_allowed == pytest.approx(10 * CPC.pace_seconds)
    assert prepare_weak(CPC, bank, gains, count=10, seed=1) == setup
    with pytest.raises(NotReadyError):
        prepare_weak(CPC, [], gains, count=10, seed=1)


def test_answer_changes_are_added_up_over_sessions(history: History) -> None:
    play(history, make_plan(2), Answered(1), Answered(0), Moved(1), Answered(1), Answered(0), Submitted())
    play(history, make_plan(2), Answered(1), Answered(2), Submitted())
    sit(history, make_plan(2), 0, 1)
    assert history.answer_changes() == Changes(gained=1, lost=1, neutral=1)


@settings(max_examples=20)
@given(st.integers(1, 3), st.lists(st.one_of(MOVES, CHOICES, ENDS), max_size=25), st.sampled_from(Breaks))
def test_answer_changes_are_those_of_the_score(parts: int, happened: list[Event], breaks: Breaks) -> None:
    plan = make_plan(3, parts=parts, breaks=breaks)
    with TemporaryDirectory() as name, History(Path(name) / "history.db") as history:
        clock = FakeClock()
        state = start(plan, clock.now())
        session_id = history.begin(history.new_uid(), state, plan_questions(plan), Started())
        number = 2
        for event in [*happened, PartEnded(), PartStarted(), PartEnded(), PartStarted(), Submitted()]:
            clock.advance(1)
            try:
                new = apply(state, event, clock.now())
            except IllegalEventError:
                continue
            history.record(session_id, number, [(event, clock.now())], state, new)
            state, number = new, number + 1
        assert state.phase.is_finished
        assert history.answer_changes() == score(state).changes
