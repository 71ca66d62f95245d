"""Lines and layouts that follow the width they are given."""

from dataclasses import dataclass
from typing import Final

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.text import Text

_HANG: Final = 2


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page, set in by some columns; where it has to be broken, the rest is set in further."""

    text: Text
    columns: int

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        broken = self.text.wrap(console, max(options.max_width - self.columns - _HANG, 10))
        for number, line in enumerate(broken):
            line.rstrip()
            yield Text(" " * (self.columns + _HANG * (number > 0))).append_text(line)


@dataclass(frozen=True, slots=True)
class ByWidth:
    """A layout for `least` columns and more, and another for fewer."""

    least: int
    wide: RenderableType
    narrow: RenderableType

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield self.wide if options.max_width >= self.least else self.narrow
