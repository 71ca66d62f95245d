"""Reading lines from people and pipes, with a limit on the wait."""

import os
import select
import sys
from enum import Enum
from typing import Final, TextIO

_CHUNK: Final = 65_536
MAX_LINE_BYTES: Final = 100_000
"""A longer line is cut: nobody types it."""


class Wait(Enum):
    """What came instead of a line."""

    NOTHING = "nothing in time"
    END = "end of input"


class LineReader:
    """Lines of a stream, by `select` where the stream is a real file, so that waiting can end."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdin
        self._buffer = bytearray()
        self._ended = False
        try:
            self._descriptor = self._stream.fileno()
        except (OSError, ValueError, AttributeError):
            self._descriptor = -1

    def read(self, seconds: float) -> str | Wait:
        """The next line without its end, Wait.NOTHING after `seconds`, or Wait.END.

        A stream that is no real file (a test's) is read without a limit. What is not UTF-8 is replaced.
        """
        if self._descriptor < 0:
            line = self._stream.readline()
            return line.rstrip("\r\n") if line else Wait.END
        while True:
            end = self._buffer.find(b"\n")
            if end >= 0:
                return self._take(end + 1)
            if self._ended:
                return self._take(len(self._buffer)) if self._buffer else Wait.END
            readable, _, _ = select.select([self._descriptor], [], [], max(seconds, 0.0))
            if not readable:
                return Wait.NOTHING
            self._fill()

    def _fill(self) -> None:
        try:
            chunk = os.read(self._descriptor, _CHUNK)
        except OSError:  # the terminal is gone
            chunk = b""
        if not chunk:
            self._ended = True
        # Beyond the limit only a line's end is of interest.
        elif len(self._buffer) < MAX_LINE_BYTES or b"\n" in chunk:
            self._buffer += chunk

    def _take(self, size: int) -> str:
        line = bytes(self._buffer[:size][:MAX_LINE_BYTES])
        del self._buffer[:size]
        return line.decode("utf-8", "replace").rstrip("\r\n")
