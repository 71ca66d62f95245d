"""What can go wrong, and the exit code that says so. Imports nothing of the project."""

from dataclasses import dataclass
from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of every command; documented in README.md."""

    OK = 0
    FAILURE = 1
    USAGE = 2
    NOTHING_FOUND = 3
    INVALID_DATA = 4
    NOT_READY = 5
    INTERRUPTED = 130


class CodequizError(Exception):
    """A failure a user can act on: one line that says what is wrong and where, and one that says what to do."""

    exit_code: ExitCode = ExitCode.FAILURE

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(CodequizError):
    """The command was called with arguments that make no sense together."""

    exit_code = ExitCode.USAGE


class NothingFoundError(CodequizError):
    """A question that was understood and has no answer."""

    exit_code = ExitCode.NOTHING_FOUND


class InvalidDataError(CodequizError):
    """A file whose content is not what it should be."""

    exit_code = ExitCode.INVALID_DATA


class NotReadyError(CodequizError):
    """Something has to be done first; the hint is the command that does it."""

    exit_code = ExitCode.NOT_READY


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a file: where (`line` is 1-based, 0 when the file as a whole is meant) and what."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}" if self.line else f"{self.file}: {self.message}"
