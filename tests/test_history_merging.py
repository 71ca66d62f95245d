import json
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codequiz.errors import CodequizError, InvalidDataError, UsageError
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
from codequiz.history.connection import SCHEMA_VERSION
from codequiz.history.interchange import VERSION
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


def test_a_session_open_elsewhere_is_not_replaced(history: History, other: History) -> None:
    sit(other, make_plan(3), 0, submit=False)
    history.merge(other._path)
    stored = other.load(1)
    state = start(stored.plan, stored.events[0][1])
    for event, at in stored.events[1:]:
        state = apply(state, event, at)
    at = replace(state.instant, boot_seconds=state.instant.boot_seconds + 5)
    other.record(1, len(stored.events) + 1, [(Submitted(), at)], state, apply(state, Submitted(), at))
    lock = history.lock(stored.uid)
    assert lock is not None
    with pytest.raises(CodequizError, match="open in another program"):
        history.merge(other._path)
    lock.release()
    assert history.merge(other._path) == Merged(continued=1)


def test_a_newer_version_is_refused(history: History, other: History, tmp_path: Path) -> None:
    sit(other, make_plan(2), 0)
    lines = list(other.export_lines())
    head = {**json.loads(lines[0]), "version": VERSION + 1}
    newer = tmp_path / "newer.jsonl"
    newer.write_text(json.dumps(head) + "\n" + "".join(lines[1:]), encoding="utf-8")
    with pytest.raises(CodequizError, match="written by a newer codequiz"):
        history.merge(newer)
    other._connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    with pytest.raises(CodequizError, match="written by a newer codequiz"):
        history.merge(other._path)
    assert history.sessions() == []


def test_half_a_file_is_refused_wherever_it_ends(history: History, other: History, tmp_path: Path) -> None:
    for choice in range(3):
        sit(other, make_plan(3), choice)
    whole = exported(other, tmp_path / "all.jsonl").read_bytes()
    half = tmp_path / "half.jsonl"
    step = len(whole) // 20
    for end in [*range(0, len(whole) - 1, step), whole.rindex(b'{"end"')]:
        half.write_bytes(whole[:end])
        with pytest.raises(InvalidDataError) as caught:
            history.merge(half)
        assert str(half) in caught.value.message
        assert history.sessions() == []


def test_half_a_database_is_refused(history: History, other: History, tmp_path: Path) -> None:
    sit(other, make_plan(50), *[0] * 50)
    whole = tmp_path / "whole.db"
    other.backup(whole)
    half = tmp_path / "half.db"
    data = whole.read_bytes()
    for share in (0.1, 0.5, 0.9):
        half.write_bytes(data[: int(len(data) * share)])
        with pytest.raises(InvalidDataError, match="damaged or only half there"):
            history.merge(half)
    half.write_bytes(b"")
    with pytest.raises(InvalidDataError, match="is empty"):
        history.merge(half)
    assert history.sessions() == []


@pytest.mark.parametrize(
    ("find", "put"),
    [
        ('"uid":"', '"uid":"../../../../tmp/'),
        ('"answer":0', '"answer":7'),
        ('"choice":0', '"choice":9'),
        ('"stem":"', '"stem":"Changed: '),
        ('"kind":"moved"', '"kind":"unheard-of"'),
        ('"seed":1', '"seed":"one"'),
        ('"seed":1', '"seed":NaN'),
        ('"boot_seconds":', '"boot_seconds":1e999,"x":'),
        ('"mode":"exam","seed"', '"mode":"party","seed"'),
        ('"first":0', '"first":"zero"'),
        ('"name":""', '"name":"\\ud800"'),
        ('"questions":3', '"questions":3}},{"end":{"sessions":1'),
        ('"pass_percent":70.0,"scale"', '"pass_percent":"most","scale"'),
    ],
)
def test_what_does_not_add_up_is_one_clear_error_with_its_line(
    history: History, other: History, tmp_path: Path, find: str, put: str
) -> None:
    sit(other, make_plan(3), 0, 1)
    file = exported(other, tmp_path / "all.jsonl")
    text = file.read_text(encoding="utf-8")
    assert find in text
    file.write_text(text.replace(find, put), encoding="utf-8")
    with pytest.raises(CodequizError) as caught:
        history.merge(file)
    assert f"{file}:" in caught.value.message
    assert "\n" not in caught.value.message
    assert history.sessions() == []


def test_other_files_are_refused(history: History, tmp_path: Path) -> None:
    recipes = tmp_path / "recipes.db"
    with closing(sqlite3.connect(recipes)) as connection:
        connection.execute("CREATE TABLE recipe (name)")
    diary = tmp_path / "diary.txt"
    diary.write_text("Dear diary", encoding="utf-8")
    for file in (recipes, diary, tmp_path / "nothing", tmp_path):
        with pytest.raises(CodequizError):
            history.merge(file)
    with pytest.raises(UsageError, match="this history itself"):
        history.merge(history._path)


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


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"uid": "../x"}, "a drill that does not add up: its uid is none"),
        ({"codes": [{}]}, "a drill that does not add up: it has no 'system'"),
        ({"codes": "x"}, "a drill that does not add up"),
    ],
)
def test_a_drill_that_does_not_add_up_is_refused(
    history: History, other: History, tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    other.record_drill("d" * 32, 1, FakeClock().utc, DrillRow("icd10cm", "E11.9", "diabetes", True, 1, 0, 9.5))
    lines = [json.loads(line) for line in other.export_lines()]
    lines[1]["drill"] |= change
    file = tmp_path / "bad.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    with pytest.raises(InvalidDataError, match=re.escape(said)):
        history.merge(file)
    assert history.drill_seconds() == []


@pytest.mark.parametrize(
    "change",
    [
        {"number": 0}, {"number": True}, {"tries": -1}, {"lookups": "1"}, {"found": 1}, {"code": 3},
        {"seconds": -1}, {"seconds": "x"}, {"at": "soon"}, {"at": None}, {"asked": "\ud800"}, {"tries": 2**70},
    ],
)  # fmt: skip
def test_a_code_of_a_drill_that_does_not_add_up_is_refused(
    history: History, other: History, tmp_path: Path, change: dict[str, Any]
) -> None:
    other.record_drill("d" * 32, 1, FakeClock().utc, DrillRow("icd10cm", "E11.9", "diabetes", True, 1, 0, 9.5))
    lines = [json.loads(line) for line in other.export_lines()]
    lines[1]["drill"]["codes"][0] |= change
    file = tmp_path / "bad.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    with pytest.raises(InvalidDataError, match=r"bad\.jsonl:2: a drill that does not add up"):
        history.merge(file)


def test_an_export_of_the_version_before_drills_is_taken_over(history: History, other: History, tmp_path: Path) -> None:
    sit(other, make_plan(2), 0)
    lines = [json.loads(line) for line in other.export_lines()]
    lines[0]["version"] = 1
    del lines[-1]["end"]["drills"]
    file = tmp_path / "v1.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert history.merge(file) == Merged(added=1)
