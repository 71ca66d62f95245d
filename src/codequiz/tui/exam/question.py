"""The question: what the candidate sees most of the time."""

from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from codequiz.exam import (
    Activity,
    Answered,
    Confidence,
    ConfidenceGiven,
    Event,
    Flagged,
    LookupClosed,
    LookupOpened,
    MissReasonGiven,
    Moved,
    Noted,
    ReviewOpened,
    Skipped,
    State,
    Struck,
    next_blank,
    next_flagged,
    onward,
    pacing,
)
from codequiz.questions import LETTERS
from codequiz.tui.exam.choices import Choice, Choices
from codequiz.tui.exam.clock import Budgets, Clock, PaceBar
from codequiz.tui.exam.dialogs import EditsNote
from codequiz.tui.exam.keys import Key, KeyBar
from codequiz.tui.exam.palette import Palette
from codequiz.tui.exam.rationale import REASONS, Rationale
from codequiz.tui.exam.room import Message, Room
from codequiz.tui.exam.wording import LEGEND, heading, plain

_CONFIDENCE: Final = tuple(Confidence)
_WAYS: Final = (
    Key("→", "next", "screen.onward"),
    Key("←", "back", "screen.back"),
    Key("x", "strike", "screen.strike"),
    Key("f", "flag", "screen.flag"),
    Key("s", "skip", "screen.skip"),
    Key("n", "note", "screen.note"),
    Key("/", "look up", "screen.look_up"),
    Key("u", "next blank", "screen.next_blank"),
    Key("v", "next flagged", "screen.next_flagged"),
    Key("g", "go to", "screen.jump"),
    Key("r", "review", "screen.review"),
    Key("t", "times", "screen.times"),
    Key("p", "pause", "screen.pause"),
    Key("e", "end", "screen.review"),
    Key("q", "quit", "app.leave"),
    Key("F6", "light/dark", "app.other_theme"),
    Key("?", "keys", "screen.keys"),
)
_BEFORE: Final = (Key("A-D", "answer"), *_WAYS)
_SURE: Final = Key("1-3", "how sure")
_REVEALED: Final = Key("A-D", "code card")
_WHY: Final = Key("1-6", "why missed")
_STRIKING: Final = (Key("A-D", "strike out, or take back in"), Key("Esc", "none", "screen.strike"))
_TO_QUESTION: Final = Key("Tab", "to the question, the book stays open", "screen.to_question")
_WHILE_READING: Final = frozenset({"to_question", "escape", "close_book", "keys", "leave", "other_theme"})
_HELP: Final = (
    "A B C D    answer; another letter changes it (in study mode the first counts)",
    "→ Enter    the next question; after the last, the review screen",
    "←          the question before",
    "x B        strike choice B out, or take it back in (mouse: right button)",
    "f          flag for another look, or take the flag off",
    "s          skip: leave it blank for now and go on",
    "n          a note of your own on this question",
    "/          look codes up; the time is counted apart; Tab back, Esc closes",
    "u  v       the next blank question; the next flagged one",
    "g 37       go to question 37 (mouse: click it among the marks)",
    "r          review: all questions, what is blank and flagged; submit there",
    "t          time by section",
    "1 2 3      how sure you are: guess, unsure, sure",
    "1 … 6      once it is shown that you missed it: why; A-D open the codes' cards",
    "↑ ↓ PgUp PgDn scroll; Tab goes to the case note and on",
    "p  q       pause; quit (a pause, too). Every answer is saved at once.",
    "F6         light or dark",
    "",
    f"Marks: {LEGEND}",
)


class Stem(VerticalScroll):
    """The question's text."""


class Note(VerticalScroll):
    """A case's note."""


