"""Sessions that tests put into a history."""

import sqlite3
from pathlib import Path

from sqlite_utils import Database

from codequiz.exam import Answered, Event, Moved, Plan, Started, State, Submitted, apply, start
from codequiz.history import History
from codequiz.history.connection import APPLICATION_ID, transaction
from codequiz.history.recording import insert_session, write_events, write_items
from codequiz.history.schema import steps
from exam_support import FakeClock, plan_questions


def play(history: History, plan: Plan, *events: Event, clock: FakeClock | None = None) -> int:
    """A session in which these events happen, ten seconds apart; its id."""
    clock = clock or FakeClock()
    state = start(plan, clock.now())
    session_id = history.begin(history.new_uid(), state, plan_questions(plan), Started())
    for number, event in enumerate(events, 2):
        clock.advance(10)
        new = apply(state, event, clock.now())
        history.record(session_id, number, [(event, clock.now())], state, new)
        state = new
    return session_id


def sit(history: History, plan: Plan, *choices: int, submit: bool = True, clock: FakeClock | None = None) -> int:
    """A session whose first questions are answered with these choices; its id."""
    events = [event for n, choice in enumerate(choices) for event in (Moved(n), Answered(choice))]
    return play(history, plan, *events, *([Submitted()] if submit else []), clock=clock)


def first_schema(path: Path, plan: Plan) -> State:
    """A history as the first version of the tables had it, with one session that waits at its start."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    steps.apply(Database(connection), stop_before=["0002_notes_and_views"])
    state = start(plan, FakeClock().now())
    with transaction(connection):
        session_id = insert_session(connection, "0" * 32, state, plan_questions(plan))
        write_items(connection, session_id, None, state)
        write_events(connection, session_id, 1, [(Started(), state.started)])
    connection.close()
    return state
