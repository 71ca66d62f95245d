"""Sessions that tests put into a history."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Final

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


def exported(history: History, path: Path) -> Path:
    """An export of a history; where it is."""
    path.write_text("".join(history.export_lines()), encoding="utf-8")
    return path


def content(history: History) -> list[Any]:
    """Everything but the moment of the export and the numbers of sessions."""
    return [record for line in history.export_lines() if "codequiz" not in (record := json.loads(line))]


def rows(history: History) -> dict[str, list[tuple[Any, ...]]]:
    """All that is derived, too; sessions by uid."""
    connection = history._connection
    uids = dict(map(tuple, connection.execute("SELECT id, uid FROM session")))
    found = {}
    for table in ("session", "session_plan", "session_question", "event", "question", "drill"):
        found[table] = sorted(
            (
                tuple(
                    uids[row[0]] if n == 0 and table not in ("question", "drill") else cell
                    for n, cell in enumerate(row)
                )
                for row in connection.execute(f"SELECT * FROM {table}")
            ),
            key=repr,
        )
    return found
