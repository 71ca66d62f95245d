"""Small windows over a screen: a note, a question back, the announcement, all keys, a code's card."""

from collections.abc import Callable, Sequence
from typing import ClassVar, TypeVar

from rich.console import RenderableType
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from codequiz.exam.machine import MAX_NOTE
from codequiz.tui.exam.keys import KeyBar, key
from codequiz.tui.exam.wording import plain
from codequiz.tui.words import Word

Result = TypeVar("Result")


class Dialog(ModalScreen[Result]):
    """A window with a title and keys; Escape closes it without a result."""

    DEFAULT_CSS = """
    Dialog { align: center middle; }
    Dialog > Vertical {
        width: 76; max-width: 100%; height: auto; max-height: 100%; border: round $accent; background: $surface;
        padding: 0 1;
    }
    Dialog Static { height: auto; }
    Dialog VerticalScroll { height: auto; max-height: 19; scrollbar-size-vertical: 1; }
    Dialog TextArea, Dialog TextArea:focus { height: 8; border: none; padding: 0; }
    """
    AUTO_FOCUS = "TextArea, VerticalScroll"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "Close")]
    KEYS: ClassVar[Sequence[Word]] = (key("Esc", "close", "screen.close"),)

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title

    def compose(self) -> ComposeResult:
        """The title, what the dialog is about, and its keys."""
        with Vertical() as window:
            window.border_title = plain(self._title)
            yield from self.content()
            yield KeyBar(self.KEYS)

    def content(self) -> ComposeResult:
        """What the dialog is about."""
        raise NotImplementedError

    def action_close(self) -> None:
        """Close without a result."""
        self.dismiss(None)


class Says(Dialog[bool]):
    """Lines to read; with `asks`, `y` is True and anything else False."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "enter", "Go on"),
        Binding("y", "yes", "Yes"),
        Binding("n", "close", "No"),
    ]

    def __init__(self, title: str, lines: Sequence[str], *, asks: bool = False) -> None:
        super().__init__(title)
        self._lines = lines
        self._asks = asks

    def content(self) -> ComposeResult:
        """The lines."""
        with VerticalScroll():
            yield Static(plain("\n".join(self._lines)))

    def on_mount(self) -> None:
        """Show which keys there are."""
        yes_no = (key("y", "yes", "screen.yes"), key("n", "no", "screen.close"))
        self.query_one(KeyBar).show(yes_no if self._asks else (key("Enter", "go on", "screen.enter"),))

    def action_enter(self) -> None:
        """Go on, where nothing is asked."""
        if not self._asks:
            self.dismiss(False)

    def action_yes(self) -> None:
        """Yes, where something is asked."""
        if self._asks:
            self.dismiss(True)


class EditsNote(Dialog[None]):
    """A note, `save`d as it is typed (`keep` is called every second), so that nothing of it can be lost."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+s", "save", "Save", priority=True),
    ]
    KEYS = (key("Esc", "save and close", "screen.save"),)

    def __init__(self, title: str, text: str, save: Callable[[str], bool]) -> None:
        super().__init__(title)
        self._saved = text
        self._save = save

    def content(self) -> ComposeResult:
        """The field."""
        yield TextArea(self._saved, soft_wrap=True, tab_behavior="focus")

    @property
    def field(self) -> TextArea:
        """Where the note is typed."""
        return self.query_one(TextArea)

    def keep(self) -> bool:
        """Save what is there if it has changed; False when that failed."""
        text = self.field.text[:MAX_NOTE]
        if text != self._saved:
            if not self._save(text):
                return False
            self._saved = text
        return True

    def action_save(self) -> None:
        """Save and close; stay where that failed."""
        if self.keep():
            self.dismiss(None)


class ShowsCard(Dialog[None]):
    """What the code books say of the codes in a choice."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space,q", "close", "Close")]

    def __init__(self, title: str, card: RenderableType) -> None:
        super().__init__(title)
        self._card = card

    def content(self) -> ComposeResult:
        """The card."""
        with VerticalScroll():
            yield Static(self._card, markup=False)
