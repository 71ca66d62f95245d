"""Taking over sessions from another history: read and checked outside, then put in with one transaction."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from codequiz.errors import CodequizError
from codequiz.exam import Event, Instant, Interrupted, TimedOut
from codequiz.history.connection import transaction
from codequiz.history.queries import events
from codequiz.history.rows import Keep, Merged
from codequiz.history.staging import read, stage

_TABLES: Final = ("session_plan", "session_question", "event")
_Events = tuple[tuple[Event, Instant], ...]


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
        known = stage(connection, staged, read(source, Path(name)))
        if keep is Keep.THEIRS:
            before()
        connection.execute("ATTACH ? AS other", (str(staged),))
        try:
            with transaction(connection):
                merged = _put_in(connection, keep, hold)
                return replace(merged, known=merged.known + known)
        finally:
            connection.execute("DETACH other")


def _put_in(connection: sqlite3.Connection, keep: Keep | None, hold: Callable[[int], None]) -> Merged:
    _copy(connection, "question", "INSERT OR IGNORE", "FROM other.question")
    merged = Merged()
    for theirs in connection.execute(
        "SELECT * FROM other.session WHERE uid IN (SELECT uid FROM main.session) ORDER BY started_at, uid"
    ).fetchall():
        ours = connection.execute("SELECT * FROM main.session WHERE uid = ?", (theirs["uid"],)).fetchone()
        change = _change(connection, ours, theirs, keep)
        if change is _Change.REPLACE:
            hold(ours["id"])
            _replace(connection, ours["id"], theirs["id"])
            merged = replace(merged, continued=merged.continued + 1)
        elif change is _Change.KEPT:
            merged = replace(merged, ours=merged.ours + 1)
        merged = _described(connection, ours, theirs, merged, counted=change is not _Change.NONE)
    return replace(merged, added=_add(connection), drills=_add_drills(connection))


def _add(connection: sqlite3.Connection) -> int:
    """Put in the sessions that are not here, the oldest first; how many there were."""
    last = connection.execute("SELECT ifnull(max(id), 0) FROM main.session").fetchone()[0]
    added = _copy(
        connection,
        "session",
        "INSERT",
        "FROM other.session WHERE uid NOT IN (SELECT uid FROM main.session) ORDER BY started_at, uid",
        without=("id",),
    )
    for table in _TABLES:
        _copy(
            connection,
            table,
            "INSERT",
            f"FROM (SELECT mine.id AS here, theirs.id AS there FROM main.session AS mine JOIN other.session AS theirs"
            f" ON theirs.uid = mine.uid WHERE mine.id > {int(last)} ORDER BY mine.id)"
            f" JOIN other.{table} ON session_id = there ORDER BY here",
            session="here",
        )
    return added


def _add_drills(connection: sqlite3.Connection) -> int:
    """Put in what is new of drills; of how many that was."""
    new = connection.execute(
        "SELECT count(DISTINCT uid) FROM other.drill AS theirs WHERE NOT EXISTS"
        " (SELECT 1 FROM main.drill AS ours WHERE ours.uid = theirs.uid AND ours.number = theirs.number)"
    ).fetchone()[0]
    _copy(connection, "drill", "INSERT OR IGNORE", "FROM other.drill")
    return int(new)


def _copy(
    connection: sqlite3.Connection,
    table: str,
    insert: str,
    rows: str,
    *,
    session: str = "",
    without: tuple[str, ...] = (),
) -> int:
    """Put rows of a table into the one here, column by column's name; `session` is the new value of `session_id`."""
    names = [row["name"] for row in connection.execute(f"PRAGMA main.table_info({table})")]
    names = [name for name in names if name not in without]
    values = [session if session and name == "session_id" else name for name in names]
    return connection.execute(
        f"{insert} INTO main.{table} ({', '.join(names)}) SELECT {', '.join(values)} {rows}"
    ).rowcount


class _Change(StrEnum):
    NONE = "none"
    REPLACE = "replace"
    KEPT = "kept"


def _change(connection: sqlite3.Connection, ours: sqlite3.Row, theirs: sqlite3.Row, keep: Keep | None) -> _Change:
    """What becomes of a session that both have. The one that goes on further from the same events is the newer."""
    here, there = events(connection, ours["id"]), events(connection, theirs["id"], "other")
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


def _replace(connection: sqlite3.Connection, ours: int, theirs: int) -> None:
    """Their events and all that follows from them; the number, name and note stay."""
    kept = ("id", "uid", "name", "note")
    columns = [row["name"] for row in connection.execute("PRAGMA main.table_info(session)") if row["name"] not in kept]
    changed = ", ".join(columns)
    connection.execute(
        f"UPDATE main.session SET ({changed}) = (SELECT {changed} FROM other.session WHERE id = ?) WHERE id = ?",
        (theirs, ours),
    )
    for table in _TABLES:
        connection.execute(f"DELETE FROM main.{table} WHERE session_id = ?", (ours,))
        _copy(
            connection,
            table,
            "INSERT",
            f"FROM other.{table} WHERE session_id = {int(theirs)}",
            session=str(int(ours)),
        )


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
