"""Changing what a user may change of past sessions. Functions here run inside a transaction of the caller's."""

import sqlite3
from typing import Final

from codequiz.errors import UsageError
from codequiz.text import printable

MAX_NAME: Final = 60
MAX_NOTE: Final = 2_000


def checked(text: str, what: str, limit: int) -> str:
    """A name or note as it is kept. Raises UsageError when it is longer than `limit` characters."""
    said = printable(text).strip()
    if len(said) > limit:
        raise UsageError(f"that {what} has {len(said)} characters; {limit} are kept", "say it shorter")
    return said


def describe(connection: sqlite3.Connection, session_id: int, column: str, text: str) -> None:
    """Set a session's `name` or `note`."""
    connection.execute(f"UPDATE session SET {column} = ? WHERE id = ?", (text, session_id))


def delete(connection: sqlite3.Connection, session_id: int) -> None:
    """Take away a session with all that belongs to it, and the questions that no other session has."""
    hashes = connection.execute(
        "SELECT DISTINCT question_hash AS hash FROM session_question WHERE session_id = ?", (session_id,)
    ).fetchall()
    connection.execute("DELETE FROM session WHERE id = ?", (session_id,))
    connection.executemany(
        "DELETE FROM question WHERE hash = ?1 AND NOT EXISTS (SELECT 1 FROM session_question WHERE question_hash = ?1)",
        [(row["hash"],) for row in hashes],
    )
