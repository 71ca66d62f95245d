"""One process a session: a lock that the kernel drops when its holder dies, however it dies."""

import fcntl
import os
from pathlib import Path

from codequiz.errors import CodequizError


class SessionLock:
    """Holds a lock file; never goes stale, because it belongs to the open file and not to the file's existence."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor = descriptor

    @classmethod
    def take(cls, path: Path, *, wait: bool = False) -> "SessionLock | None":
        """Take the lock, or None when another process has it and we do not `wait` for it.

        Raises CodequizError when the file cannot be made.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise CodequizError(
                f"cannot write {path}: {error.strerror or error}", "check its permissions and the space on the disk"
            ) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            os.close(descriptor)
            return None
        except OSError as error:
            os.close(descriptor)
            raise CodequizError(f"cannot lock {path}: {error.strerror or error}") from error
        return cls(path, descriptor)

    def release(self, *, remove: bool = False) -> None:
        """Let go of it; with `remove`, take the file away too (when nobody will want the lock again)."""
        if self._descriptor < 0:
            return
        if remove:
            self._path.unlink(missing_ok=True)
        os.close(self._descriptor)
        self._descriptor = -1
