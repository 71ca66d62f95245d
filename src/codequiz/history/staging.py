"""Reading another history: all of it checked, and what may change anything here put into a history of its own."""

import json
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final

from codequiz.errors import CodequizError, InvalidDataError
from codequiz.history.connection import connect, failures, is_database, snapshot, transaction
from codequiz.history.interchange import Carried, CarriedDrill, carried, played, records
from codequiz.history.queries import events
from codequiz.history.recording import dump, insert_drill, insert_session, write_events

MAX_LINE_BYTES: Final = 64 * 1024 * 1024


def read(source: Path | None, directory: Path) -> Iterator[Carried | CarriedDrill]:
    """The sessions and drills of a history or of an export of one; standard input when `source` is None.

    `directory` is a private one for intermediate files. Raises CodequizError; the file is not changed.
    """
    if source is None:
        yield from carried(_lines(sys.stdin.buffer, "standard input"), "standard input")
    elif is_database(source):
        yield from _sessions_of(source, directory / "other.db")
    else:
        try:
            with source.open("rb") as file:
                yield from carried(_lines(file, str(source)), str(source))
        except OSError as error:
            raise CodequizError(f"cannot read {source}: {error.strerror or error}", "check the path") from error


def _sessions_of(source: Path, copy: Path) -> Iterator[Carried | CarriedDrill]:
    snapshot(source, copy)
    with failures(source), closing(connect(copy)) as connection:
        connection.row_factory = sqlite3.Row
        try:
            found = ((f"{source}, record {number}", record) for number, record in enumerate(records(connection), 1))
            yield from carried(found, str(source))
        except ValueError as error:
            raise InvalidDataError(f"{source} is damaged: {error}; nothing was taken over", "copy it again") from error


def _lines(file: BinaryIO, source: str) -> Iterator[tuple[str, Any]]:
    """Each line with where it stands; in a line that is no JSON, the error says whether it is the last."""
    for number in range(1, sys.maxsize):
        line = file.readline(MAX_LINE_BYTES)
        if not line:
            return
        where = f"{source}:{number}"
        try:
            yield where, json.loads(line, parse_constant=_refuse)
        except (ValueError, RecursionError) as error:
            if number == 1:
                raise InvalidDataError(
                    f"{where}: not an export of a codequiz history", "JSON Lines or SQLite: codequiz history export"
                ) from error
            half = "" if line.endswith(b"\n") else ", half a file"
            raise InvalidDataError(
                f"{where}: the line is no JSON{half}; nothing was taken over", "export or copy it again"
            ) from error


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number")


def stage(ours: sqlite3.Connection, path: Path, found: Iterator[Carried | CarriedDrill]) -> int:
    """Write the sessions that may change anything here, and all drills, into a new history at `path`.

    Each session is replayed, and all that follows from its events derived again. Returns how many sessions are here
    already, just like that. Raises CodequizError; then the file is good for nothing.
    """
    known = 0
    written: set[str] = set()
    with closing(connect(path)) as staged:
        # Nobody will miss this file if the power goes: it need not wait for the disk, nor be able to go back.
        staged.execute("PRAGMA synchronous = OFF")
        staged.execute("PRAGMA journal_mode = OFF")
        # It is read once, from one end to the other.
        for (index,) in staged.execute(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        ).fetchall():
            staged.execute(f"DROP INDEX {index}")
        with transaction(staged):
            for each in found:
                with _problems(each.where, "drill" if isinstance(each, CarriedDrill) else "session"):
                    if isinstance(each, CarriedDrill):
                        for number, at, row in each.rows:
                            insert_drill(staged, each.uid, number, at, row)
                    elif _is_known(ours, each):
                        known += 1
                    else:
                        _write(staged, each, written)
    return known


def _is_known(ours: sqlite3.Connection, session: Carried) -> bool:
    row = ours.execute("SELECT id, name, note FROM session WHERE uid = ?", (session.stored.uid,)).fetchone()
    return (
        row is not None
        and row["name"] == session.name
        and row["note"] == session.note
        and events(ours, row["id"]) == session.stored.events
    )


@contextmanager
def _problems(where: str, what: str) -> Iterator[None]:
    """What replaying an invented session, or the strict tables, say against it."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError, IndexError, sqlite3.IntegrityError) as e:
        raise InvalidDataError(
            f"{where}: a {what} that does not add up: {e}; nothing was taken over", "export or copy it again"
        ) from e


def _write(stage: sqlite3.Connection, session: Carried, written: set[str]) -> None:
    """Store a session; `written` are the hashes of the questions that are there already."""
    stored = session.stored
    state, answered = played(stored)
    new = [question for key, question in stored.questions.items() if key not in written]
    written.update(stored.questions)
    session_id = insert_session(stage, stored.uid, state, new, answered)
    write_events(stage, session_id, 1, stored.events)
    stage.execute(
        "UPDATE session SET name = ?, note = ?, seen = ? WHERE id = ?",
        (session.name, session.note, dump(stored.seen.to_json()), session_id),
    )
