"""Pieces of the page's markup: tables, figures, and text from users made safe."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from codequiz.readiness import Interval
from codequiz.text import one_line

_SHORT: Final = 20  # rows of a table that is not torn apart on paper


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's markup with the class that its column needs."""

    markup: str
    kind: str


def number(value: object) -> Cell:
    """A cell of a column of numbers."""
    return Cell(escape(str(value)), "n")


def wide_number(value: object) -> Cell:
    """A number that a phone has no room for."""
    return Cell(escape(str(value)), "n wide")


def wide(markup: str) -> Cell:
    """A cell of a column that a phone has no room for."""
    return Cell(markup, "wide")


def table(head: Sequence[str | Cell], rows: Sequence[Sequence[str | Cell]]) -> str:
    """A table; texts are markup already."""
    lines = "".join(f"<tr>{_cells('td', row)}</tr>" for row in rows)
    kind = "scroll short" if len(rows) <= _SHORT else "scroll"
    return (
        f'<div class="{kind}"><table><thead><tr>{_cells("th", head)}</tr></thead><tbody>{lines}</tbody></table></div>'
    )


def _cells(tag: str, row: Sequence[str | Cell]) -> str:
    cells = (cell if isinstance(cell, Cell) else Cell(cell, "") for cell in row)
    return "".join(
        f'<{tag} class="{cell.kind}">{cell.markup}</{tag}>' if cell.kind else f"<{tag}>{cell.markup}</{tag}>"
        for cell in cells
    )


def figure(title: str, chart: str, caption: str) -> str:
    """A chart with its heading and caption, all markup but the title."""
    return f"<figure><h3>{escape(title)}</h3>{chart}<figcaption>{caption}</figcaption></figure>"


def percent(share: float) -> str:
    """A share (0 to 1) as `62 %`."""
    return f"{100 * share:.0f} %"


def percent_range(interval: Interval) -> str:
    """Shares as `45–78 %`."""
    return f"{100 * interval.low:.0f}–{100 * interval.high:.0f} %"


def text(said: str) -> str:
    """Text from files or users, safe inside markup."""
    return escape(one_line(said))
