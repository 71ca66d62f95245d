"""Opening `history.db`: private, durable, checked, migrated; and its failures in words."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Final

from codequiz import whole_files
from codequiz.errors import CodequizError, InvalidDataError, NotReadyError
from codequiz.history.lock import SessionLock

SCHEMA_VERSION: Final = 5
"""`PRAGMA user_version` after the last step in `schema`; a test holds the two together."""

APPLICATION_ID: Final = 0x43515A48  # "CQZH"
_MAGIC: Final = b"SQLite format 3\x00"
_BUSY_SECONDS: Final = 15.0
_UNFINISHED: Final = ".part"
_DAMAGED: Final = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)


def connect(path: Path) -> sqlite3.Connection:
    """Open the history, made or migrated first where needed. Raises CodequizError, and then has changed nothing.

    Every commit is on the disk before it returns (WAL, synchronous FULL). Where the file or its directory cannot
    be written, it is opened for reading only.
    """
    exists = path.exists()
    if exists:
        _check_is_database(path)
    with failures(path):
        if exists and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
            return _read_only(path)
        if not exists:
            _create_private(path)
        connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
        try:
            version = _checked_version(connection, path)
            connection.execute("PRAGMA foreign_keys = ON")
            if version < SCHEMA_VERSION:
                _migrate(connection, path)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
        except BaseException:
            connection.close()
            raise
        return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing; committed to disk when it ends well."""
    try:
        # Within the try: a Ctrl-C right after it must not leave the transaction open.
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        raise


@contextmanager
def reading(connection: sqlite3.Connection) -> Iterator[None]:
    """All that is read within is of one moment, whatever others write meanwhile."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")


@contextmanager
def failures(path: Path) -> Iterator[None]:
    """What SQLite and the file system say, as errors that a user can act on."""
    try:
        yield
    except sqlite3.Error as error:
        raise _explained(path, error) from error
    except OSError as error:
        raise CodequizError(
            f"cannot write {path}: {error.strerror or error}", "check its permissions and the space on the disk"
        ) from error


def _explained(path: Path, error: sqlite3.Error) -> CodequizError:
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_FULL:
            return CodequizError(
                f"the disk is full: cannot write {path}",
                "free some space, then go on with: codequiz practice --resume (all answers acknowledged are saved)",
            )
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return CodequizError(f"{path} is in use by another program", "close it there and try again")
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return CodequizError(
                f"cannot write {path}", "check the permissions of the file and its directory, or set CODEQUIZ_HOME"
            )
        case code if code in _DAMAGED:
            return _damaged(path)
        case _:
            return CodequizError(f"cannot use {path}: {error}", "check the disk, or move the file away")


def _damaged(path: Path) -> InvalidDataError:
    return InvalidDataError(
        f"{path} is not a readable SQLite database; it was left as it is",
        f"put back a copy (see {path.parent / 'backups'}), or move it away to start a new history",
    )


def _check_is_database(path: Path) -> None:
    """An empty file counts as none: a full disk leaves one."""
    try:
        with path.open("rb") as file:
            head = file.read(len(_MAGIC))
    except OSError as error:
        raise CodequizError(f"cannot read {path}: {error.strerror or error}", "check its permissions") from error
    if head and head != _MAGIC:
        raise _damaged(path)


def _create_private(path: Path) -> None:
    """SQLite gives its side files the permissions of the main one, so that one is made first."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _read_only(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
    try:
        version = _checked_version(connection, path)
    except BaseException:
        connection.close()
        raise
    if version < SCHEMA_VERSION:
        connection.close()
        raise NotReadyError(f"{path} is of an older version and cannot be written", "make it writable once")
    return connection


