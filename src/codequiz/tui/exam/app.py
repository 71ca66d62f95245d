"""The app around the exam room's screens: it sends events, minds the clock, and shows the screen that fits."""

import asyncio
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.console import Group, RenderableType
from rich.rule import Rule
from textual.app import App
from textual.binding import Binding, BindingType
from textual.widget import Widget

from codequiz.codebook import Code, CodeBook
from codequiz.errors import CodequizError
from codequiz.exam import Activity, Event, IllegalEventError, LookupClosed, Noticed, Paused, Phase, State
from codequiz.practice import Session, choice_codes
from codequiz.report.card import card
from codequiz.report.question import notice_lines
from codequiz.report.wording import sentence
from codequiz.text import one_line
from codequiz.tui.exam.dialogs import EditsNote, Says, ShowsCard
from codequiz.tui.exam.interludes import BreakScreen, PauseScreen
from codequiz.tui.exam.question import QuestionScreen
from codequiz.tui.exam.results import ResultScreen
from codequiz.tui.exam.review import ReviewScreen
from codequiz.tui.exam.room import Room
from codequiz.tui.theme import first_theme, other_theme

_TICK_SECONDS: Final = 1.0
_WIDE_COLUMNS: Final = 110
_TALL_LINES: Final = 34
_LOW_LINES: Final = 18  # with fewer, only the clock, the question and the line of messages have room
_SIGNALS: Final = (signal.SIGTERM,)  # SIGHUP is for whoever runs the app: its loop may hang on a lost terminal


@dataclass(frozen=True, slots=True)
class Outcome:
    """Why the app ended: `again` has the positions to practise in a new session, `signal` what ended the program."""

    again: tuple[int, ...] = ()
    signal: int = 0


