"""What is asked: the stem, the choices, and afterwards the rationale, in the room there is."""

from typing import Final

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from codequiz.exam import State
from codequiz.questions import Question
from codequiz.tui.exam.choices import Choices
from codequiz.tui.exam.rationale import CodesOf, Rationale

_PADDING: Final = 2


class Stem(VerticalScroll):
    """The question's text."""


class Asked(Vertical):
    """A question. Where all of it fits, the choices follow the stem; else they stay at the bottom, and it scrolls."""

    DEFAULT_CSS = """
    Asked { height: 1fr; width: 1fr; }
    Asked Stem { height: 1fr; min-height: 3; padding: 0 1; scrollbar-size-vertical: 1; }
    Asked Stem > Static { height: auto; }
    Asked Rationale { display: none; }
    """

    def __init__(self, codes_of: CodesOf) -> None:
        super().__init__(id="asked")
        self._codes_of = codes_of
        self._may_follow = False

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        with Stem():
            yield Static()
        yield Choices()
        yield Rationale(self._codes_of)

    def show(self, state: State, question: Question) -> None:
        """Show the question in front."""
        self.query_one(Choices).show(state, state.position, question)
        revealed = state.is_revealed(state.position)
        if revealed:
            self.query_one(Rationale).show(state, state.position, question)
        self._may_follow = not revealed and question.case is None  # these have a layout of their own
        self.fit()

    def on_resize(self) -> None:
        """Less room, or more."""
        self.fit()

    def fit(self) -> None:
        """Let the choices follow the stem, where all of it fits."""
        room = self.size
        if not room.width:
            return
        stem = self.query_one("Stem > Static", Static).get_content_height(room, room, room.width - _PADDING)
        needed = stem + 1 + self.query_one(Choices).needed_height(room.width)
        self.set_class(self._may_follow and needed <= room.height, "-fits")
