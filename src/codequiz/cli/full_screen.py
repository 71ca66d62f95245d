"""`codequiz practice` on a terminal: runs the exam room, and says afterwards what became of the session."""

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import typer

from codequiz.cli import console
from codequiz.errors import CodequizError
from codequiz.exam import Phase, Plan
from codequiz.practice import Session
from codequiz.report.pause import pause_lines, resumed_line
from codequiz.report.result import result_lines
from codequiz.report.wording import count, duration
from codequiz.scoring import score

if TYPE_CHECKING:
    from types import FrameType

    from textual.widget import Widget

    from codequiz.codebook import CodeBook

_LONG_SECONDS: Final = 3600.0


class ExamRoom:
    """The room with its code books opened, for one session after the other."""

    def __init__(self) -> None:
        # Loaded here, so that it takes none of an exam's time.
        from codequiz.tui.exam.app import ExamApp

        self._app = ExamApp
        self._book: CodeBook | None = None
        self._new_pane: Callable[[], Widget] | None = None
        self._why_no_book = ""
        try:
            self._open_book()
        except CodequizError as error:
            self._why_no_book = f"The code books cannot be opened: {error.message}"

    def _open_book(self) -> None:
        from codequiz.cli.indexing import open_codes
        from codequiz.lookup import Lookup
        from codequiz.tui.lookup_app import pane_of

        engine = Lookup(open_codes())
        self._book = engine.book
        self._new_pane = lambda: pane_of(engine)

    def begins(self, plan: Plan) -> bool:
        """Ask before the clock of a long exam starts: the screen will cover what was said of it so far."""
        if not plan.is_timed or plan.seconds_allowed < _LONG_SECONDS:
            return True
        console.write(
            f"{plan.exam_name}: {count(len(plan.items), 'question')} in {duration(plan.seconds_allowed)},"
            f" {duration(plan.pace_seconds(0))} each."
        )
        console.write("The clock runs on while you are away. Every answer is saved at once.")
        try:
            answer = console.ask("Enter starts the clock, q leaves it for another day: ")
        except EOFError:
            console.write()
            return False
        return not answer.strip().lower().startswith(("q", "n"))

    def sit(self, session: Session, *, resumed: bool) -> tuple[int, ...]:
        """Run one session; the positions to practise again, if any."""
        greeting = _greeting(session, resumed=resumed)
        app = self._app(
            session, book=self._book, new_pane=self._new_pane, why_no_book=self._why_no_book, greeting=greeting
        )
        console.forget_typed()
        before = signal.signal(signal.SIGHUP, _ending_at_once(session))
        try:
            outcome = app.run()
        finally:
            signal.signal(signal.SIGHUP, before)
            # However the screen ended, nobody sits at the session any more.
            if session.state.phase is Phase.RUNNING:
                session.pause_after_interrupt()
        _say_what_became(session)
        if outcome is None:
            raise typer.Exit(app.return_code or 1)
        if outcome.signal:
            raise typer.Exit(128 + outcome.signal)
        return outcome.again


def _ending_at_once(session: Session) -> "Callable[[int, FrameType | None], None]":
    """What to do when the terminal is lost: pause and end, without the screen, which waits for a terminal for ever."""

    def end(number: int, _frame: "FrameType | None") -> None:
        # In the middle of an event the pause cannot be written; every event acknowledged is on disk all the same.
        with suppress(Exception):
            if session.state.phase is Phase.RUNNING:
                session.pause_after_interrupt()
        os._exit(128 + number)

    return end


def _greeting(session: Session, *, resumed: bool) -> str:
    if resumed:
        return f"Session {session.id}. {resumed_line(session.state, session.away)}"
    if session.plan.is_timed:
        return "Every answer is saved at once. The clock runs on while you are away."
    return "Every answer is saved at once. The clock stops while you are away."


def _say_what_became(session: Session) -> None:
    state = session.state
    if state.phase.is_finished:
        console.write(f"Session {session.id}: {next(iter(result_lines(state, score(state))))}")
        console.write(f"See it again with: codequiz history show {session.id} --explain")
        if state.answered and any(not state.is_correct(n) for n in range(len(state.items))):
            console.write(f"Practise what was wrong again with: codequiz practice --again {session.id} --wrong")
    else:
        for line in pause_lines(session.id, state):
            console.write(line)
        console.write("Go on with: codequiz practice --resume")