class ExamApp(App[Outcome]):
    """Runs one session. `new_pane` makes the lookup that opens beside a question; None without code sets."""

    ENABLE_COMMAND_PALETTE = False
    ESCAPE_TO_MINIMIZE = False
    AUTO_FOCUS = None
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (_WIDE_COLUMNS, "-wide")]  # noqa: RUF012  # as its base class has it
    VERTICAL_BREAKPOINTS = [(0, "-tiny"), (_LOW_LINES, "-low"), (_TALL_LINES, "-tall")]  # noqa: RUF012
    TITLE = "codequiz practice"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c,ctrl+q", "leave", "Quit", priority=True),
        Binding("f6", "other_theme", "Light/dark"),
    ]

    def __init__(
        self,
        session: Session,
        *,
        book: CodeBook | None = None,
        new_pane: Callable[[], Widget] | None = None,
        why_no_book: str = "The code sets are not installed.",
        greeting: str = "",
    ) -> None:
        super().__init__()
        self.session = session
        self.greeting = greeting
        self.why_no_book = why_no_book
        self._book = book
        self._new_pane = new_pane
        self._over: Room | None = None
        self._question = QuestionScreen()
        self._wants_out = False
        self.is_leaving = False
        self.theme = first_theme()

    def exit(self, result: Outcome | None = None, return_code: int = 0, message: RenderableType | None = None) -> None:
        """End the app. Keys that wait already do nothing any more: what they would open is being taken down."""
        self.is_leaving = True
        super().exit(result, return_code, message)

    async def on_mount(self) -> None:
        """Show the session as it is, and start minding the clock."""
        await self.push_screen(self._question)
        self.sync()
        self.set_interval(_TICK_SECONDS, self.tick)
        loop = asyncio.get_running_loop()
        with suppress(ValueError, RuntimeError, NotImplementedError):  # not the main thread
            for number in _SIGNALS:
                loop.add_signal_handler(number, self._end_by_signal, number)

    # Events

    def send(self, *events: Event, leaving: bool = False) -> bool:
        """Commit events of the candidate, then show what they led to (unless `leaving`: nobody would see it).

        False, with one line that says why, when they cannot happen, when the disk fails, and when time ran out
        before them: then the screen shows that.
        """
        if self.is_leaving:
            return False
        state = self.session.state
        if state.activity is Activity.LOOKING_UP and not isinstance(events[0], (LookupClosed, Paused)):
            closes = state.phase is Phase.RUNNING
            events = (LookupClosed(), *events) if closes else events
        try:
            done = self.session.send(*events)
        except IllegalEventError as error:
            self.say(sentence(str(error)))
            return False
        except CodequizError as error:
            self.say(f"NOT SAVED: {error.message} ({error.hint})", wrong=True)
            return False
        self._wants_out = False
        if not done:
            self.say("Time ran out before that; it does not count.", wrong=True)
        if not (done and leaving):
            self.sync()
        return done

    def tick(self) -> None:
        """Mind the clock: end what ran out of time, announce the last minutes once, show the time."""
        if not self.screen_stack:  # the interval came round while the app is being taken down
            return
        try:
            self._keep_note()
            ended = self.session.tick()
            notice = not ended and self.session.is_notice_due and self.session.send(Noticed())
        except CodequizError as error:
            self.say(f"NOT SAVED: {error.message} ({error.hint})", wrong=True)
            return
        if ended:
            self.say("Time is up.", wrong=True)
            self.sync()
            return
        if notice:
            lines = list(notice_lines(self.session.now()))[1:]
            self.push_screen(Says("Notice", lines))
            # It stays when a key that was meant for the question closes the window.
            self.say(" ".join(lines[:-1]).removeprefix("Notice: "))
        for screen in self.screen_stack:
            if isinstance(screen, Room):
                screen.refresh_time()

    def _keep_note(self) -> None:
        """A note is saved while it is typed."""
        if isinstance(self.screen, EditsNote):
            self.screen.keep()

    def say(self, text: str, *, wrong: bool = False) -> None:
        """One line, on every screen that has room for it."""
        for screen in self.screen_stack:
            if isinstance(screen, Room):
                screen.say(one_line(text), wrong=wrong)

    # Screens

    def sync(self) -> None:
        """Show the screen that fits the session's state, and what is in it."""
        wanted = _screen_for(self.session.state)
        if type(self._over) is not (wanted or type(None)):
            while self.screen is not self._question:
                self.pop_screen()
            self._over = wanted() if wanted else None
            if self._over:
                self.push_screen(self._over)
        elif self._over and self._over.is_mounted:
            self._over.refresh_state()
        if not self._over and self._question.is_mounted:
            self._question.refresh_state()

    def pause(self) -> None:
        """The candidate goes away."""
        self.send(Paused())

    def action_leave(self) -> None:
        """Leave the program; a running session is paused first. A second time it leaves even if that fails."""
        state = self.session.state
        if state.phase is Phase.RUNNING:
            if self._wants_out:
                self.exit(Outcome())
                return
            self._keep_note()
            if not self.send(Paused(), leaving=True):
                if not self.session.state.phase.is_finished:
                    self._wants_out = True
                return
        self.exit(Outcome())

    def _end_by_signal(self, number: int) -> None:
        with suppress(CodequizError):
            self.session.pause_after_interrupt()
        self.exit(Outcome(signal=number))

    def practise_again(self, positions: Sequence[int]) -> None:
        """End, and ask for a new session of these questions."""
        if positions:
            self.exit(Outcome(again=tuple(positions)))
        else:
            self.say("No question is listed: choose another filter first.")

    def action_other_theme(self) -> None:
        """Change between light and dark."""
        self.theme = other_theme(self.theme)

    # Code books

    def new_book(self) -> Widget | None:
        """The lookup, to be put beside a question; None where it cannot be opened."""
        return self._new_pane() if self._new_pane else None

    def codes_of(self, text: str) -> Sequence[Code]:
        """The installed codes that a choice names."""
        return choice_codes(text, self._book) if self._book else ()

    def show_card(self, text: str) -> None:
        """What the code books say of the codes in a choice."""
        codes = self.codes_of(text)
        if self._book is None or not codes:
            self.say(f"No installed code is named in: {text}")
            return
        parts: list[RenderableType] = []
        for code in codes:
            parts += [Rule(style="dim")] if parts else []
            parts.append(card(self._book.card(code)))
        self.push_screen(ShowsCard(one_line(text, 60), Group(*parts)))


def _screen_for(state: State) -> type[Room] | None:
    """What is shown over the question; None when it is the question itself."""
    match state.phase:
        case Phase.PAUSED:
            return PauseScreen
        case Phase.BETWEEN_PARTS:
            return BreakScreen
        case Phase.SUBMITTED | Phase.TIMED_OUT:
            return ResultScreen
        case Phase.RUNNING:
            return ReviewScreen if state.activity is Activity.REVIEWING else None