class QuestionScreen(Room):
    """One question with its choices, the clock, and all questions at a glance."""

    DEFAULT_CSS = """
    QuestionScreen #heading { height: 1; text-style: bold; background: $panel; text-wrap: nowrap;
        text-overflow: ellipsis; }
    QuestionScreen #body { height: 1fr; }
    QuestionScreen #main { height: 1fr; width: 1fr; }
    QuestionScreen #asked { height: 1fr; width: 1fr; }
    QuestionScreen Stem { height: 1fr; min-height: 3; padding: 0 1; scrollbar-size-vertical: 1; }
    QuestionScreen Note { padding: 0 1; scrollbar-size-vertical: 1; }
    QuestionScreen Stem > Static, QuestionScreen Note > Static { height: auto; }
    QuestionScreen #book { display: none; height: 1fr; width: 1fr; }
    QuestionScreen.-book #book { display: block; }
    QuestionScreen.-tall Stem { height: auto; max-height: 50%; }
    QuestionScreen.-tall Choices { max-height: 50%; margin-top: 1; }
    QuestionScreen.-revealed Stem { height: auto; max-height: 30%; }
    QuestionScreen Rationale { display: none; }
    QuestionScreen.-revealed Rationale { display: block; }
    QuestionScreen #low, QuestionScreen #side Budgets { display: none; }
    QuestionScreen.-narrow #main { layout: vertical; }
    QuestionScreen.-narrow Note { height: auto; max-height: 40%; border-bottom: solid $border; }
    QuestionScreen.-narrow #side { display: none; }
    QuestionScreen.-narrow.-times #low { display: block; max-height: 45%; }
    QuestionScreen.-narrow.-book > Palette { display: none; }
    QuestionScreen.-narrow.-book #book { border-top: solid $border; min-height: 9; }
    QuestionScreen.-narrow.-book Note, QuestionScreen.-narrow.-book #low { display: none; }
    QuestionScreen LookupPane.-short #page { display: none; }
    QuestionScreen LookupPane.-short.-page #page, QuestionScreen LookupPane.-short.-empty #page { display: block; }
    QuestionScreen.-wide #main { layout: horizontal; }
    QuestionScreen.-wide Note { height: 1fr; width: 1fr; border-right: solid $border; }
    QuestionScreen.-wide #side { width: 42; scrollbar-size-vertical: 1; padding: 0 0 0 1; border-left: solid $border; }
    QuestionScreen.-wide > Palette { display: none; }
    QuestionScreen.-wide.-times #side Budgets { display: block; }
    QuestionScreen.-wide.-times #legend { display: none; }
    QuestionScreen.-wide.-book #side { display: none; }
    QuestionScreen.-wide.-book #book { border-left: solid $border; }
    QuestionScreen #legend { height: auto; color: $text-muted; }
    """
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
        Binding("slash", "look_up", "Look up"),
        Binding("u", "next_blank", "Next blank"),
        Binding("v", "next_flagged", "Next flagged"),
        Binding("g", "jump", "Go to"),
        Binding("r,e", "review", "Review"),
        Binding("t", "times", "Times"),
        Binding("p", "pause", "Pause"),
        Binding("escape", "escape", "Back"),
        Binding("tab", "to_question", "To the question"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._striking = False
        self._asked = -1
        self._book: Widget | None = None
        self._book_focus: Widget | None = None

    def compose(self) -> ComposeResult:
        """Clock above, question in the middle, marks and keys below."""
        yield Static(id="heading")
        yield Clock()
        yield PaceBar()
        with Horizontal(id="body"):
            with Container(id="main"):
                with Note():
                    yield Static()
                with Vertical(id="asked"):
                    with Stem():
                        yield Static()
                    yield Choices()
                    yield Rationale(self.exam.codes_of)
                yield Container(id="book")
                yield Budgets(id="low")
            with VerticalScroll(id="side", can_focus=False):
                yield Palette(numbered=True)
                yield Static(LEGEND, id="legend")
                yield Budgets()
        yield Palette()
        yield Message()
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the question."""
        if self.exam.greeting:
            self.say(self.exam.greeting)
        super().on_mount()
        self.set_focus(self.query_one(Stem))
        self.bindings_updated_signal.subscribe(self, self._keys_changed)

    def _keys_changed(self, _screen: object) -> None:
        self._show_keys(self.session.state)

    # Showing

    def refresh_state(self) -> None:
        """Show the question in front, and what is known of the others."""
        state = self.session.state
        question = self.session.question
        if state.position != self._asked:
            self._striking = False
            self._show_texts(state)
        self.query_one("#heading", Static).update(plain(heading(state)), layout=False)
        self.query_one(Choices).show(state, state.position, question)
        for palette in self.query(Palette):
            palette.show(state)
        revealed = state.is_revealed(state.position)
        if revealed and not self.has_class("-revealed"):
            self.query_one(Rationale).scroll_home(animate=False)
        self.set_class(revealed, "-revealed")
        if revealed:
            self.query_one(Rationale).show(state, state.position, question)
        self._show_keys(state)
        self.refresh_time()

    def _show_texts(self, state: State) -> None:
        question = self.session.question
        self._asked = state.position
        stem, note = self.query_one(Stem), self.query_one(Note)
        stem.query_one(Static).update(plain(question.stem))
        stem.scroll_home(animate=False)
        note.display = question.case is not None
        if question.case is not None:
            note.query_one(Static).update(plain(f"{question.case.title}\n\n{question.case.note}"))
            note.scroll_home(animate=False)

    def _show_keys(self, state: State) -> None:
        keys: tuple[Key, ...]
        if self._is_reading_book:
            keys = (*self._book_keys(), _TO_QUESTION)
        elif self._striking:
            keys = _STRIKING
        elif state.is_revealed(state.position):
            missed = () if state.is_correct(state.position) else (_WHY,)
            keys = (_REVEALED, *missed, *_WAYS)
        else:
            sure = (_SURE,) if state.plan.shows_rationale else ()
            keys = (_BEFORE[0], *sure, *_WAYS)
        self.query_one(KeyBar).show(keys)

    def refresh_time(self) -> None:
        """Show the clock."""
        state = self.session.now()
        if state.phase.is_finished:
            return
        now = pacing(state)
        self.query_one(Clock).show(state, now)
        self.query_one(PaceBar).show(state, now)
        if self.has_class("-times"):
            for panel in self.query(Budgets):
                panel.show(state)

    def help_lines(self) -> list[str]:
        """All keys."""
        return list(_HELP)

    # Answering

    def action_letter(self, choice: int) -> None:
        """A letter answers; it strikes out after `x`, and opens the codes' card once the answer is shown."""
        state = self.session.state
        if choice >= len(self.session.question.choices):
            self.say(f"There is no choice {LETTERS[choice]}.")
        elif self._striking:
            self._striking = False
            self._strike(choice)
        elif state.is_revealed(state.position):
            self.exam.show_card(self.session.question.choices[choice])
        elif self.send(Answered(choice)):
            self._say_answered(choice)

    def _say_answered(self, choice: int) -> None:
        state = self.session.state
        if state.plan.shows_rationale:
            self.set_focus(self.query_one(Rationale))
        else:
            self.say(f"Question {state.position + 1}: {LETTERS[choice]} saved.")

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
        self._striking = not self._striking
        self.say("Strike out which choice? A-D, or Esc." if self._striking else "")
        self._show_keys(self.session.state)

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

    def action_times(self) -> None:
        """Show or hide the time by section."""
        self.toggle_class("-times")
        self.refresh_time()

    # The open book

    @property
    def _is_reading_book(self) -> bool:
        return self._book is not None and self._book.has_focus_within and self.has_class("-book")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """While the code books have the focus, a letter is theirs: it must not answer the question."""
        return not self._is_reading_book or action in _WHILE_READING or not hasattr(self, f"action_{action}")

    def _book_keys(self) -> list[Key]:
        """The keys of the code books, as they are now."""
        mine = {self, self.app}
        return [
            Key(self.app.get_key_display(active.binding), active.binding.description)
            for active in self.active_bindings.values()
            if active.enabled and active.binding.show and active.node not in mine
        ]

    async def action_look_up(self) -> None:
        """Open the code books, or go back to them."""
        if self._book is None:
            book = self.exam.new_book()
            if book is None:
                self.say(self.exam.why_no_book, wrong=True)
            elif self.send(LookupOpened("")):
                self._book = book
                self.add_class("-book")
                await self.query_one("#book").mount(book)
        else:
            self.add_class("-book")
            self.set_focus(self._book_focus)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Count looking up from when the code books have the focus until the question has it again."""
        if self._book is None:
            return
        inside = self._book in event.widget.ancestors_with_self
        looking = self.session.state.activity is Activity.LOOKING_UP
        if inside:
            self._book_focus = event.widget
        if inside and not looking:
            self.send(LookupOpened(""))
        elif looking and not inside:
            self.send(LookupClosed())

    def on_lookup_pane_closed(self) -> None:
        """The pane says that its user is done."""
        self.action_close_book()

    def action_close_book(self) -> None:
        """Close the code books; they open again where they were."""
        self.action_to_question()
        self.remove_class("-book")

    def action_to_question(self) -> None:
        """From the code books to the question; from there to what else can be scrolled."""
        if self._is_reading_book:
            self.set_focus(self._reading)
        else:
            self.focus_next("Stem, Note, Rationale")

    @property
    def _reading(self) -> Widget:
        revealed = self.has_class("-revealed")
        return self.query_one(Rationale) if revealed else self.query_one(Stem)

    def action_escape(self) -> None:
        """Out of striking out, of typing a number, or of the code books."""
        if self._striking:
            self.action_strike()
        elif not self.ends_number(go=False) and self.has_class("-book"):
            self.action_close_book()
