"""Lines on standard output, broken between words where somebody reads them on a terminal."""

from collections.abc import Iterable

from codequiz.cli import console
from codequiz.report.question import wrapped


def say(lines: Iterable[str], width: int) -> None:
    """Write lines in at most `width` columns; unbroken when it is 0."""
    for line in lines:
        hanging = "  " if line.startswith(" ") else ""
        for piece in wrapped(line, width, hanging):
            console.write(piece)
