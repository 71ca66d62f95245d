import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codequiz.errors import CodequizError
from codequiz.exam import (
    Answered,
    Confidence,
    ConfidenceGiven,
    Event,
    Flagged,
    IllegalEventError,
    LookupClosed,
    LookupOpened,
    MissReason,
    MissReasonGiven,
    Mode,
    Moved,
    Noted,
    Paused,
    Resumed,
    ReviewOpened,
    Started,
    Struck,
    Submitted,
    apply,
    start,
)
from codequiz.history import DrillRow, History, Keep, Merged
from codequiz.practice import Session, Setup, settle
from exam_support import FakeClock, make_plan, plan_questions
from history_support import content, exported, play, rows, sit


def test_a_history_goes_to_another_machine_and_nothing_twice(history: History, other: History, tmp_path: Path) -> None:
    sit(history, make_plan(3), 0)
    for number in range(3):
        sit(other, make_plan(4), 1, number)
    file = exported(other, tmp_path / "all.jsonl")
    assert history.merge(file) == Merged(added=3)
    before = rows(history)
    assert history.merge(file) == Merged(known=3)
    assert history.merge(other._path) == Merged(known=3)
    assert rows(history) == before
    assert other.merge(history._path) == Merged(added=1, known=3)
    assert rows(other) == before


def test_what_is_derived_is_the_same_there(history: History, other: History) -> None:
    clock = FakeClock()
    events: list[Event] = [
        Answered(2),
        Struck(1, True),
        Answered(0),
        Flagged(True),
        Noted("why?"),
        LookupOpened("x"),
        LookupClosed(),
    ]
    events += [
        Moved(1),
        ConfidenceGiven(Confidence.GUESS),
        Answered(0),
        ReviewOpened(),
        Paused(),
        Resumed(),
    ]
    session_id = play(other, make_plan(3), *events, Submitted(), clock=clock)
    other.rename(session_id, "Mock")
    history.merge(other._path)
    assert rows(history) == rows(other)


def test_a_session_gone_on_with_there_is_brought_up_to_date(history: History, other: History) -> None:
    clock = FakeClock()
    plan = make_plan(3)
    setup = Setup(plan, plan_questions(plan), 3, ())
    with Session.start(other, clock, setup) as session:
        session.send(Answered(0), Moved(1))
        session.send(Paused())
    history.merge(other._path)
    (here,) = history.sessions()
    history.rename(here.id, "mine")
    with Session.resume(other, clock) as session:
        session.send(Answered(1), Submitted())
    assert history.merge(other._path) == Merged(continued=1)
    row = history.session(here.id)
    assert (row.status, row.correct, row.name) == ("submitted", 2, "mine")
    assert other.merge(history._path) == Merged(described=1), "the name"
    assert rows(history) == rows(other)


def test_the_older_state_of_a_session_changes_nothing(history: History, other: History, tmp_path: Path) -> None:
    session_id = sit(other, make_plan(3), 0, submit=False)
    old = exported(other, tmp_path / "old.jsonl")
    history.merge(other._path)
    clock = FakeClock()
    clock.advance(1000)
    settle(other, clock)
    history.merge(other._path)
    assert other.session(session_id).status == "timed-out"
    before = rows(history)
    assert history.merge(old) == Merged(known=1)
    assert rows(history) == before == rows(other)


def diverged(history: History, other: History) -> None:
    clock = FakeClock()
    plan = make_plan(3, mode=Mode.STUDY)
    with Session.start(other, clock, Setup(plan, plan_questions(plan), 3, ())) as session:
        session.send(Paused())
    history.merge(other._path)
    for here, choice in ((history, 0), (other, 1)):
        with Session.resume(here, clock) as session:
            session.send(Answered(choice), Submitted())


def test_who_went_on_differently_is_asked(history: History, other: History) -> None:
    diverged(history, other)
    sit(other, make_plan(2), 0)
    before = rows(history)
    with pytest.raises(CodequizError, match="gone on with differently") as caught:
        history.merge(other._path)
    assert "--keep" in caught.value.hint
    assert rows(history) == before, "not even the other session"
    assert history.merge(other._path, Keep.OURS) == Merged(added=1, ours=1)
    assert history.merge(other._path, Keep.THEIRS) == Merged(continued=1, known=1)
    assert rows(history) == rows(other)
    assert len(list((history._path.parent / "backups").glob("*.db"))) == 1


def test_an_end_that_came_by_itself_gives_way_to_what_somebody_did(history: History, other: History) -> None:
    clock = FakeClock()
    plan = make_plan(3)
    with Session.start(other, clock, Setup(plan, plan_questions(plan), 3, ())) as session:
        session.send(Paused())
    history.merge(other._path)
    clock.advance(30)
    with Session.resume(other, clock) as session:
        session.send(Answered(0), Submitted())
    clock.advance(5000)
    assert len(settle(history, clock)) == 1
    assert history.merge(other._path) == Merged(continued=1)
    assert other.merge(history._path) == Merged(known=1)


def test_a_backup_is_a_history_by_itself(history: History, tmp_path: Path) -> None:
    sit(history, make_plan(3), 0)
    copy = tmp_path / "copy.db"
    history.backup(copy)
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith("copy")] == ["copy.db"]
    with History(copy) as copied:
        assert rows(copied) == rows(history)


