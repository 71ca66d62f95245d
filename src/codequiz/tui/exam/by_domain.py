"""The score by domain, in a table that fits the room there is."""

from collections.abc import Sequence
from typing import Final

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from codequiz.report.wording import duration, interval
from codequiz.scoring import DomainScore
from codequiz.text import one_line

_WIDE_COLUMNS: Final = 64


class ByDomain(Widget):
    """Each domain in a line: right of asked, share, mean time against the pace; its 95 % interval where it fits."""

    DEFAULT_CSS = "ByDomain { height: auto; width: 1fr; margin-top: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._domains: tuple[DomainScore, ...] = ()

    def show(self, domains: Sequence[DomainScore]) -> None:
        """Show a session's domains."""
        self._domains = tuple(domains)
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """A line each, and the head."""
        return len(self._domains) + 1

    def render(self) -> Content:
        """The lines."""
        width = self.size.width
        lines = [Content.styled(_line(width, "By domain", "right", "share", "95 %", "time/pace"), "bold")]
        for group in self._domains:
            found = group.score
            # A share of a few questions would say more than it knows.
            share = "few" if found.is_too_few else f"{found.percent:.0f} %"
            times = f"{duration(group.seconds / group.questions)}/{duration(group.pace_seconds)}"
            lines.append(
                Content(_line(width, group.key, f"{found.correct}/{found.n}", share, interval(found), times))
                if found.n
                else Content(_line(width, group.key, "unscored", "", "", times))
            )
        return Content("\n").join(lines)


def _line(width: int, name: str, right: str, share: str, spread: str, times: str) -> str:
    figures = f" {right:>6} {share:>5} {f'{spread:>9} ' if width >= _WIDE_COLUMNS else ''}{times:>10}"
    room = max(width - len(figures), 8)
    return f"{one_line(name, room):<{room}}{figures}"
