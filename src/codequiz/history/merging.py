"""Taking over sessions from another history: read and checked outside, then put in with one transaction."""

import json
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, Final

from codequiz.errors import CodequizError, InvalidDataError
from codequiz.exam import Event, Instant, Interrupted, TimedOut, event_from_json
from codequiz.history.connection import connect, failures, is_database, snapshot, transaction
from codequiz.history.interchange import Carried, carried, played, records
from codequiz.history.recording import dump, insert_session, stored_time, write_events, write_items

MAX_LINE_BYTES: Final = 64 * 1024 * 1024
_TABLES: Final = ("session_plan", "session_question", "event")
_Events = tuple[tuple[Event, Instant], ...]


class Keep(StrEnum):
    """Whose version stays where a session was continued differently on two machines."""

    OURS = "ours"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class Merged:
    """How many sessions were new, gone on with on the other machine, named or noted there, or here already.

    `ours` counts what differed and was kept as it is here.
    """

    added: int = 0
    continued: int = 0
    described: int = 0
    known: int = 0
    ours: int = 0


def read(source: Path | None, directory: Path) -> Iterator[Carried]:
    """The sessions of a history or of an export of one; standard input when `source` is None.

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


def _sessions_of(source: Path, copy: Path) -> Iterator[Carried]:
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


def merge(
    connection: sqlite3.Connection,
    source: Path | None,
    keep: Keep | None,
    hold: Callable[[int], None],
    before: Callable[[], object],
) -> Merged:
    """Put what is new of another history into this one, all or nothing. Raises CodequizError.

    `hold` is called for each session that is replaced, and raises when it is open elsewhere; `before` once before
    anything is overwritten.
    """
    with TemporaryDirectory(prefix="codequiz-") as name:
        staged = Path(name) / "staged.db"
        with closing(connect(staged)) as stage:
            known = _stage(connection, stage, read(source, Path(name)))
        if keep is Keep.THEIRS:
            before()
        connection.execute("ATTACH ? AS other", (str(staged),))
        try:
            with transaction(connection):
                merged = _put_in(connection, keep, hold)
                return replace(merged, known=merged.known + known)
        finally:
            connection.execute("DETACH other")


def _stage(ours: sqlite3.Connection, stage: sqlite3.Connection, sessions: Iterator[Carried]) -> int:
    """Write the sessions that may change anything here into a history of their own; how many others there were."""
    known = 0
    with transaction(stage):
        for session in sessions:
            stored = session.stored
            row = ours.execute("SELECT id, name, note FROM session WHERE uid = ?", (stored.uid,)).fetchone()
            if (
                row
                and row["name"] == session.name
                and row["note"] == session.note
                and _events(ours, "main", row["id"]) == stored.events
            ):
                known += 1
                continue
            with _problems(session.where):
                _write(stage, session)
    return known


@contextmanager
def _problems(where: str) -> Iterator[None]:
    """What replaying an invented session, or the strict tables, say against it."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError, IndexError, sqlite3.IntegrityError) as e:
        raise InvalidDataError(
            f"{where}: a session that does not add up: {e}; nothing was taken over", "export or copy it again"
        ) from e


def _write(stage: sqlite3.Connection, session: Carried) -> None:
    stored = session.stored
    state, answered = played(stored)
    session_id = insert_session(stage, stored.uid, state, stored.questions.values())
    write_items(stage, session_id, None, state)
    write_events(stage, session_id, 1, stored.events)
    stage.executemany(
        "UPDATE session_question SET answered_at = ? WHERE session_id = ? AND number = ?",
        [(stored_time(at), session_id, position + 1) for position, at in answered.items()],
    )
    stage.execute(
        "UPDATE session SET name = ?, note = ?, seen = ? WHERE id = ?",
        (session.name, session.note, dump(stored.seen.to_json()), session_id),
    )


def _put_in(connection: sqlite3.Connection, keep: Keep | None, hold: Callable[[int], None]) -> Merged:
    connection.execute("INSERT OR IGNORE INTO main.question SELECT * FROM other.question")
    columns = [row["name"] for row in connection.execute("PRAGMA main.table_info(session)") if row["name"] != "id"]
    merged = Merged()
    for theirs in connection.execute("SELECT * FROM other.session ORDER BY started_at, uid").fetchall():
        ours = connection.execute("SELECT * FROM main.session WHERE uid = ?", (theirs["uid"],)).fetchone()
        if ours is None:
            listed = ", ".join(columns)
            cursor = connection.execute(
                f"INSERT INTO main.session ({listed}) SELECT {listed} FROM other.session WHERE id = ?", (theirs["id"],)
            )
            _copy_details(connection, theirs["id"], int(cursor.lastrowid or 0))
            merged = replace(merged, added=merged.added + 1)
            continue
        change = _change(connection, ours, theirs, keep)
        if change is _Change.REPLACE:
            hold(ours["id"])
            _replace(connection, columns, ours["id"], theirs["id"])
            merged = replace(merged, continued=merged.continued + 1)
        elif change is _Change.KEPT:
            merged = replace(merged, ours=merged.ours + 1)
        merged = _described(connection, ours, theirs, merged, counted=change is not _Change.NONE)
    return merged


