"""What a candidate does at a question, as events."""

from typing import ClassVar, Final

from textual import on
from textual.binding import Binding, BindingType

from codequiz.exam import (
    Answered,
    Confidence,
    ConfidenceGiven,
    Event,
    Flagged,
    MissReasonGiven,
    Moved,
    Noted,
    ReviewOpened,
    Skipped,
    Struck,
    next_blank,
    next_flagged,
    onward,
)
from codequiz.questions import LETTERS
from codequiz.tui.exam.choices import Choice
from codequiz.tui.exam.dialogs import EditsNote
from codequiz.tui.exam.palette import Palette
from codequiz.tui.exam.rationale import REASONS
from codequiz.tui.exam.room import Room

_CONFIDENCE: Final = tuple(Confidence)


class Answering(Room):
    """The keys and clicks at a question; how it looks is the matter of the screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(f"{letter.lower()},{letter}", f"letter({n})", letter) for n, letter in enumerate(LETTERS)),
        Binding("enter", "enter", "Next"),
        Binding("right,space", "onward", "Next"),
        Binding("left", "back", "Back"),
        Binding("backspace", "rub_out", "Back"),
        Binding("x", "strike", "Strike"),
        Binding("f", "flag", "Flag"),
        Binding("s", "skip", "Skip"),
        Binding("n", "note", "Note"),
        Binding("u", "next_blank", "Next blank"),
        Binding("v", "next_flagged", "Next flagged"),
        Binding("g", "jump", "Go to"),
        Binding("r,e", "review", "Review"),
        Binding("p", "pause", "Pause"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.striking = False

    def show_keys(self) -> None:
        """Show the keys that there are now."""
        raise NotImplementedError

    def answered(self) -> None:
        """The question in front has just been answered."""
        raise NotImplementedError

    # Answering

    def action_letter(self, choice: int) -> None:
        """A letter answers; it strikes out after `x`, and opens the codes' card once the answer is shown."""
        state = self.session.state
        if choice >= len(self.session.question.choices):
            self.say(f"There is no choice {LETTERS[choice]}.")
        elif self.striking:
            self.striking = False
            self._strike(choice)
        elif state.is_revealed(state.position):
            self.exam.show_card(self.session.question.choices[choice])
        elif self.send(Answered(choice)):
            self.answered()

    def action_digit(self, number: int) -> None:
        """Part of a number that is being typed; else how sure before the answer is shown, why missed after it."""
        state = self.session.state
        if self.takes_digit(number) or not 1 <= number <= len(REASONS):
            return
        if not state.is_revealed(state.position):
            if number <= len(_CONFIDENCE) and self.send(ConfidenceGiven(_CONFIDENCE[number - 1])):
                self.say(f"Noted: {_CONFIDENCE[number - 1]}.")
        elif self.send(MissReasonGiven(state.position, REASONS[number - 1])):
            self.say(f"Noted, why you missed it: {REASONS[number - 1]}.")

    def action_strike(self) -> None:
        """Wait for the letter of a choice to strike out."""
        self.striking = not self.striking
        self.say("Strike out which choice? A-D, or Esc." if self.striking else "")
        self.show_keys()

    def _strike(self, choice: int) -> None:
        on = choice not in self.session.state.current.struck
        if self.send(Struck(choice, on)):
            self.say(f"{LETTERS[choice]} {'struck out' if on else 'taken back in'}.")

    @on(Choice.Clicked)
    def _clicked(self, event: Choice.Clicked) -> None:
        if event.strike:
            self._strike(event.number)
        else:
            self.action_letter(event.number)

    def action_flag(self) -> None:
        """Flag, or take the flag off."""
        state = self.session.state
        flagged = not state.current.flagged
        if self.send(Flagged(flagged)):
            self.say(f"Question {state.position + 1} {'flagged' if flagged else 'no longer flagged'}.")

    async def action_note(self) -> None:
        """Write a note."""
        state = self.session.state
        title = f"Note on question {state.position + 1}"
        editor = EditsNote(title, state.current.note, lambda text: self.send(Noted(text)))
        await self.app.push_screen(editor)
        editor.set_focus(editor.field)  # before the next key is looked at

    # Moving

    def _go(self, *events: Event) -> None:
        if self.send(*events):
            self.say("")

    def action_onward(self) -> None:
        """The next question, or the review screen."""
        self._go(onward(self.session.state))

    def action_skip(self) -> None:
        """Leave it for later."""
        self._go(Skipped(), onward(self.session.state))

    def action_back(self) -> None:
        """The question before."""
        state = self.session.state
        if state.position == state.plan.parts[state.part].first:
            self.say("This is the first question.")
        else:
            self._go(Moved(state.position - 1))

    def action_next_blank(self) -> None:
        """First pass: the next question without an answer."""
        self._to_next(next_blank(self.session.state), "blank")

    def action_next_flagged(self) -> None:
        """Second pass: the next flagged question."""
        self._to_next(next_flagged(self.session.state), "flagged")

    def _to_next(self, position: int | None, what: str) -> None:
        if position is None:
            self.say(f"No other question is {what}.")
        else:
            self._go(Moved(position))

    def action_enter(self) -> None:
        """Go to the number that was typed; else to the next question."""
        if not self.ends_number(go=True):
            self.action_onward()

    @on(Palette.Chosen)
    def _chosen(self, event: Palette.Chosen) -> None:
        self._go(Moved(event.position))

    def action_review(self) -> None:
        """See all questions, and submit."""
        self._go(ReviewOpened())

    def action_pause(self) -> None:
        """Go away for a while."""
        self.exam.pause()
