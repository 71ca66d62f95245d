"""Afterwards: the score, and every question with its rationale."""

from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from codequiz.exam import MissReasonGiven, Phase, State
from codequiz.practice import Show, listed
from codequiz.questions import LETTERS
from codequiz.report.result import summary_lines
from codequiz.report.wording import duration
from codequiz.scoring import score
from codequiz.text import one_line
from codequiz.tui.exam.by_domain import ByDomain
from codequiz.tui.exam.choices import Choice, Choices
from codequiz.tui.exam.keys import KeyBar, key
from codequiz.tui.exam.rationale import REASONS, Rationale
from codequiz.tui.exam.room import Message, Room
from codequiz.tui.exam.wording import plain, section_name

_FILTERS: Final = {"a": Show.ALL, "w": Show.WRONG, "b": Show.BLANK, "f": Show.FLAGGED, "s": Show.SLOW}
_KEYS: Final = (
    key("↑↓", "choose"),
    *(key(name, show.value, f"screen.filter('{show.value}')") for name, show in _FILTERS.items()),
    key("1-6", "why missed"),
    key("c", "codes", "screen.codes"),
    key("Tab", "scroll the other side", "screen.other_side"),
    key("g", "practise these again", "screen.again"),
    key("F6", "light/dark", "app.other_theme"),
    key("?", "keys", "screen.keys"),
    key("q", "quit", "app.leave"),
)
_HELP: Final = (
    "↑ ↓        the score, then each question with its rationale and codes",
    "a w b f s  list all, wrong, blank, flagged, slow questions (over one and a half times the pace)",
    "1 … 6      why you missed this one: rule, anatomy, modifier, misread, time, guess",
    "c          what the code books say of its codes",
    "Tab        scroll the other side with ↑ ↓",
    "g          practise the listed questions again, in a session of their own",
    "F6         light or dark",
    "q          quit",
)


class ResultScreen(Room):
    """The list of questions on the left; the score, or the chosen question, on the right."""

    DEFAULT_CSS = """
    ResultScreen #heading { height: 1; text-style: bold; background: $panel; text-wrap: nowrap;
        text-overflow: ellipsis; }
    ResultScreen #sides { height: 1fr; }
    ResultScreen OptionList { width: 30; height: 1fr; border: none; padding: 0; border-right: solid $border;
        text-wrap: nowrap; text-overflow: ellipsis; scrollbar-size-vertical: 1; }
    ResultScreen.-wide OptionList { width: 44; }
    ResultScreen #score, ResultScreen #one { width: 1fr; height: 1fr; padding: 0 1; }
    ResultScreen #score Static { height: auto; }
    ResultScreen VerticalScroll:focus { scrollbar-color: $primary; }
    ResultScreen #stem { height: auto; max-height: 45%; }
    ResultScreen #stem Static { height: auto; }
    ResultScreen Choices { max-height: 30%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(name, f"filter('{show.value}')", show.value) for name, show in _FILTERS.items()),
        Binding("c", "codes", "Codes"),
        Binding("g", "again", "Again"),
        Binding("tab", "other_side", "Other side"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._show = Show.ALL
        self._listed: tuple[int, ...] = ()

    def compose(self) -> ComposeResult:
        """Questions left, the chosen one right."""
        yield Static(id="heading")
        with Horizontal(id="sides"):
            yield OptionList(markup=False, compact=True)
            with VerticalScroll(id="score"):
                yield Static()
                yield ByDomain()
            with Vertical(id="one"):
                with VerticalScroll(id="stem"):
                    yield Static()
                yield Choices()
                yield Rationale(self.exam.codes_of)
        yield Message()
        yield KeyBar(_KEYS)

    def on_mount(self) -> None:
        """Begin with the score."""
        state = self.session.state
        result = score(state)
        how = "time is up" if state.phase is Phase.TIMED_OUT else "handed in"
        verdict = "passed" if result.passed else "not passed"
        said = f"Session {self.session.id}: {how} · {result.overall.correct} of {result.overall.n} right · {verdict}"
        self.query_one("#heading", Static).update(plain(said))
        self.query_one("#score Static", Static).update(plain("\n".join(summary_lines(state, result))))
        self.query_one(ByDomain).show(result.domains)
        super().on_mount()
        self.query_one(OptionList).focus()

    def refresh_state(self) -> None:
        """List the questions, keeping the place."""
        state = self.session.state
        self._listed = listed(state, self._show)
        questions = self.query_one(OptionList)
        at = questions.highlighted or 0
        rows = [Content.styled("    Score", "bold"), *(self._row(state, n) for n in self._listed)]
        questions.set_options([Option(row) for row in rows])
        questions.highlighted = min(at, len(rows) - 1)
        self._show_chosen()

    def _row(self, state: State, n: int) -> Content:
        item = state.items[n]
        right = state.is_correct(n)
        sign = "✓" if right else "–" if item.choice is None else "✗"
        chosen = "-" if item.choice is None else LETTERS[item.choice]
        flag = "F" if item.flagged else " "
        row = f"{n + 1:>3} {sign} {chosen} {flag} {duration(item.seconds):>5} {one_line(section_name(state, n), 24)}"
        return Content.styled(row, "" if right else "bold")

    @property
    def _chosen(self) -> int | None:
        at = self.query_one(OptionList).highlighted
        return self._listed[at - 1] if at else None

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._show_chosen()

    def _show_chosen(self) -> None:
        position = self._chosen
        self.query_one("#score").display = position is None
        self.query_one("#one").display = position is not None
        if position is None:
            return
        state, question = self.session.state, self.session.questions[position]
        text = f"{question.case.title}\n{question.case.note}\n\n{question.stem}" if question.case else question.stem
        self.query_one("#stem Static", Static).update(plain(text))
        self.query_one(Choices).show(state, position, question)
        rationale = self.query_one(Rationale)
        rationale.show(state, position, question)
        rationale.scroll_home(animate=False)

    def help_lines(self) -> list[str]:
        """All keys."""
        return list(_HELP)

    def action_filter(self, name: str) -> None:
        """List only some of the questions."""
        self._show = Show(name)
        self.refresh_state()
        # The score stands first; whoever chose some of the questions wants to see those.
        self.query_one(OptionList).highlighted = 1 if self._listed and self._show is not Show.ALL else 0
        self.say(f"{len(self._listed)} listed: {name}." if self._listed else f"No question is {name}.")

    def action_digit(self, number: int) -> None:
        """Keep why the chosen question was missed."""
        position = self._chosen
        if position is None:
            self._ask_for_question()
        elif 1 <= number <= len(REASONS) and self.send(MissReasonGiven(position, REASONS[number - 1])):
            self.say(f"Noted for question {position + 1}: {REASONS[number - 1]}.")

    def action_codes(self) -> None:
        """What the code books say of the chosen question's codes."""
        position = self._chosen
        if position is None:
            self._ask_for_question()
        else:
            self.exam.show_card(" ".join(self.session.questions[position].choices))

    def _ask_for_question(self) -> None:
        self.say("Choose a question first: ↓ goes through them.")

    @on(Choice.Clicked)
    def _clicked(self, event: Choice.Clicked) -> None:
        position = self._chosen
        if position is not None:
            self.exam.show_card(self.session.questions[position].choices[event.number])

    def action_other_side(self) -> None:
        """The list, or what is beside it."""
        self.focus_next("OptionList, #score, #stem, Rationale")

    def action_again(self) -> None:
        """Practise the listed questions in a session of their own."""
        self.exam.practise_again(self._listed)
