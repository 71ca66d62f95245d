"""Looking at `history.db` without opening it for writing: for `codequiz doctor`, and for what Tab offers."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from codequiz.history.connection import APPLICATION_ID, SCHEMA_VERSION

_MOST_FAULTS: Final = 5


@dataclass(frozen=True, slots=True)
class HistoryCheck:
    """What a look at the history found. `faults` is empty when it is sound; counts are -1 when unknown."""

    version: int
    sessions: int
    events: int
    faults: tuple[str, ...]


def check(path: Path) -> HistoryCheck:
    """Read the whole file: SQLite's own check, its references, its version. Never raises on a damaged file."""
    try:
        with closing(_read_only(path)) as connection:
            return _checked(connection)
    except sqlite3.Error as error:
        return HistoryCheck(-1, -1, -1, (str(error),))


def newest(path: Path, most: int) -> list[tuple[int, str]]:
    """The newest sessions, each with its exam, its day and its state in words; none where they cannot be read."""
    try:
        with closing(_read_only(path)) as connection:
            rows = connection.execute(
                "SELECT id, exam, substr(started_at, 1, 10), status FROM session ORDER BY id DESC LIMIT ?", (most,)
            ).fetchall()
    except sqlite3.Error:
        return []
    return [(row[0], " ".join(row[1:])) for row in rows]


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def _checked(connection: sqlite3.Connection) -> HistoryCheck:
    faults = [row[0] for row in connection.execute(f"PRAGMA integrity_check({_MOST_FAULTS})") if row[0] != "ok"]
    references = connection.execute("PRAGMA foreign_key_check").fetchall()
    if references:
        faults.append(f"{len(references)} rows point to rows that do not exist")
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if int(connection.execute("PRAGMA application_id").fetchone()[0]) != APPLICATION_ID:
        faults.append("a database, but not a history of codequiz")
        return HistoryCheck(version, -1, -1, tuple(faults))
    if version > SCHEMA_VERSION:
        faults.append(f"written by a newer codequiz (version {version} of the tables, {SCHEMA_VERSION} is known here)")
    counts = [connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in ("session", "event")]
    return HistoryCheck(version, counts[0], counts[1], tuple(faults))
