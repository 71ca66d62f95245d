"""The history's methods, named by intent."""

import sqlite3
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from codequiz.errors import CodequizError, InvalidDataError, NothingFoundError
from codequiz.exam import Event, Instant, State
from codequiz.history import queries
from codequiz.history.connection import connect, failures, transaction
from codequiz.history.lock import SessionLock
from codequiz.history.recording import dump, insert_session, standing, write_events, write_items
from codequiz.history.rows import AnswerRow, DomainRow, SessionRow, StoredSession
from codequiz.questions import Question


class History:
    """An open history. Use as a context manager. Methods raise CodequizError when the disk or the file fails."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = connect(path)
        self._connection.row_factory = sqlite3.Row

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; what was recorded is on the disk already."""
        self._connection.close()

    # Recording

    def new_uid(self) -> str:
        """A name for a session that no other has, on any machine."""
        return uuid.uuid4().hex

    def begin(self, uid: str, state: State, questions: Iterable[Question], event: Event) -> int:
        """Store a new session whose first event is `event`; its id."""
        with failures(self._path), transaction(self._connection):
            session_id = insert_session(self._connection, uid, state, questions)
            write_items(self._connection, session_id, None, state)
            write_events(self._connection, session_id, 1, [(event, state.started)])
        return session_id

    def record(
        self, session_id: int, first: int, events: Sequence[tuple[Event, Instant]], old: State, new: State
    ) -> None:
        """Append events, numbered from `first` (1-based), that lead from `old` to `new`; on disk when it returns."""
        with failures(self._path):
            try:
                with transaction(self._connection):
                    write_events(self._connection, session_id, first, events)
                    write_items(self._connection, session_id, old, new)
                    columns = standing(new)
                    self._connection.execute(
                        f"UPDATE session SET {', '.join(f'{name} = ?' for name in columns)} WHERE id = ?",
                        (*columns.values(), session_id),
                    )
            except sqlite3.IntegrityError as error:
                raise CodequizError(
                    f"session {session_id} was changed by another program meanwhile",
                    "close the other one, then --resume",
                ) from error

    def touch(self, session_id: int, now: Instant) -> None:
        """Note that the program still runs with the session at `now`: where its time ends if it is killed."""
        with failures(self._path), transaction(self._connection):
            self._connection.execute("UPDATE session SET seen = ? WHERE id = ?", (dump(now.to_json()), session_id))

    # Going on

    def lock(self, uid: str) -> SessionLock | None:
        """Make this process the only one with the session, or None when another has it."""
        return SessionLock.take(self._path.parent / "locks" / f"session-{uid}.lock")

    def unfinished(self) -> list[int]:
        """Ids of the sessions that can be resumed, the one used last first."""
        with failures(self._path):
            return queries.unfinished(self._connection)

    def uid(self, session_id: int) -> str:
        """A session's name for all time, on every machine. Raises NothingFoundError."""
        with failures(self._path):
            row = self._connection.execute("SELECT uid FROM session WHERE id = ?", (session_id,)).fetchone()
        if row is None:
            raise _no_session(session_id)
        return str(row["uid"])

    def load(self, session_id: int) -> StoredSession:
        """A session with its plan, events and questions. Raises NothingFoundError, InvalidDataError."""
        try:
            with failures(self._path):
                stored = queries.stored_session(self._connection, session_id)
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidDataError(
                f"session {session_id} in {self._path} cannot be read: {type(error).__name__}: {error}",
                "it was left as it is; put back a copy if you have one",
            ) from error
        if stored is None:
            raise _no_session(session_id)
        return stored

    # Asking

    def sessions(self, limit: int | None = None) -> list[SessionRow]:
        """All sessions, the newest first; or the newest `limit`."""
        with failures(self._path):
            return queries.session_rows(self._connection, limit=limit)

    def session_count(self) -> int:
        """How many sessions there are."""
        with failures(self._path):
            return queries.session_count(self._connection)

    def domain_totals(self) -> list[DomainRow]:
        """Each domain over all sessions, but for exams that can still be resumed."""
        with failures(self._path):
            return queries.domain_totals(self._connection)

    def session(self, session_id: int) -> SessionRow:
        """One session at a glance. Raises NothingFoundError."""
        with failures(self._path):
            found = queries.session_rows(self._connection, session_id=session_id)
        if not found:
            raise _no_session(session_id)
        return found[0]

    def answers(self, session_id: int) -> list[AnswerRow]:
        """Every question of a session, in its order."""
        with failures(self._path):
            return queries.answers(self._connection, session_id)

    def last_seen(self) -> Mapping[str, datetime]:
        """When each question (by id) was last shown in a session."""
        with failures(self._path):
            return queries.last_seen(self._connection)

    def missed(self) -> list[str]:
        """Ids of the questions whose last answer was wrong, longest ago first; not of exams still to be resumed."""
        with failures(self._path):
            return queries.missed(self._connection)


def _no_session(session_id: int) -> NothingFoundError:
    return NothingFoundError(f"there is no session {session_id}", "list them with: codequiz history")
