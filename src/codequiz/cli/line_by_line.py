"""`codequiz practice` line by line: runs the plain screen, and pauses when something ends it from outside."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

import typer

from codequiz.cli import console
from codequiz.cli.lines import LineReader
from codequiz.cli.open_book import Book
from codequiz.cli.plain import PlainScreen
from codequiz.cli.plain.saying import say
from codequiz.errors import CodequizError
from codequiz.exam import Plan
from codequiz.lookup import Lookup
from codequiz.practice import Session
from codequiz.report.pause import resumed_line
from codequiz.report.wording import count, duration
from codequiz.text import one_line


class _Terminated(KeyboardInterrupt):
    """A signal asked the program to end; pause first, as for Ctrl-C."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


class LineByLine:
    """The plain screen on standard input and output, for one session after the other."""

    def __init__(self) -> None:
        self._lines = LineReader()
        self._book = Book(_open_lookup)
        self._interactive = console.is_interactive()
        if self._interactive:
            _prepare_book()

    def begins(self, plan: Plan) -> bool:  # noqa: ARG002
        """Always: nothing covers what was said, and a script is not made to wait."""
        return True

    def sit(self, session: Session, *, resumed: bool) -> tuple[int, ...]:
        """Run one session; whatever ends the program from outside pauses it first."""
        width = console.line_width()
        say(_introduction(session, resumed=resumed), width)
        screen = PlainScreen(session, self._lines, self._book, width=width, interactive=self._interactive)
        with _signals_as_interrupts():
            try:
                return screen.run()
            except KeyboardInterrupt as interrupt:
                session.pause_after_interrupt()
                with suppress(OSError):  # the terminal may be gone
                    screen.say_paused_or_finished()
                number = interrupt.number if isinstance(interrupt, _Terminated) else signal.SIGINT
                raise typer.Exit(128 + number) from None
            except BrokenPipeError:
                session.pause_after_interrupt()
                raise


def _introduction(session: Session, *, resumed: bool) -> Iterator[str]:
    plan = session.plan
    questions = count(len(plan.items), "question")
    yield (
        f"Session {session.id}, {plan.mode} mode: {questions} in {duration(plan.seconds_allowed)},"
        f" {duration(plan.pace_seconds(0))} each. {one_line(plan.exam_name)}. Seed {plan.seed}."
    )
    if resumed:
        yield resumed_line(session.state, session.away)
    if plan.is_timed:
        yield "The clock runs on while you are away: in a pause, with the machine suspended, after a crash."
        yield 'A session with a pause is marked "not under exam conditions".'
    else:
        yield "The clock stops while you are away, and nothing ends when the time is up."
    yield "The book is open: / and words looks codes up. ? lists all commands. Every answer is saved at once."


def _prepare_book() -> None:
    """Build the index of codes before the clock starts, not at the first look-up."""
    from codequiz.cli.indexing import open_codes

    try:
        open_codes().close()
    except CodequizError as error:
        console.note(f"no code can be looked up in this session: {error.message}")


def _open_lookup() -> Lookup:
    from codequiz.cli.indexing import open_codes

    return Lookup(open_codes())


@contextmanager
def _signals_as_interrupts() -> Iterator[None]:
    """A closed terminal (SIGHUP) and a polite end (SIGTERM) pause like Ctrl-C."""

    def interrupt(number: int, _frame: FrameType | None) -> None:
        raise _Terminated(number)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, interrupt) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
