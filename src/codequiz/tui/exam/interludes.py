"""Away from the questions, which are hidden meanwhile: a pause, and the break between two parts."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Center, Middle, Vertical
from textual.widgets import Static

from codequiz.exam import PartStarted, Resumed
from codequiz.report.pause import pause_lines
from codequiz.report.wording import duration
from codequiz.text import one_line
from codequiz.tui.exam.keys import KeyBar, key
from codequiz.tui.exam.room import Message, Room
from codequiz.tui.exam.wording import plain

_KEYS = (
    key("Enter", "go on", "screen.go_on"),
    key("q", "quit; later: codequiz practice --resume", "app.leave"),
)


class Interlude(Room):
    """Says what the clock does; Enter goes on."""

    DEFAULT_CSS = """
    Interlude Vertical { width: 74; max-width: 100%; height: auto; border: round $accent; padding: 1 2; }
    Interlude Middle { height: 1fr; }
    Interlude #said { height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,p,space", "go_on", "Go on")]

    def compose(self) -> ComposeResult:
        """A window in the middle."""
        with Middle(), Center(), Vertical() as window:
            window.border_title = self.title_text
            yield Static(id="said")
        yield Message()
        yield KeyBar(_KEYS)

    title_text = ""

    def refresh_state(self) -> None:
        """Say what the clock does."""
        self.refresh_time()

    def refresh_time(self) -> None:
        """Say what the clock does, as of now."""
        for said in self.query("#said").results(Static):
            said.update(plain("\n".join(self.lines())))

    def lines(self) -> list[str]:
        """What is said."""
        raise NotImplementedError

    def action_go_on(self) -> None:
        """Back to the questions."""
        raise NotImplementedError

    def help_lines(self) -> list[str]:
        """All keys."""
        return ["Enter  go on", "q      quit; all is saved", "F6     light or dark"]


class PauseScreen(Interlude):
    """A pause; the question is hidden."""

    title_text = "Pause"

    def lines(self) -> list[str]:
        """What a pause means."""
        return list(pause_lines(self.session.id, self.session.now()))

    def action_go_on(self) -> None:
        """End the pause."""
        self.send(Resumed())


class BreakScreen(Interlude):
    """The break between two parts."""

    title_text = "Break"

    def lines(self) -> list[str]:
        """What comes next."""
        state = self.session.state
        part = state.plan.parts[state.part]
        return [
            f"Next: {one_line(part.name)}, {part.end - part.first} questions in {duration(part.seconds)}.",
            "The clock stands still in this break. There is no way back to the part before.",
        ]

    def action_go_on(self) -> None:
        """Start the next part."""
        self.send(PartStarted())
