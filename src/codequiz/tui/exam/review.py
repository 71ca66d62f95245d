"""Before handing in: all questions, what is blank and flagged."""

from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from codequiz.exam import Moved, PartEnded, ReviewClosed, State, Submitted
from codequiz.questions import LETTERS
from codequiz.report.question import hand_in_lines
from codequiz.report.wording import count, duration, numbers
from codequiz.text import one_line
from codequiz.tui.exam.clock import Clock, PaceBar, show_time
from codequiz.tui.exam.dialogs import Says
from codequiz.tui.exam.keys import KeyBar, key
from codequiz.tui.exam.palette import Palette
from codequiz.tui.exam.room import Message, Room
from codequiz.tui.exam.wording import plain, section_name

_KEYS: Final = (
    key("Enter", "go to it", "screen.go"),
    key("a", "all", "screen.filter('all')"),
    key("u", "blank", "screen.filter('blank')"),
    key("v", "flagged", "screen.filter('flagged')"),
    key("g", "go to", "screen.jump"),
    key("←", "back", "screen.back"),
    key("e", "submit", "screen.end"),
    key("p", "pause", "screen.pause"),
    key("q", "quit", "app.leave"),
    key("F6", "light/dark", "app.other_theme"),
    key("?", "keys", "screen.keys"),
)
_HELP: Final = (
    "↑ ↓ Enter  choose a question and go to it",
    "a  u  v    list all, only blank, only flagged questions",
    "g 37       go to question 37",
    "← Esc      back to the question you came from",
    "e          hand in (asks first)",
    "p  q       pause; quit (a pause, too)",
    "F6         light or dark",
)


class ReviewScreen(Room):
    """The list of questions with filters, and the way to hand in."""

    DEFAULT_CSS = """
    ReviewScreen #summary { height: 2; background: $panel; text-style: bold; }
    ReviewScreen OptionList { height: 1fr; border: none; padding: 0; text-wrap: nowrap; text-overflow: ellipsis; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "filter('all')", "All"),
        Binding("u", "filter('blank')", "Blank"),
        Binding("v", "filter('flagged')", "Flagged"),
        Binding("g", "jump", "Go to"),
        Binding("escape", "escape", "Back"),
        Binding("left,r", "back", "Back"),
        Binding("backspace", "rub_out", "Back"),
        Binding("e", "end", "Submit"),
        Binding("p", "pause", "Pause"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._filter = "all"
        self._listed: tuple[int, ...] = ()

    def compose(self) -> ComposeResult:
        """What is left to do, the clock, the list, marks and keys."""
        yield Static(id="summary")
        yield Clock()
        yield PaceBar()
        yield OptionList(markup=False, compact=True)
        yield Palette()
        yield Message()
        yield KeyBar(_KEYS)

    def on_mount(self) -> None:
        """Begin in the list, at the question that was in front."""
        super().on_mount()
        self.query_one(OptionList).focus()

    def refresh_state(self) -> None:
        """Show what is answered, blank and flagged."""
        state = self.session.state
        part = state.plan.parts[state.part]
        total = part.end - part.first
        first = f"Review: {total - len(state.blanks)} of {total} answered"
        second = f"Blank: {numbers(state.blanks, 12) or 'none'} · Flagged: {numbers(state.flagged, 12) or 'none'}"
        self.query_one("#summary", Static).update(Content(f"{first}\n{second}"))
        self.query_one(Palette).show(state)
        self._list(state)
        self.refresh_time()

    def _list(self, state: State) -> None:
        part = state.plan.parts[state.part]
        by_filter = {"all": tuple(range(part.first, part.end)), "blank": state.blanks, "flagged": state.flagged}
        self._listed = by_filter[self._filter]
        listed = self.query_one(OptionList)
        listed.set_options([Option(self._row(state, n)) for n in self._listed])
        if self._listed:
            after = [index for index, n in enumerate(self._listed) if n >= state.position]
            listed.highlighted = after[0] if after else 0

    def _row(self, state: State, n: int) -> Content:
        item = state.items[n]
        letter = "blank" if item.choice is None else f"  {LETTERS[item.choice]}  "
        flag = "flagged" if item.flagged else ""
        section = one_line(section_name(state, n), 22)
        stem = one_line(self.session.questions[n].stem, 200)
        return plain(f"{n + 1:>3}  {letter}  {flag:7} {duration(item.seconds):>6}  {section:22}  {stem}")

    def refresh_time(self) -> None:
        """Show the clock."""
        show_time(self, self.session.now())

    def help_lines(self) -> list[str]:
        """All keys."""
        return list(_HELP)

    def action_filter(self, name: str) -> None:
        """List only some of the questions."""
        self._filter = name
        self._list(self.session.state)
        self.say(f"{count(len(self._listed), 'question')} listed: {name}." if self._listed else f"None is {name}.")

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if not self.ends_number(go=True):
            self.send(Moved(self._listed[event.option_index]))

    def action_go(self) -> None:
        """Go to the question under the cursor."""
        at = self.query_one(OptionList).highlighted
        if at is not None:
            self.send(Moved(self._listed[at]))

    @on(Palette.Chosen)
    def _chosen(self, event: Palette.Chosen) -> None:
        self.send(Moved(event.position))

    def action_escape(self) -> None:
        """Out of typing a number, or back."""
        if not self.ends_number(go=False):
            self.action_back()

    def action_back(self) -> None:
        """Back to the question."""
        self.send(ReviewClosed())

    def action_pause(self) -> None:
        """Go away for a while."""
        self.exam.pause()

    def action_end(self) -> None:
        """Hand in, after a question back."""
        lines = list(hand_in_lines(self.session.now()))
        self.app.push_screen(Says("Hand in", lines, asks=True), self._hand_in)

    def _hand_in(self, sure: bool | None) -> None:
        if sure:
            self.send(Submitted() if self.session.state.is_last_part else PartEnded())
