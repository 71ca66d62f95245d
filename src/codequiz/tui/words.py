"""Words in a row that wrap at any width, each to be clicked: the keys of a screen, the choices of a filter."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from textual.content import Content
from textual.geometry import Size
from textual.screen import Screen
from textual.style import Style
from textual.widget import Widget

from codequiz.text import one_line

_GAP: Final = 2


@dataclass(frozen=True, slots=True)
class Word:
    """Something to click: what stands out, what follows it, and the Textual action that a click runs."""

    strong: str
    plain: str
    action: str

    @property
    def content(self) -> Content:
        """The word as it is shown."""
        click = Style.from_meta({"@click": self.action})
        gap = " " if self.strong and self.plain else ""
        return Content.assemble((one_line(self.strong), click + Style(bold=True)), (gap + one_line(self.plain), click))


class Words(Widget):
    """Words in as many lines as they need; none is broken."""

    DEFAULT_CSS = """
    Words { height: auto; min-height: 1; width: 1fr; link-style: none; link-color: $text; link-style-hover: underline; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._words: tuple[Word, ...] = ()

    def show(self, words: Sequence[Word]) -> None:
        """Replace the words."""
        if self._words != tuple(words):
            self._words = tuple(words)
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """As many lines as the words need at this width."""
        return len(self._set(width))

    def render(self) -> Content:
        """The words in lines."""
        return Content("\n").join(self._set(self.content_size.width))

    def _set(self, width: int) -> list[Content]:
        # Set by hand: wrapping would part a key from what it does.
        lines: list[Content] = []
        for word in self._words:
            content = word.content
            if lines and lines[-1].cell_length + _GAP + content.cell_length <= width:
                lines[-1] = Content("").join([lines[-1], Content(" " * _GAP), content])
            else:
                lines.append(content)
        return lines


class KeyLine(Words):
    """Every key of the screen as it is now, in as many lines as that takes; a click presses the key."""

    DEFAULT_CSS = """
    KeyLine { dock: bottom; padding: 0 1; background: $footer-background; color: $footer-description-foreground; }
    """

    def on_mount(self) -> None:
        """Follow the focus and whatever else changes the keys."""
        self.screen.bindings_updated_signal.subscribe(self, self._follow)

    def _follow(self, screen: Screen[object]) -> None:
        words: dict[str, Word] = {}
        for active in screen.active_bindings.values():
            binding = active.binding
            if binding.show and active.enabled and binding.action not in words:
                key = self.app.get_key_display(binding)
                words[binding.action] = Word(key, binding.description, f"app.simulate_key('{binding.key}')")
        self.show(list(words.values()))
