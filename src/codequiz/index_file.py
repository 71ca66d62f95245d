"""The file of `codes.db` while it is made: beside its place, then swapped in, so that nobody ever reads half of one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import OperationalError
from typing import Final

from codequiz import whole_files
from codequiz.errors import CodequizError

_TEMPORARY: Final = ".codes-"


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that is being written at `path` and belongs at `final`."""

    path: Path
    final: Path

    def settle(self) -> None:
        """Put the finished file in its place so that a power cut leaves the old one or the new one."""
        whole_files.settle(self.path, self.final)


@contextmanager
def replaced(path: Path) -> Iterator[NewFile]:
    """An empty file beside `path` that may be settled there; when it was not, it is gone afterwards.

    Raises CodequizError when it cannot be written.
    """
    import fcntl
    import tempfile

    try:
        clear_remains(path)
        handle, name = tempfile.mkstemp(prefix=_TEMPORARY, suffix=".db", dir=path.parent)
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        # Held as long as it is being written, so that nobody takes it for the remains of a killed build.
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield NewFile(Path(name), path)
    except (OSError, OperationalError) as error:
        raise _unwritable(path, error) from error
    finally:
        Path(name).unlink(missing_ok=True)
        os.close(handle)


def clear_remains(path: Path) -> None:
    """Delete what builds of `path` that were killed have left."""
    import fcntl

    for remains in path.parent.glob(f"{_TEMPORARY}*.db*"):
        with remains.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                continue
            remains.unlink(missing_ok=True)


def _unwritable(path: Path, error: Exception) -> CodequizError:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return CodequizError(
        f"cannot write the index {path}: {reason}", "free some space, or set CODEQUIZ_HOME to a writable directory"
    )
