from datetime import timedelta
from pathlib import Path

import pytest

from codequiz.errors import CodequizError, NothingFoundError, UsageError
from codequiz.exam import Flagged, Mode, Submitted
from codequiz.history import Filter, History, Status
from exam_support import NOON, FakeClock, make_plan
from history_support import play, sit


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.db"


def test_a_deleted_session_is_gone_with_all_of_it_and_kept_in_a_copy(history: History) -> None:
    kept, gone = sit(history, make_plan(2), 0), sit(history, make_plan(4), 1)
    copy = history.delete([gone])
    assert [row.id for row in history.sessions()] == [kept]
    tables = {table: history._connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in TABLES}
    assert tables == {"session_plan": 1, "session_question": 2, "event": 4, "question": 2}
    assert copy is not None
    with History(copy) as before:
        assert {row.id for row in before.sessions()} == {kept, gone}


TABLES = ("session_plan", "session_question", "event", "question")


def test_two_copies_of_the_same_second_are_two_files(history: History) -> None:
    first, second = sit(history, make_plan(2), 0), sit(history, make_plan(2), 1)
    assert history.delete([first]) != history.delete([second])


def test_if_one_of_them_cannot_be_deleted_none_is(history: History) -> None:
    first, second = sit(history, make_plan(2), 0), sit(history, make_plan(2), 1, submit=False)
    with pytest.raises(NothingFoundError, match="no session 99"):
        history.delete([first, 99])
    lock = history.lock(history.uid(second))
    assert lock is not None
    with pytest.raises(CodequizError, match="open in another program"):
        history.delete([first, second])
    lock.release()
    assert len(history.sessions()) == 2
    history.delete([first, second])
    assert history.sessions() == []


def test_a_name_and_a_note(history: History) -> None:
    session_id = sit(history, make_plan(2), 0)
    history.rename(session_id, "  mock \x1b[31mexam ")
    history.annotate(session_id, "tired\nand late")
    row = history.session(session_id)
    assert (row.name, row.note) == ("mock [31mexam", "tired\nand late")
    history.rename(session_id, "")
    assert history.session(session_id).name == ""
    with pytest.raises(UsageError, match="61 characters"):
        history.rename(session_id, "x" * 61)
    with pytest.raises(NothingFoundError):
        history.annotate(99, "x")


def test_filters(history: History) -> None:
    clock = FakeClock()
    first = sit(history, make_plan(2), 0, clock=clock)
    clock.advance(86_400)
    second = play(history, make_plan(2, mode=Mode.STUDY), Flagged(True), Submitted(), clock=clock)
    third = sit(history, make_plan(2), 0, submit=False, clock=clock)

    def found(wanted: Filter) -> set[int]:
        rows = history.sessions(wanted)
        assert len(rows) == history.session_count(wanted)
        return {row.id for row in rows}

    assert found(Filter()) == {first, second, third}
    assert found(Filter(mode=Mode.STUDY)) == {second}
    assert found(Filter(status=Status.SUBMITTED)) == {first, second}
    assert found(Filter(exam="cpc-100")) == set()
    assert found(Filter(exam="test", status=Status.RUNNING)) == {third}
    assert found(Filter(since=NOON + timedelta(days=1))) == {second, third}
    assert found(Filter(until=NOON + timedelta(seconds=1))) == {first}
    assert [domain.n for domain in history.domain_totals(Filter(until=NOON + timedelta(days=1)))] == [2]


def test_the_views_read_without_joins_and_keep_an_open_exams_answers_secret(history: History) -> None:
    done, still_open = sit(history, make_plan(2), 0, 0), sit(history, make_plan(2), 0, submit=False)
    rows = history._connection.execute(
        "SELECT session, number, question, domain, choice, answer, correct, seconds FROM answers ORDER BY 1, 2"
    ).fetchall()
    assert [tuple(row) for row in rows] == [
        (done, 1, "digestive-000", "digestive", "A", "A", 1, 30.0),
        (done, 2, "digestive-001", "digestive", "A", "B", 0, 20.0),
        (still_open, 1, "digestive-000", "digestive", "A", None, None, 20.0),
        (still_open, 2, "digestive-001", "digestive", None, None, None, 0.0),
    ]
    for column, value in (("correct", "0"), ("answer", "B"), ("seconds", "20"), ("session", str(done))):
        found = history._connection.execute(f"SELECT COUNT(*) FROM answers WHERE {column} = ?", (value,)).fetchone()[0]
        assert found, f"{column} can be filtered by text, as Datasette does"
    results = history._connection.execute("SELECT session, percent, seconds_per_answer FROM results").fetchall()
    assert [tuple(row) for row in results] == [(done, 50.0, 25.0), (still_open, None, 20.0)]
    (domain,) = history._connection.execute("SELECT domain, asked, correct, percent FROM domain_results").fetchall()
    assert tuple(domain) == ("digestive", 2, 1, 50.0)


def test_a_blank_of_an_open_study_session_is_not_wrong_in_the_views(history: History) -> None:
    session = sit(history, make_plan(3, mode=Mode.STUDY), 0, submit=False)
    read = history._connection.execute

    def answers() -> list[tuple[object, ...]]:
        return [tuple(row) for row in read("SELECT choice, answer, correct FROM answers ORDER BY number")]

    assert answers() == [("A", "A", 1), (None, None, None), (None, None, None)]
    assert [tuple(row) for row in read("SELECT session, correct, percent FROM results")] == [(session, 1, 100.0)]
    domains = read("SELECT domain, asked, answered, correct, percent FROM domain_results").fetchall()
    assert [tuple(row) for row in domains] == [("digestive", 1, 1, 1, 100.0)]

    sit(history, make_plan(3, mode=Mode.STUDY), 0)
    assert answers()[-1][2] == 0
    percents = [row[0] for row in read("SELECT percent FROM results ORDER BY session")]
    assert percents == [100.0, 33.3]
    assert tuple(read("SELECT asked, correct, percent FROM domain_results").fetchone()) == (4, 2, 50.0)


def test_an_open_study_session_without_an_answer_has_no_percent(history: History) -> None:
    sit(history, make_plan(2, mode=Mode.STUDY), submit=False)
    (row,) = history._connection.execute("SELECT percent FROM results").fetchall()
    assert row[0] is None
    assert not history._connection.execute("SELECT * FROM domain_results").fetchall()
