"""The keys of a screen, always in sight, each to be clicked too."""

from collections.abc import Sequence

from codequiz.tui.words import Word, Words


def key(name: str, label: str, action: str = "nothing") -> Word:
    """A key as it is written, what it does, and the action behind it; a key such as `A-D` has none to click."""
    return Word(name, label, action)


class KeyBar(Words):
    """The keys that a screen chooses."""

    DEFAULT_CSS = "KeyBar { background: $footer-background; color: $footer-description-foreground; }"
    ALLOW_SELECT = False

    def __init__(self, keys: Sequence[Word] = ()) -> None:
        super().__init__()
        self._first = tuple(keys)

    def on_mount(self) -> None:
        """Show the keys that are there from the start."""
        if self._first:
            self.show(self._first)

    def action_nothing(self) -> None:
        """A click on a key that is several."""
