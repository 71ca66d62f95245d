"""The history's methods, named by intent."""

import sqlite3
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from codequiz.answers import AnswerRecord
from codequiz.errors import CodequizError, InvalidDataError, NothingFoundError, UsageError
from codequiz.exam import Event, Instant, State
from codequiz.history import editing, evidence, queries
from codequiz.history.connection import connect, copy_to, failures, keep_copy, reading, transaction
from codequiz.history.lock import SessionLock
from codequiz.history.recording import dump, insert_drill, insert_session, standing, write_events, write_items
from codequiz.history.rows import (
    EVERYTHING,
    AnswerRow,
    DomainRow,
    DrillRow,
    Filter,
    Keep,
    Merged,
    SessionRow,
    StoredSession,
)
from codequiz.questions import Question
from codequiz.scoring import Changes


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

    def unfinished_exams(self) -> list[int]:
        """Ids of the sessions whose clock may have run out while nobody was there."""
        with failures(self._path):
            return queries.unfinished_exams(self._connection)

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

    # Carrying about

    def export_lines(self) -> Iterator[str]:
        """The whole history as lines of JSON, all of one moment. Raises InvalidDataError when a row is damaged."""
        from codequiz.history.interchange import records

        with failures(self._path), reading(self._connection):
            try:
                for record in records(self._connection):
                    yield dump(record) + "\n"
            except ValueError as error:
                raise InvalidDataError(
                    f"{self._path} has a row that cannot be read: {error}",
                    "copy all of it as it is: codequiz history backup FILE",
                ) from error

    def answer_table(self) -> Iterator[dict[str, Any]]:
        """The view `answers`: each question of each session, the oldest first."""
        with failures(self._path), reading(self._connection):
            for row in self._connection.execute("SELECT * FROM answers ORDER BY started_at, session, number"):
                yield dict(row)

    def backup(self, target: Path | None = None) -> Path | None:
        """Copy the history into a new file, by default beside its other copies; None when there is nothing in it."""
        with failures(target or self._path):
            if target is None:
                return keep_copy(self._connection, self._path)
            copy_to(self._connection, target)
            return target

    def merge(self, source: Path | None, keep: Keep | None = None) -> Merged:
        """Take over what is new of another history, or of an export of one (None: standard input); all or nothing.

        Raises CodequizError when it is damaged, of a newer version, or when both went on differently with a session
        and `keep` does not say whose stays.
        """
        from codequiz.history.merging import merge  # what only it needs takes a third of a list's time to import

        if source and source.exists() and source.samefile(self._path):
            raise UsageError(f"{source} is this history itself", "give the file of the other machine")
        with failures(self._path), ExitStack() as stack:
            return merge(
                self._connection,
                source,
                keep,
                hold=lambda session_id: self._hold(stack, session_id),
                before=lambda: keep_copy(self._connection, self._path),
            )

    # Tidying up

    def delete(self, session_ids: Collection[int]) -> Path | None:
        """Take sessions away for good; the copy of the history from before.

        Raises NothingFoundError, CodequizError when one is open in another program; then nothing is taken away.
        """
        with failures(self._path), ExitStack() as stack:
            for session_id in session_ids:
                self._hold(stack, session_id)
            copy = keep_copy(self._connection, self._path)
            with transaction(self._connection):
                for session_id in session_ids:
                    editing.delete(self._connection, session_id)
        return copy

    def _hold(self, stack: ExitStack, session_id: int) -> None:
        lock = self.lock(self.uid(session_id))
        if lock is None:
            raise CodequizError(
                f"session {session_id} is open in another program", "close it there first, and try again"
            )
        stack.callback(lock.release, remove=True)

    def rename(self, session_id: int, name: str) -> None:
        """Give a session a name; the empty one takes it away. Raises NothingFoundError, UsageError."""
        self._describe(session_id, "name", name, editing.MAX_NAME)

    def annotate(self, session_id: int, note: str) -> None:
        """Give a session a note; the empty one takes it away. Raises NothingFoundError, UsageError."""
        self._describe(session_id, "note", note, editing.MAX_NOTE)

    def _describe(self, session_id: int, column: str, text: str, limit: int) -> None:
        self.uid(session_id)
        said = editing.checked(text, column, limit)
        with failures(self._path), transaction(self._connection):
            editing.describe(self._connection, session_id, column, said)

    def record_drill(self, uid: str, number: int, at: datetime, row: DrillRow) -> None:
        """Keep one code of a drill, numbered from 1; on disk when it returns."""
        with failures(self._path), transaction(self._connection):
            insert_drill(self._connection, uid, number, at, row)

    # Asking

    def drill_seconds(self, without: str = "") -> list[float]:
        """Seconds until each code was found in all drills but one (by uid), the oldest first."""
        with failures(self._path):
            rows = self._connection.execute(
                "SELECT seconds FROM drill WHERE found AND uid <> ? ORDER BY at, number", (without,)
            ).fetchall()
        return [row["seconds"] for row in rows]

    def sessions(self, wanted: Filter = EVERYTHING, limit: int | None = None) -> list[SessionRow]:
        """The sessions wanted, the newest first; or the newest `limit` of them."""
        with failures(self._path):
            return queries.session_rows(self._connection, wanted, limit=-1 if limit is None else limit)

    def session_count(self, wanted: Filter = EVERYTHING) -> int:
        """How many sessions wanted there are."""
        with failures(self._path):
            return queries.session_count(self._connection, wanted)

    def domain_totals(self, wanted: Filter = EVERYTHING) -> list[DomainRow]:
        """Each domain over all sessions wanted, but for exams that can still be resumed."""
        with failures(self._path):
            return queries.domain_totals(self._connection, wanted)

    def session(self, session_id: int) -> SessionRow:
        """One session at a glance. Raises NothingFoundError."""
        with failures(self._path):
            found = queries.session_rows(self._connection, session_id=session_id)
        if not found:
            raise _no_session(session_id)
        return found[0]

    def latest_exam(self, least_questions: float) -> SessionRow | None:
        """The newest finished exam of at least so many questions, else the newest finished one, if there is any."""
        with failures(self._path):
            return queries.latest_exam(self._connection, least_questions)

    def answers(self, session_id: int) -> list[AnswerRow]:
        """Every question of a session, in its order."""
        with failures(self._path):
            return queries.answers(self._connection, session_id)

    def last_seen(self) -> Mapping[str, datetime]:
        """When each question (by id) was last shown in a session."""
        with failures(self._path):
            return queries.last_seen(self._connection)

    def answer_records(self, today: Mapping[str, Question]) -> list[AnswerRecord]:
        """Every answer as readiness, review and trends read it; see `evidence.answer_records`.

        Raises InvalidDataError when a question's row is damaged.
        """
        with failures(self._path):
            try:
                return evidence.answer_records(self._connection, today)
            except (KeyError, ValueError, TypeError, AttributeError) as error:
                raise InvalidDataError(
                    f"{self._path} has a row that cannot be read: {error}", "put back a copy if you have one"
                ) from error

    def answer_changes(self) -> Changes:
        """What changing answers did over all finished sessions."""
        with failures(self._path):
            return evidence.answer_changes(self._connection)


def _no_session(session_id: int) -> NothingFoundError:
    return NothingFoundError(f"there is no session {session_id}", "list them with: codequiz history")
