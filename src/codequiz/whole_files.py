"""Files that are read or written whole: not too large ones, and none half written, killed or without power."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """An empty file beside `path`, only the user's to read, which takes its place when all went well. Raises OSError.

    Its name ends in `.part`, so that what a killed program leaves of it is taken for nothing else.
    """
    import tempfile

    handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}-", suffix=".part", dir=path.parent)
    os.close(handle)
    part = Path(name)
    try:
        yield part
        settle(part, path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def read_text(path: Path, most: int) -> str | None:
    """The UTF-8 text of a file; None when it has more than `most` bytes, as a device may without end.

    Raises OSError and UnicodeDecodeError.
    """
    with path.open("rb") as file:
        data = file.read(most + 1)
    return data.decode("utf-8-sig") if len(data) <= most else None


def settle(finished: Path, path: Path) -> None:
    """Give a finished file its name: a power cut leaves what was there before, or all of the new file."""
    with finished.open("rb") as file:
        os.fsync(file.fileno())
    finished.replace(path)
    sync_names(path.parent)


def sync_names(directory: Path) -> None:
    """Make sure that a power cut does not take back what was named, renamed or deleted in a directory."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
