"""The only module that writes standard output and standard error."""

import io
import os
import sys
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Final

from codequiz.text import one_line, printable

if TYPE_CHECKING:
    from rich.console import Console, RenderableType


_NARROWEST: Final = 30
"""Columns: where the terminal has fewer, or COLUMNS says 0, it wraps our lines itself."""


@cache
def _console(stderr: bool) -> "Console":
    from rich.console import Console

    console = Console(stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=False)
    if console.width < _NARROWEST:
        console.width = _NARROWEST
    return console


def reset() -> None:
    """Forget the consoles, so that the next write uses the streams of now (a test's, say)."""
    _console.cache_clear()


def show(renderable: "RenderableType") -> None:
    """Print a Rich renderable on standard output; markup in plain strings is not interpreted.

    Rich fills lines with spaces up to the width; where no terminal needs them, they are cut off.
    """
    console = _console(False)
    if console.is_terminal:
        console.print(renderable)
        return
    with console.capture() as captured:
        console.print(renderable, crop=False)
    sys.stdout.write("".join(line.rstrip() + "\n" for line in captured.get().splitlines()))


def write(text: str = "") -> None:
    """Print one plain line on standard output, with nothing in it that a terminal would act on."""
    sys.stdout.write(printable(text) + "\n")


def write_data(text: str) -> None:
    """Print machine-readable text (JSON, CSV) as it is: the format itself escapes what needs it.

    It is UTF-8 whatever the locale says: programs read it, not the terminal.
    """
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.encoding.lower() != "utf-8":
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    else:
        sys.stdout.write(text)


def write_json(value: object) -> None:
    """Write a value as JSON for people and programs."""
    from codequiz.report.data import as_json

    write_data(as_json(value))


def note(text: str) -> None:
    """Say something on standard error that is not data."""
    sys.stderr.write(f"codequiz: {one_line(text)}\n")


def error(message: str, hint: str = "") -> None:
    """One line that says what is wrong; one, if known, that says what to do."""
    sys.stderr.write(f"codequiz: error: {one_line(message)}\n")
    if hint:
        sys.stderr.write(f"hint: {one_line(hint)}\n")


def err_console() -> "Console":
    """The Rich console on standard error, for progress bars."""
    return _console(True)


def width() -> int:
    """Columns of standard output's terminal; 80 where there is none."""
    import shutil

    return shutil.get_terminal_size((80, 24)).columns


def line_width() -> int:
    """Columns that plain lines are broken into between words; 0, which is no limit, where no terminal shows them."""
    return width() if sys.stdout.isatty() else 0


def is_interactive() -> bool:
    """Whether both standard input and standard output are terminals."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def is_whole_terminal() -> bool:
    """Whether a full screen can be shown: it is drawn on standard error, on a terminal that can move its cursor."""
    return is_interactive() and sys.stderr.isatty() and os.environ.get("TERM") not in ("dumb", "unknown")


def forget_typed() -> None:
    """Drop keys that were pressed before what they would act on could be seen."""
    import termios

    with suppress(termios.error, ValueError, OSError):
        termios.tcflush(sys.stdin, termios.TCIFLUSH)


def prompt(text: str) -> None:
    """Ask on standard output, without a line break, and make sure that all so far is seen."""
    sys.stdout.write(printable(text))
    sys.stdout.flush()


def ask(prompt: str) -> str:
    """One line from the user; the question goes to standard error. Raises EOFError when there is no more input."""
    sys.stderr.write(printable(prompt))
    sys.stderr.flush()
    return input()
