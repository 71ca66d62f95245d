"""The keys of a screen, always in sight, each to be clicked too."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.events import Click
from textual.geometry import Size
from textual.style import Style
from textual.widget import Widget


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it is written on the screen, what it does, and the screen's action behind it (empty: none to click)."""

    key: str
    label: str
    action: str = ""

    @property
    def width(self) -> int:
        """Columns it takes."""
        return len(self.key) + 1 + len(self.label)


class KeyBar(Widget):
    """The keys in as many lines as they need; a key and its word stay together."""

    DEFAULT_CSS = """
    KeyBar { height: auto; width: 1fr; background: $panel; color: $text; }
    """
    ALLOW_SELECT = False

    def __init__(self, keys: Sequence[Key] = ()) -> None:
        super().__init__()
        self._keys = tuple(keys)

    def show(self, keys: Sequence[Key]) -> None:
        """Show these keys from now on."""
        if self._keys != tuple(keys):
            self._keys = tuple(keys)
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """As many lines as the keys fill at `width` columns."""
        return len(self._lines(width))

    def render(self) -> Content:
        """The keys, each with its action behind it."""
        lines = []
        for line in self._lines(self.size.width):
            keys = []
            for key in line:
                both = Content.assemble((key.key, "bold $accent"), " ", (key.label, ""))
                keys.append(both.stylize(Style.from_meta({"run": key.action})))
            lines.append(Content("  ").join(keys))
        return Content("\n").join(lines)

    async def on_click(self, event: Click) -> None:
        """Do what the key under the mouse does."""
        action = event.style.meta.get("run")
        if action:
            event.stop()
            await self.screen.run_action(action)

    def _lines(self, width: int) -> list[list[Key]]:
        lines: list[list[Key]] = [[]]
        used = 0
        for key in self._keys:
            if lines[-1] and used + 2 + key.width > width:
                lines.append([])
                used = 0
            used += key.width + (2 if lines[-1] else 0)
            lines[-1].append(key)
        return lines
