"""What all screens of the exam room share."""

from typing import TYPE_CHECKING, ClassVar, cast

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from codequiz.exam import Event, Moved
from codequiz.practice import Session

if TYPE_CHECKING:
    from codequiz.tui.exam.app import ExamApp


class Message(Static):
    """One line that says what happened, or what went wrong."""

    DEFAULT_CSS = """
    Message { height: 1; width: 1fr; text-wrap: nowrap; text-overflow: ellipsis; }
    Message.-wrong { color: $text-error; text-style: bold; }
    """

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Show this instead of what was there."""
        self.set_class(wrong, "-wrong")
        self.update(Content(text), layout=False)


class Room(Screen[None]):
    """A screen over the app's session. `refresh_state` is called after every event, `refresh_time` every second."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "keys", "Keys"),
        Binding("q", "app.leave", "Leave"),
        *(Binding(str(n), f"digit({n})", str(n)) for n in range(10)),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._typed: str | None = None

    @property
    def exam(self) -> "ExamApp":
        """The app."""
        return cast("ExamApp", self.app)

    @property
    def session(self) -> Session:
        """The session that is shown."""
        return self.exam.session

    def send(self, *events: Event) -> bool:
        """Send events of the candidate; see ExamApp.send."""
        return self.exam.send(*events)

    def say(self, text: str, *, wrong: bool = False) -> None:
        """One line for the candidate."""
        for line in self.query(Message):
            line.say(text, wrong=wrong)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """No key does anything once the app is leaving."""
        return not self.exam.is_leaving

    def on_mount(self) -> None:
        """Show the session as it is."""
        self.refresh_state()

    def on_screen_resume(self) -> None:
        """Back from another screen: show the session as it is now."""
        if self.is_mounted:
            self.refresh_state()

    # Going to a number. It is typed on the screen itself, not into a field that would have to open first: keys that
    # come at once (`g37`, over a slow line) must not be taken for others.

    def action_jump(self) -> None:
        """Wait for the number of a question."""
        self._typed = ""
        self._ask_number()

    def _ask_number(self) -> None:
        self.say(f"Go to question: {self._typed}_   (Enter goes, Esc stays)")

    def takes_digit(self, digit: int) -> bool:
        """Whether a digit belongs to the number that is being typed; then it was taken."""
        if self._typed is None:
            return False
        self._typed = (self._typed + str(digit))[:4]
        self._ask_number()
        return True

    def ends_number(self, *, go: bool) -> bool:
        """Whether a number was being typed; then it is ended and, with `go`, followed."""
        typed, self._typed = self._typed, None
        if typed is None:
            return False
        self.say("")
        if go and typed:
            self.send(Moved(int(typed) - 1))
        return True

    def action_digit(self, digit: int) -> None:
        """A digit was typed."""
        self.takes_digit(digit)

    def action_rub_out(self) -> None:
        """The last digit was wrong."""
        if self._typed:
            self._typed = self._typed[:-1]
            self._ask_number()

    def refresh_state(self) -> None:
        """Show the session as it is after an event."""
        raise NotImplementedError

    def refresh_time(self) -> None:
        """Show what changes by itself; quietly nothing where the screen is being taken down just now."""

    def action_keys(self) -> None:
        """Say what all keys do."""
        from codequiz.tui.exam.dialogs import Says

        self.app.push_screen(Says("Keys", self.help_lines()))

    def help_lines(self) -> list[str]:
        """What the keys of this screen do, a line each."""
        raise NotImplementedError
