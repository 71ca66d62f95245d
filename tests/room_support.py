"""The exam room in a test: an app on a small exam, a clock that the test moves, and what is on the screen."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input

from codequiz.exam import Plan, State
from codequiz.history import History
from codequiz.practice import Session, Setup
from codequiz.questions import Question
from codequiz.tui.exam.app import ExamApp, Outcome
from exam_support import FakeClock, plan_questions


class Room:
    """What a test does with the app, and sees of it."""

    def __init__(self, app: ExamApp, clock: FakeClock, pilot: Pilot[Outcome]) -> None:
        self.app = app
        self.clock = clock
        self._pilot = pilot

    @property
    def session(self) -> Session:
        return self.app.session

    @property
    def state(self) -> State:
        return self.app.session.state

    async def press(self, *keys: str) -> None:
        await self._pilot.press(*keys)
        await self._pilot.pause()

    async def click(self, target: str, offset: tuple[int, int] = (0, 0), button: int = 1) -> None:
        await self._pilot.click(target, offset=offset, button=button)
        await self._pilot.pause()

    async def wait(self, seconds: float) -> None:
        """Time passes on the clock, then the app's interval comes round."""
        self.clock.advance(seconds)
        self.app.tick()
        await self._pilot.pause()

    async def settle(self) -> None:
        await self._pilot.pause()

    def lines(self) -> list[str]:
        """What the terminal shows."""
        screen = self.app.screen
        return ["".join(segment.text for segment in line).rstrip() for line in screen._compositor.render_strips()]

    def text(self) -> str:
        return "\n".join(self.lines())

    def shows(self, *wanted: str) -> bool:
        text = self.text()
        return all(part in text for part in wanted)


def setup(plan: Plan, questions: Sequence[Question] | None = None) -> Setup:
    return Setup(plan, tuple(questions or plan_questions(plan)), len(plan.items), ())


@asynccontextmanager
async def opened(
    path: Path, session_setup: Setup | None = None, *, size: tuple[int, int] = (80, 24), **options: Any
) -> AsyncIterator[Room]:
    """A room with a new session, or with the one to resume when no setup is given."""
    clock: FakeClock = options.pop("clock", None) or FakeClock()
    with History(path / "history.db") as history:
        session = Session.start(history, clock, session_setup) if session_setup else Session.resume(history, clock)
        with session:
            app = ExamApp(session, **options)
            async with app.run_test(size=size) as pilot:
                room = Room(app, clock, pilot)
                await room.settle()
                yield room


class Pane(Input):
    """Stands in for the lookup: something with the focus that says when its user is done."""

    BINDINGS = [("escape", "close", "Close")]

    def action_close(self) -> None:
        from codequiz.tui.exam.question import QuestionScreen

        screen = self.screen
        assert isinstance(screen, QuestionScreen)
        screen.action_close_book()