events = st.one_of(
    st.builds(Moved, st.integers(0, 4)),
    st.builds(Answered, st.integers(0, 3)),
    st.builds(Flagged, st.booleans()),
    st.builds(Noted, st.text(max_size=20)),
    st.builds(Struck, st.integers(0, 3), st.booleans()),
    st.builds(ConfidenceGiven, st.sampled_from(Confidence)),
    st.builds(MissReasonGiven, st.integers(0, 4), st.sampled_from(MissReason)),
    st.builds(LookupOpened, st.text(max_size=20)),
    st.builds(LookupClosed),
    st.builds(Paused),
    st.builds(Resumed),
    st.builds(Submitted),
)
stories = st.lists(
    st.tuples(st.sampled_from(Mode), st.text(max_size=60), st.lists(st.tuples(st.integers(0, 90_000), events))),
    max_size=4,
)


def tell(history: History, story: list[tuple[Mode, str, list[tuple[int, Event]]]]) -> None:
    clock = FakeClock()
    for mode, name, happened in story:
        plan = make_plan(5, mode=mode)
        state = start(plan, clock.now())
        session_id = history.begin(history.new_uid(), state, plan_questions(plan), Started())
        history.rename(session_id, name)
        history.annotate(session_id, name[::-1])
        number = 2
        for milliseconds, event in happened:
            clock.advance(milliseconds / 1000)
            try:
                new = apply(state, event, clock.now())
            except IllegalEventError:
                continue
            history.record(session_id, number, [(event, clock.now())], state, new)
            state, number = new, number + 1


@settings(max_examples=12)
@given(stories)
def test_whatever_happened_an_import_gives_it_back(story: list[tuple[Mode, str, list[tuple[int, Event]]]]) -> None:
    with TemporaryDirectory() as name, History(Path(name) / "a" / "h.db") as here:
        tell(here, story)
        file = exported(here, Path(name) / "all.jsonl")
        with History(Path(name) / "b" / "h.db") as there, History(Path(name) / "c" / "h.db") as third:
            assert there.merge(file) == Merged(added=len(story))
            assert content(there) == content(here)
            assert there.merge(file) == Merged(known=len(story))
            third.merge(there._path)
            assert rows(there) == rows(third)
            assert rows(there) == rows(here), "all that is derived, too"


drills = st.lists(
    st.tuples(
        st.builds(
            DrillRow,
            system=st.sampled_from(["icd10cm", "cpt"]),
            code=st.text(max_size=7),
            asked=st.text(max_size=30),
            found=st.booleans(),
            tries=st.integers(0, 9),
            lookups=st.integers(0, 9),
            seconds=st.integers(0, 300_000).map(lambda n: n / 1000),
        ),
        st.booleans(),
    ),
    max_size=5,
)


def drill(history: History, found: list[tuple[DrillRow, bool]]) -> int:
    """Drills of these codes, a new one begun where the flag says so; how many."""
    uids: list[str] = []
    clock = FakeClock()
    number = 0
    for row, begins in found:
        if begins or not uids:
            uids.append(history.new_uid())
            number = 0
        number += 1
        clock.advance(row.seconds)
        history.record_drill(uids[-1], number, clock.now().utc, row)
    return len(uids)


@settings(max_examples=12, deadline=None)
@given(stories, stories, drills, drills)
def test_two_histories_become_the_same_and_a_second_merge_changes_nothing(
    mine: list[tuple[Mode, str, list[tuple[int, Event]]]],
    theirs: list[tuple[Mode, str, list[tuple[int, Event]]]],
    my_drills: list[tuple[DrillRow, bool]],
    their_drills: list[tuple[DrillRow, bool]],
) -> None:
    with (
        TemporaryDirectory() as name,
        History(Path(name) / "a" / "h.db") as here,
        History(Path(name) / "b" / "h.db") as there,
    ):
        tell(here, mine)
        tell(there, theirs)
        my_count, their_count = drill(here, my_drills), drill(there, their_drills)
        file = exported(there, Path(name) / "theirs.jsonl")

        assert there.merge(here._path) == Merged(added=len(mine), drills=my_count)
        assert here.merge(file) == Merged(added=len(theirs), drills=their_count)
        assert rows(here) == rows(there)
        before = rows(here)
        assert here.merge(there._path) == Merged(known=len(mine) + len(theirs))
        assert here.merge(file) == Merged(known=len(theirs))
        assert rows(here) == before


def test_a_drill_that_went_on_meanwhile_is_completed(history: History, other: History, tmp_path: Path) -> None:
    row = DrillRow("icd10cm", "E11.9", "diabetes", True, 1, 0, 9.5)
    other.record_drill("d" * 32, 1, FakeClock().utc, row)
    history.merge(exported(other, tmp_path / "early.jsonl"))
    other.record_drill("d" * 32, 2, FakeClock().utc, replace(row, seconds=4.5))

    assert history.merge(exported(other, tmp_path / "late.jsonl")) == Merged(drills=1)
    assert history.merge(tmp_path / "early.jsonl") == Merged()
    assert sorted(history.drill_seconds()) == [4.5, 9.5]


def test_an_export_of_the_version_before_drills_is_taken_over(history: History, other: History, tmp_path: Path) -> None:
    sit(other, make_plan(2), 0)
    lines = [json.loads(line) for line in other.export_lines()]
    lines[0]["version"] = 1
    del lines[-1]["end"]["drills"]
    file = tmp_path / "v1.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert history.merge(file) == Merged(added=1)
