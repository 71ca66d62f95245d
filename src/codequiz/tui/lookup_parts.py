"""The parts of the search: the line to type in, the filters, the list."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input, OptionList

from codequiz.codes import System
from codequiz.tui.lookup_text import short_name
from codequiz.tui.words import Word, Words


class Filters(Words):
    """Which systems are searched (`●`, `○`) and whether billable codes alone (`[x]`, `[ ]`): seen without colour."""

    class Changed(Message):
        """Something else is to be searched now."""

    def __init__(self, systems: Iterable[System], chosen: System | None, *, billable: bool, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._systems = list(dict.fromkeys(systems))
        self.system = chosen
        self.billable = billable

    @property
    def described(self) -> str:
        """What the search is restricted to, in words; empty when to nothing."""
        parts = [short_name(self.system)] if self.system is not None else []
        return ", ".join(parts + ["billable"] * self.billable)

    def on_mount(self) -> None:
        """Show what is on."""
        self._mark()

    def choose_next(self) -> None:
        """Search the next system alone; after the last, all of them."""
        order = [None, *self._systems]
        self._choose(order[(order.index(self.system) + 1) % len(order)])

    def action_choose(self, name: str) -> None:
        """A system was clicked; the empty name stands for all of them."""
        self._choose(System(name) if name else None)

    def action_toggle_billable(self) -> None:
        """Leave out what cannot be billed, or take it in again."""
        self.billable = not self.billable
        self._tell()

    def _choose(self, system: System | None) -> None:
        self.system = system
        self._tell()

    def _tell(self) -> None:
        self._mark()
        self.post_message(self.Changed())

    def _mark(self) -> None:
        words = [self._choice(None, "all"), *(self._choice(system, short_name(system)) for system in self._systems)]
        box = "[x] billable" if self.billable else "[ ] billable"
        words.append(Word(box if self.billable else "", "" if self.billable else box, "toggle_billable"))
        self.show(words)

    def _choice(self, system: System | None, label: str) -> Word:
        on = system is self.system
        return Word(f"● {label}" if on else "", "" if on else f"○ {label}", f"choose('{system or ''}')")


class Query(Input):
    """The line to type in."""

    class Moved(Message):
        """The cursor of the list is to move; `how` is an action of the list."""

        def __init__(self, how: str) -> None:
            super().__init__()
            self.how = how

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move('cursor_down')", "Move", key_display="↑↓"),
        Binding("up", "move('cursor_up')", show=False),
        Binding("pagedown", "move('page_down')", show=False),
        Binding("pageup", "move('page_up')", show=False),
        Binding("enter", "submit", "Card", key_display="⏎"),
    ]

    def action_move(self, how: str) -> None:
        """Tell the pane: the list moves while one goes on typing."""
        self.post_message(self.Moved(how))


class Hits(OptionList):
    """The list of hits."""

    class Quit(Message):
        """The user is done."""

    class Left(Message):
        """The user wants to type again."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "cursor_down", "Move", key_display="↑↓"),
        Binding("enter", "select", "Card", key_display="⏎"),
        Binding("slash", "leave", "Search", key_display="/"),
        Binding("q", "quit", "Quit"),
    ]

    def action_leave(self) -> None:
        """Back to the line to type in."""
        self.post_message(self.Left())

    def action_quit(self) -> None:
        """Tell the pane."""
        self.post_message(self.Quit())
