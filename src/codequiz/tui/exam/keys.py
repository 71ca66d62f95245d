"""The keys of a screen, always in sight, each to be clicked too."""

from collections.abc import Sequence
from typing import Final

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from codequiz.tui.words import Word

_GAP: Final = 2


def key(name: str, label: str, action: str = "nothing") -> Word:
    """A key as it is written, what it does, and the action behind it; a key such as `A-D` has none to click."""
    return Word(name, label, action)


class KeyBar(Widget):
    """The keys that a screen chooses, in as many lines as they need: right from the first frame, at any width."""

    DEFAULT_CSS = """
    KeyBar {
        height: auto; width: 1fr; background: $footer-background; color: $footer-description-foreground;
        link-style: none; link-color: $text; link-style-hover: underline;
    }
    """
    ALLOW_SELECT = False

    def __init__(self, keys: Sequence[Word] = ()) -> None:
        super().__init__()
        self._keys = tuple(keys)

    def show(self, keys: Sequence[Word]) -> None:
        """Show these keys from now on."""
        if self._keys != tuple(keys):
            self._keys = tuple(keys)
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """As many lines as the keys fill at `width` columns."""
        return len(self._lines(width))

    def render(self) -> Content:
        """The keys, each with its action behind it."""
        return Content("\n").join(self._lines(self.content_size.width))

    def action_nothing(self) -> None:
        """A click on a key that is several."""

    def _lines(self, width: int) -> list[Content]:
        lines: list[Content] = []
        for word in self._keys:
            content = word.content
            if lines and lines[-1].cell_length + _GAP + content.cell_length <= width:
                lines[-1] = Content("").join([lines[-1], Content(" " * _GAP), content])
            else:
                lines.append(content)
        return lines