def _checked_version(connection: sqlite3.Connection, path: Path) -> int:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    application = int(connection.execute("PRAGMA application_id").fetchone()[0])
    if version == 0 and application == 0 and not connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
        return 0
    if application != APPLICATION_ID:
        raise InvalidDataError(
            f"{path} is a database, but not a history of codequiz; it was left as it is", "move it away"
        )
    if version > SCHEMA_VERSION:
        raise CodequizError(
            f"{path} was written by a newer codequiz (version {version} of the tables, {SCHEMA_VERSION} is known here)",
            "update codequiz; the history was left as it is",
        )
    return version


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the tables up to date; one process at a time, and a copy kept before each step over existing data."""
    from sqlite_utils import Database

    from codequiz.history.schema import migrate

    lock = SessionLock.take(path.parent / "locks" / "migration.lock", wait=True)
    try:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        migrate(Database(connection), lambda: keep_copy(connection, path))
    finally:
        if lock:
            lock.release()


def is_database(path: Path) -> bool:
    """Whether a file starts like a SQLite database. Raises CodequizError when it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except OSError as error:
        raise CodequizError(f"cannot read {path}: {error.strerror or error}", "check the path") from error


def snapshot(path: Path, target: Path) -> None:
    """Copy another history, which stays as it is, into a new file, and see that all of it is there.

    Raises InvalidDataError when it is damaged or no history, CodequizError when it is of a newer version.
    """
    try:
        with failures(path), _opened_to_read(path) as source:
            if _checked_version(source, path) == 0:
                raise InvalidDataError(f"{path} has no history in it; nothing was taken over", "copy it again")
            copy_to(source, target)
            with closing(sqlite3.connect(target)) as copy:
                found = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if found != "ok":
                raise sqlite3.DatabaseError(found)
    except CodequizError as error:
        cause = getattr(error.__cause__, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
        if isinstance(error.__cause__, sqlite3.DatabaseError) and cause in (sqlite3.SQLITE_OK, *_DAMAGED):
            raise InvalidDataError(
                f"{path} is damaged or only half there; nothing was taken over",
                "copy it again, on the other machine with: codequiz history backup FILE",
            ) from error
        raise


@contextmanager
def _opened_to_read(path: Path) -> Iterator[sqlite3.Connection]:
    """Read only; where even SQLite's own side files cannot be written beside it, as a file that does not change."""
    address = path.resolve().as_uri()
    connection = sqlite3.connect(f"{address}?mode=ro", uri=True, timeout=_BUSY_SECONDS, isolation_level=None)
    try:
        connection.execute("SELECT COUNT(*) FROM sqlite_master")
    except sqlite3.OperationalError as error:
        connection.close()
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
            raise
        connection = sqlite3.connect(f"{address}?mode=ro&immutable=1", uri=True, isolation_level=None)
    try:
        yield connection
    finally:
        connection.close()


def keep_copy(connection: sqlite3.Connection, path: Path) -> Path | None:
    """Copy the history into `backups/` beside it; None when there is nothing in it yet."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if not _has_data(connection):
        return None
    directory = path.parent / "backups"
    directory.mkdir(exist_ok=True, mode=0o700)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    name = f"history-v{version}-{stamp}"
    # Never over an earlier copy, even of the same second.
    names = (f"{name}-{n}.db" if n > 1 else f"{name}.db" for n in count(1))
    target = next(path for path in map(directory.joinpath, names) if not path.exists())
    for remains in directory.glob(f"*{_UNFINISHED}*"):
        remains.unlink(missing_ok=True)
    copy_to(connection, target)
    return target


def _has_data(connection: sqlite3.Connection) -> bool:
    """Whether there is anything that cannot be made again: sessions or drills, as far as this version has them."""
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return any(
        connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone()
        for table in ("session", "drill")
        if table in tables
    )


def copy_to(connection: sqlite3.Connection, target: Path) -> None:
    """Copy the history, as it is at this moment, into a file that does not exist yet; all of it or no file."""
    # Beside its name first: killed in the middle, it leaves nothing that could be taken for a copy.
    unfinished = target.with_name(target.name + _UNFINISHED)
    unfinished.unlink(missing_ok=True)
    _create_private(unfinished)
    try:
        with closing(sqlite3.connect(unfinished)) as copy:
            connection.backup(copy)
            # One file by itself: it can be carried about.
            copy.execute("PRAGMA journal_mode = DELETE")
        whole_files.settle(unfinished, target)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
