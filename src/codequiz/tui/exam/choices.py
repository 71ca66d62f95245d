"""The choices of a question: what is chosen, what is struck out, and afterwards what was right."""

from typing import Final

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widgets import Static

from codequiz.exam import State
from codequiz.questions import LETTERS, Question
from codequiz.tui.exam.wording import plain

_MARK_COLUMNS: Final = 6


class Choice(Horizontal):
    """One choice: `●` chosen, `×` struck out; revealed, `✓` right and `✗` wrong. Readable without colour."""

    DEFAULT_CSS = """
    Choice { height: auto; width: 1fr; }
    Choice .mark { width: 6; height: auto; }
    Choice .text { width: 1fr; height: auto; }
    Choice.-chosen .text { text-style: bold; }
    Choice.-chosen { background: $boost; }
    Choice.-struck .text { text-style: strike; color: $text-muted; }
    Choice.-right .mark { color: $text-success; text-style: bold; }
    Choice.-missed .mark { color: $text-error; text-style: bold; }
    Choice:hover { background: $surface-lighten-1; }
    """

    class Clicked(Message):
        """A choice (0-based) was clicked; `strike` with the right button."""

        def __init__(self, number: int, *, strike: bool) -> None:
            super().__init__()
            self.number = number
            self.strike = strike

    def __init__(self, number: int) -> None:
        super().__init__(id=f"choice-{LETTERS[number]}")
        self._number = number
        self._mark, self._words = Static(classes="mark"), Static(classes="text")
        self._sign = ""
        self._text: str | None = None

    def compose(self) -> ComposeResult:
        """The mark and letter, and the text beside them."""
        yield self._mark
        yield self._words

    def show(self, state: State, position: int, question: Question) -> None:
        """Show this choice of a question."""
        item = state.items[position]
        chosen, struck = item.choice == self._number, self._number in item.struck
        revealed = state.is_revealed(position)
        right = revealed and question.answer == self._number
        missed = revealed and chosen and not right
        self.set_class(chosen, "-chosen")
        self.set_class(struck and not right, "-struck")
        self.set_class(right, "-right")
        self.set_class(missed, "-missed")
        sign = "✓" if right else "✗" if missed else "●" if chosen else "×" if struck else " "
        text = plain(question.choices[self._number]) if self._number < len(question.choices) else Content("")
        # Laying out the screen anew costs more than all else that follows a key: only where the text is another.
        if self._sign != sign:
            self._sign = sign
            self._mark.update(Content(f" {sign} {LETTERS[self._number]}. "), layout=False)
        if self._text != text.plain:
            self._text = text.plain
            self._words.update(text)

    def needed_height(self, width: int) -> int:
        """Its lines at `width` columns."""
        return self._words.get_content_height(self.size, self.size, max(width - _MARK_COLUMNS, 1))

    def on_click(self, event: Click) -> None:
        """Tell the screen."""
        event.stop()
        self.post_message(self.Clicked(self._number, strike=event.button == 3))


class Choices(VerticalScroll, can_focus=False):
    """All choices of a question, and what the candidate noted on it."""

    DEFAULT_CSS = """
    Choices { height: auto; max-height: 70%; width: 1fr; scrollbar-size-vertical: 1; }
    Choices #remarks { height: auto; color: $text-muted; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._remarks: str | None = None

    def compose(self) -> ComposeResult:
        """Four choices and a line for remarks."""
        for number in range(len(LETTERS)):
            yield Choice(number)
        yield Static(id="remarks")

    def needed_height(self, width: int) -> int:
        """The lines of all of it at `width` columns."""
        remarks = self.query_one("#remarks", Static)
        lines = sum(choice.needed_height(width) for choice in self.query(Choice) if choice.display)
        return lines + (remarks.get_content_height(self.size, self.size, width - 2) if remarks.display else 0)

    def show(self, state: State, position: int, question: Question) -> None:
        """Show the choices of a question."""
        for number, choice in enumerate(self.query(Choice)):
            choice.display = number < len(question.choices)
            choice.show(state, position, question)
        item = state.items[position]
        remarks = [f"how sure: {item.confidence}"] if item.confidence else []
        if item.note:
            remarks.append(f"note: {item.note}")
        line = self.query_one("#remarks", Static)
        said = plain("  ".join(remarks))
        if said.plain != self._remarks:
            self._remarks = said.plain
            line.display = bool(remarks)
            line.update(said)