class _Change(StrEnum):
    NONE = "none"
    REPLACE = "replace"
    KEPT = "kept"


def _change(connection: sqlite3.Connection, ours: sqlite3.Row, theirs: sqlite3.Row, keep: Keep | None) -> _Change:
    """What becomes of a session that both have. The one that goes on further from the same events is the newer."""
    here, there = _events(connection, "main", ours["id"]), _events(connection, "other", theirs["id"])
    same = 0
    while same < min(len(here), len(there)) and here[same] == there[same]:
        same += 1
    plans = [
        connection.execute(f"SELECT plan FROM {schema}.session_plan WHERE session_id = ?", (row["id"],)).fetchone()
        for schema, row in (("main", ours), ("other", theirs))
    ]
    if json.loads(plans[0]["plan"]) == json.loads(plans[1]["plan"]):
        if len(there) == same or (len(here) > same and _nobody_did(there[same:])):
            return _Change.NONE
        if _nobody_did(here[same:]):
            return _Change.REPLACE
    if keep is Keep.THEIRS:
        return _Change.REPLACE
    if keep is Keep.OURS:
        return _Change.KEPT
    raise CodequizError(
        f"session {ours['id']} (of {ours['started_at'][:10]}) was gone on with differently here and there;"
        " nothing was taken over",
        "choose whose version stays: --keep ours, or --keep theirs",
    )


def _nobody_did(events: _Events) -> bool:
    """Whether these events, or none, only say that somebody was away: they follow by themselves on any machine."""
    return all(isinstance(event, Interrupted | TimedOut) for event, _ in events)


def _events(connection: sqlite3.Connection, schema: str, session_id: int) -> _Events:
    rows = connection.execute(
        f"SELECT at AS utc, boot_id, boot_seconds, awake_seconds, kind, data FROM {schema}.event"
        " WHERE session_id = ? ORDER BY number",
        (session_id,),
    )
    return tuple((event_from_json(row["kind"], json.loads(row["data"])), Instant.from_json(dict(row))) for row in rows)


def _copy_details(connection: sqlite3.Connection, theirs: int, ours: int) -> None:
    for table in _TABLES:
        found = connection.execute(f"PRAGMA main.table_info({table})")
        names = ", ".join(row["name"] for row in found if row["name"] != "session_id")
        connection.execute(
            f"INSERT INTO main.{table} (session_id, {names}) SELECT ?, {names} FROM other.{table} WHERE session_id = ?",
            (ours, theirs),
        )


def _replace(connection: sqlite3.Connection, columns: list[str], ours: int, theirs: int) -> None:
    """Their events and all that follows from them; the number, name and note stay."""
    for table in _TABLES:
        connection.execute(f"DELETE FROM main.{table} WHERE session_id = ?", (ours,))
    changed = ", ".join(column for column in columns if column not in ("uid", "name", "note"))
    connection.execute(
        f"UPDATE main.session SET ({changed}) = (SELECT {changed} FROM other.session WHERE id = ?) WHERE id = ?",
        (theirs, ours),
    )
    _copy_details(connection, theirs, ours)


def _described(
    connection: sqlite3.Connection, ours: sqlite3.Row, theirs: sqlite3.Row, merged: Merged, *, counted: bool
) -> Merged:
    """A name or a note that only they have is taken over; one that differs stays as it is here."""
    taken = kept = False
    for column in ("name", "note"):
        if theirs[column] and not ours[column]:
            connection.execute(f"UPDATE main.session SET {column} = ? WHERE id = ?", (theirs[column], ours["id"]))
            taken = True
        elif theirs[column] and theirs[column] != ours[column]:
            kept = True
    if taken and not counted:
        return replace(merged, described=merged.described + 1)
    if kept and not counted:
        return replace(merged, ours=merged.ours + 1)
    return merged if counted else replace(merged, known=merged.known + 1)
