"""The lookup alone, on the whole terminal."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType

from codequiz.as_you_type import AsYouType
from codequiz.codebook import Card
from codequiz.codes import System, normalise
from codequiz.lookup import Lookup
from codequiz.report.card import QuestionCount
from codequiz.tui.lookup import LookupPane
from codequiz.tui.theme import first_theme, other_theme
from codequiz.tui.words import KeyLine


def pane_of(
    engine: Lookup, *, systems: Sequence[System] = (), billable: bool = False, touching: QuestionCount | None = None
) -> LookupPane:
    """A pane that searches one index; `systems`, where it is one, and `billable` set its filters.

    With `touching`, cards say how many questions are on their code.
    """
    book = engine.book

    def card_of(system: System, code: str) -> Card | None:
        found = book.find(system, normalise(code))
        return book.card(found) if found is not None else None

    return LookupPane(
        AsYouType(engine).find, card_of, book.releases(), systems=systems, billable=billable, touching=touching
    )


class LookupApp(App[None]):
    """Nothing but a pane and its keys."""

    ENABLE_COMMAND_PALETTE = False
    TITLE = "codequiz lookup"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6", "other_theme", "Theme"),
        Binding("ctrl+q", "quit", "Quit", priority=True),
        Binding("ctrl+c", "quit", show=False, priority=True),
    ]

    def __init__(self, pane: LookupPane) -> None:
        super().__init__()
        self._pane = pane
        self.theme = first_theme()

    def compose(self) -> ComposeResult:
        """The pane and the keys."""
        yield self._pane
        yield KeyLine()

    def on_lookup_pane_closed(self) -> None:
        """Closing the lookup ends the program."""
        self.exit()

    def action_other_theme(self) -> None:
        """Change between light and dark."""
        self.theme = other_theme(self.theme)
