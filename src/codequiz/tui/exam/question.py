"""The question: what the candidate sees most of the time."""

from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from codequiz.exam import Activity, LookupClosed, LookupOpened, State
from codequiz.questions import LETTERS
from codequiz.tui.exam.answering import Answering
from codequiz.tui.exam.asked import Asked, Stem
from codequiz.tui.exam.clock import Budgets, Clock, PaceBar, show_time
from codequiz.tui.exam.keys import KeyBar, key
from codequiz.tui.exam.palette import Palette
from codequiz.tui.exam.question_keys import BEFORE, HELP, REVEALED, STRIKING, TO_QUESTION, WAYS, WHY
from codequiz.tui.exam.rationale import Rationale
from codequiz.tui.exam.room import Message
from codequiz.tui.exam.wording import LEGEND, heading, plain
from codequiz.tui.words import Word

_WHILE_READING: Final = frozenset({"to_question", "escape", "close_book", "keys"})


class Note(VerticalScroll):
    """A case's note."""


class QuestionScreen(Answering):
    """One question with its choices, the clock, and all questions at a glance."""

    DEFAULT_CSS = """
    QuestionScreen #heading { height: 1; text-style: bold; background: $panel; text-wrap: nowrap;
        text-overflow: ellipsis; }
    QuestionScreen #body { height: 1fr; }
    QuestionScreen #main { height: 1fr; width: 1fr; }
    QuestionScreen Note { display: none; padding: 0 1; scrollbar-size-vertical: 1; }
    QuestionScreen Note > Static { height: auto; }
    QuestionScreen #book { display: none; height: 1fr; width: 1fr; }
    QuestionScreen.-book #book { display: block; }
    QuestionScreen #asked.-fits Stem { height: auto; min-height: 1; overflow-y: hidden; }
    QuestionScreen #asked.-fits Choices { max-height: 100%; margin-top: 1; overflow-y: hidden; }
    QuestionScreen.-tall Stem { height: auto; max-height: 50%; }
    QuestionScreen.-tall Choices { max-height: 50%; margin-top: 1; }
    QuestionScreen.-revealed Stem { height: auto; max-height: 38%; }
    QuestionScreen.-revealed Rationale { display: block; }
    QuestionScreen #low, QuestionScreen #side Budgets { display: none; }
    QuestionScreen.-narrow #main { layout: vertical; }
    QuestionScreen.-case Note { display: block; }
    QuestionScreen.-narrow Note { height: 1fr; border-bottom: solid $border; }
    QuestionScreen.-narrow.-case #asked { height: auto; max-height: 75%; }
    QuestionScreen.-narrow.-case Stem { height: auto; min-height: 1; max-height: 6; }
    QuestionScreen.-narrow.-case Choices { max-height: 9; margin-top: 0; }
    QuestionScreen.-narrow.-case.-revealed Note { height: 25%; }
    QuestionScreen.-narrow.-case.-revealed #asked { height: 1fr; }
    QuestionScreen.-narrow.-case.-book #asked { height: auto; max-height: 60%; }
    QuestionScreen.-narrow #side { display: none; }
    QuestionScreen.-narrow.-times #low { display: block; max-height: 45%; }
    QuestionScreen.-narrow.-book > Palette { display: none; }
    QuestionScreen.-narrow.-book #book { border-top: solid $border; min-height: 9; }
    QuestionScreen.-narrow.-case.-reading Note, QuestionScreen.-narrow.-times.-book #low { display: none; }
    QuestionScreen.-narrow.-case.-book #book { min-height: 6; }
    QuestionScreen LookupPane.-short #page { display: none; }
    QuestionScreen LookupPane.-short.-page #page, QuestionScreen LookupPane.-short.-empty #page { display: block; }
    QuestionScreen.-wide #main { layout: horizontal; }
    QuestionScreen.-wide Note { height: 1fr; width: 1fr; border-right: solid $border; }
    QuestionScreen.-wide #side { width: 43; scrollbar-size-vertical: 1; padding: 0 0 0 1; border-left: solid $border; }
    QuestionScreen.-wide > Palette { display: none; }
    QuestionScreen.-wide.-times #side Budgets { display: block; }
    QuestionScreen.-wide.-times #legend { display: none; }
    QuestionScreen.-wide.-book #side { display: none; }
    QuestionScreen.-wide.-book #book { border-left: solid $border; }
    QuestionScreen #legend { height: auto; color: $text-muted; }
    QuestionScreen VerticalScroll:focus { scrollbar-color: $primary; }
    QuestionScreen.-tiny Palette, QuestionScreen.-tiny PaceBar, QuestionScreen.-tiny KeyBar { display: none; }
    QuestionScreen.-tiny Choices { max-height: 60%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "look_up", "Look up"),
        Binding("t", "times", "Times"),
        Binding("escape", "escape", "Back"),
        Binding("tab", "to_question", "To the question"),
    ]

    def __init__(self) -> None:
        super().__init__()
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
                yield Asked(self.exam.codes_of)
                yield Container(id="book")
                yield Budgets(id="low")
            with VerticalScroll(id="side", can_focus=False):
                yield Palette(numbered=True)
                yield Static(LEGEND.replace("  f ", "\nf "), id="legend")
                yield Budgets()
        yield Palette()
        yield Message()
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the question."""
        if self.exam.greeting:
            self.say(self.exam.greeting)
        super().on_mount()
        self.bindings_updated_signal.subscribe(self, self._keys_changed)

    def _keys_changed(self, _screen: object) -> None:
        self.show_keys()

    # Showing

    def refresh_state(self) -> None:
        """Show the question in front, and what is known of the others."""
        state = self.session.state
        question = self.session.question
        moved = state.position != self._asked
        if moved:
            self.striking = False
            self._show_texts(state)
        self.query_one("#heading", Static).update(plain(heading(state)), layout=False)
        for palette in self.query(Palette):
            palette.show(state)
        revealed = state.is_revealed(state.position)
        if revealed and not self.has_class("-revealed"):
            self.query_one(Rationale).scroll_home(animate=False)
        self.set_class(revealed, "-revealed")
        self.query_one(Asked).show(state, question)
        if moved and not self._is_reading_book:
            self.set_focus(self._reading)
        self.show_keys()
        self.refresh_time()

    def _show_texts(self, state: State) -> None:
        question = self.session.question
        self._asked = state.position
        stem, note = self.query_one(Stem), self.query_one(Note)
        stem.query_one(Static).update(plain(question.stem))
        stem.scroll_home(animate=False)
        self.set_class(question.case is not None, "-case")
        if question.case is not None:
            note.query_one(Static).update(plain(f"{question.case.title}\n\n{question.case.note}"))
            note.scroll_home(animate=False)

    def show_keys(self) -> None:
        """Show the keys that there are now."""
        state = self.session.state
        keys: tuple[Word, ...]
        self.set_class(self._is_reading_book, "-reading")  # on a narrow screen a case's note gives way to the book
        if self._is_reading_book:
            keys = (*self._book_keys(), TO_QUESTION)
        elif self.striking:
            keys = STRIKING
        elif state.is_revealed(state.position):
            missed = () if state.is_correct(state.position) else (WHY,)
            keys = (REVEALED, *missed, *WAYS)
        else:
            keys = BEFORE
        for bar in self.query(KeyBar):
            bar.show(keys)

    def refresh_time(self) -> None:
        """Show the clock."""
        state = self.session.now()
        show_time(self, state)
        if self.has_class("-times") and not state.phase.is_finished:
            for panel in self.query(Budgets):
                panel.show(state)

    def help_lines(self) -> list[str]:
        """All keys."""
        return list(HELP)

    def answered(self) -> None:
        """Show the rationale, or say that the answer is saved."""
        state = self.session.state
        if state.plan.shows_rationale:
            self.set_focus(self.query_one(Rationale))
        elif state.current.choice is not None:
            self.say(f"Question {state.position + 1}: {LETTERS[state.current.choice]} saved.")

    def action_times(self) -> None:
        """Show or hide the time by section."""
        self.toggle_class("-times")
        self.refresh_time()

    # The open book

    @property
    def _is_reading_book(self) -> bool:
        return self._book is not None and self.focused is not None and self._book in self.focused.ancestors_with_self

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While the code books have the focus, a letter is theirs: it must not answer the question."""
        mine = not self._is_reading_book or action in _WHILE_READING or not hasattr(self, f"action_{action}")
        return mine and super().check_action(action, parameters)

    def _book_keys(self) -> list[Word]:
        """The keys of the code books, as they are now."""
        mine = {self, self.app}
        return [
            key(self.app.get_key_display(active.binding), active.binding.description)
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
                # At once: the keys that wait are the book's, and must not answer the question.
                self.set_focus(next((widget for widget in book.query("*") if widget.focusable), None))
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
            self.focus_next("Stem, Note, Rationale, Budgets")

    @property
    def _reading(self) -> Widget:
        """What the arrow keys scroll first: the longest text there is."""
        if self.has_class("-revealed"):
            return self.query_one(Rationale)
        note = self.query_one(Note)
        return note if self.has_class("-case") and note.display else self.query_one(Stem)

    def action_escape(self) -> None:
        """Out of striking out, of typing a number, or of the code books."""
        if self.striking:
            self.action_strike()
        elif not self.ends_number(go=False) and self.has_class("-book"):
            self.action_close_book()
