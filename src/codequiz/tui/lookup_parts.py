"""The parts of the search: the line to type in, the filters, the list."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input, OptionList

from codequiz.codes import System
from codequiz.tui.lookup_text import short_name
from codequiz.tui.words import Word, Words


class Filters(Words):
    """Which systems are searched (`●`, `○`) and whether billable codes alone (`[x]`, `[ ]`): seen without colour."""

    class Chosen(Message):
        """A system was clicked; None stands for all of them."""

        def __init__(self, system: System | None) -> None:
            super().__init__()
            self.system = system

    class BillableToggled(Message):
        """`billable` was clicked."""

    def mark(self, systems: Sequence[System], chosen: System | None, *, billable: bool) -> None:
        """Show what is on."""
        words = [_choice(None, "all", chosen), *(_choice(system, short_name(system), chosen) for system in systems)]
        box = "[x] billable" if billable else "[ ] billable"
        words.append(Word(box if billable else "", "" if billable else box, "toggle_billable"))
        self.show(words)

    def action_choose(self, name: str) -> None:
        """Tell the pane."""
        self.post_message(self.Chosen(System(name) if name else None))

    def action_toggle_billable(self) -> None:
        """Tell the pane."""
        self.post_message(self.BillableToggled())


def _choice(system: System | None, label: str, chosen: System | None) -> Word:
    on = system is chosen
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
