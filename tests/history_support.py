"""Sessions that tests put into a history."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from codequiz.exam import Answered, Event, Moved, Plan, Started, Submitted, apply, start
from codequiz.history import History
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


HISTORIES: Final = Path(__file__).with_name("histories")
"""Every shape that the tables ever had on the main branch, with the same practice in each, as SQL."""


def earlier_history(path: Path, shape: str) -> None:
    """A history as an earlier version of codequiz wrote it, such as `schema-1`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((HISTORIES / f"{shape}.sql").read_text(encoding="utf-8"))
