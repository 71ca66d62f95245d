"""Tables without frames, which read well aloud; where the terminal is narrow, columns go instead of being cut."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult

_LEAST: Final = 14  # columns of the terminal that a shortened text keeps
_GAP: Final = 2


@dataclass(frozen=True, slots=True)
class Column:
    """A column. Where there is no room, the one with the highest `drop` goes first; 0 always stays.

    `gives` says that its text may be shortened, `wraps` that it may take several lines. A column goes before a text
    gets shorter than `keeps`.
    """

    title: str
    drop: int = 0
    gives: bool = False
    keeps: int = _LEAST
    wraps: bool = False
    right: bool = False


class PlainTable:
    """Rows under column titles. In a terminal it fits; in a pipe it is as wide as it needs to be."""

    def __init__(self, *columns: Column | str) -> None:
        self._columns = [Column(column) if isinstance(column, str) else column for column in columns]
        self._rows: list[tuple[str, ...]] = []

    def add_row(self, *cells: str) -> None:
        """One cell a column, of one line each."""
        self._rows.append(cells)

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    def __rich_console__(self, console: "Console", options: "ConsoleOptions") -> "RenderResult":
        from rich import box
        from rich.cells import cell_len
        from rich.table import Table
        from rich.text import Text

        natural = [
            max(cell_len(text) for text in (column.title, *(row[n] for row in self._rows)))
            for n, column in enumerate(self._columns)
        ]
        widths: Sequence[int | None] = natural
        if console.is_terminal:
            widths = self._fitted(natural, options.max_width)
        else:
            options = options.update(max_width=sum(natural) + _GAP * len(natural))
        shown = [n for n, width in enumerate(widths) if width is not None]
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
        for n in shown:
            column = self._columns[n]
            table.add_column(
                Text(column.title),
                justify="right" if column.right else "left",
                no_wrap=not column.wraps,
                width=widths[n],
            )
        for row in self._rows:
            table.add_row(*(Text(row[n]) for n in shown))
        yield from console.render(table, options)

    def _fitted(self, widths: Sequence[int], room: int) -> list[int | None]:
        """The widths that the columns get, None for those that go."""
        shown = list(range(len(widths)))
        elastic = [each.gives or each.wraps for each in self._columns]

        def lacking() -> int:
            least = sum(min(widths[n], self._columns[n].keeps) if elastic[n] else widths[n] for n in shown)
            return least + _GAP * (len(shown) - 1) - room

        while lacking() > 0:
            last = max(shown, key=lambda n: self._columns[n].drop)
            if not self._columns[last].drop:
                break
            shown.remove(last)
        fitted: list[int | None] = [width if n in shown else None for n, width in enumerate(widths)]
        over = sum(widths[n] for n in shown) + _GAP * (len(shown) - 1) - room
        for n in shown:
            if elastic[n] and over > 0:
                taken = min(over, max(0, widths[n] - _LEAST))
                fitted[n] = widths[n] - taken
                over -= taken
        return fitted
