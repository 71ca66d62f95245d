"""The exam room in a test: an app on a small exam, a clock that the test moves, and what is on the screen."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widget import Widget

from codequiz.codebook import CodeBook
from codequiz.exam import Mode, Plan, State
from codequiz.history import History
from codequiz.practice import Session, Setup
from codequiz.tui.exam.app import ExamApp, Outcome
from exam_support import FakeClock, make_plan, plan_questions


class Room:
    """What a test does with the app, and sees of it."""

    def __init__(self, app: ExamApp, history: History, clock: FakeClock, pilot: Pilot[Outcome]) -> None:
        self.app = app
        self.history = history
        self.clock = clock
        self._pilot = pilot

    @property
    def state(self) -> State:
        return self.app.session.state

    async def press(self, *keys: str) -> None:
        await self._pilot.press(*keys)
        await self._pilot.pause()

    async def click(self, text: str, button: int = 1) -> None:
        """Click the first place where the screen shows `text`."""
        for y, line in enumerate(self.lines()):
            if text in line:
                await self._pilot.click(offset=(line.index(text), y), button=button)
                await self._pilot.pause()
                return
        raise AssertionError(f"{text!r} is not on the screen:\n{self.text()}")

    async def wait(self, seconds: float) -> None:
        """Time passes on the clock, then the app's interval comes round."""
        self.clock.advance(seconds)
        self.app.tick()
        await self._pilot.pause()

    async def resize(self, width: int, height: int) -> None:
        await self._pilot.resize_terminal(width, height)
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

    def stored(self) -> State:
        """The state as somebody would find it who resumed the session now."""
        from codequiz.exam import replay

        kept = self.history.load(self.app.session.id)
        return replay(kept.plan, kept.events)


def small(count: int = 5, mode: Mode = Mode.EXAM, **plan: Any) -> Setup:
    return of(make_plan(count, mode=mode, **plan))


def of(plan: Plan) -> Setup:
    return Setup(plan, plan_questions(plan), len(plan.items), ())


def asking(setup: Setup, **changes: Any) -> Setup:
    """The same exam with all questions changed like this."""
    questions = tuple(replace(q, **changes) for q in setup.questions)
    items = tuple(replace(i, question_hash=q.content_hash) for i, q in zip(setup.plan.items, questions, strict=True))
    return Setup(replace(setup.plan, items=items), questions, len(items), ())


@asynccontextmanager
async def opened(
    path: Path,
    setup: Setup | None = None,
    *,
    clock: FakeClock | None = None,
    size: tuple[int, int] = (80, 24),
    book: CodeBook | None = None,
    new_pane: Callable[[], Widget] | None = None,
) -> AsyncIterator[Room]:
    """A room with a new session, or with the one to resume when no setup is given."""
    clock = clock or FakeClock()
    with History(path / "history.db") as history:
        session = Session.start(history, clock, setup) if setup else Session.resume(history, clock)
        with session:
            app = ExamApp(session, book=book, new_pane=new_pane, greeting="Welcome.")
            async with app.run_test(size=size) as pilot:
                await pilot.pause()
                yield Room(app, history, clock, pilot)
