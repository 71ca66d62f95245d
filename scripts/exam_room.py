"""Make `docs/exam-room.svg`, the picture of the exam room, from the program: `python scripts/exam_room.py [FILE]`.

The room runs on an exam of the project's own questions, with a clock that the script moves; so the same questions give
the same picture.
"""

import asyncio
import random
import re
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from codequiz import bank, formats
from codequiz.exam import Instant, Mode
from codequiz.history import History
from codequiz.practice import Session, Setup, prepare
from codequiz.tui.exam.app import ExamApp
from codequiz.tui.theme import DARK

TARGET = Path(__file__).resolve().parent.parent / "docs" / "exam-room.svg"
CASE = "cases-07"
"""The case in the picture, at numbers from HERE on."""
HERE = 91
ANSWERED = 52
SIZE = (128, 34)
SEED = 7
FLAGGED = {6, 19, 33, 48}
SKIPPED = {12, 33, 41}


class HandClock:
    """A clock that only the script moves."""

    def __init__(self) -> None:
        self._seconds = 0.0

    def now(self) -> Instant:
        """The moment that the script has come to."""
        start = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
        return Instant(start + timedelta(seconds=self._seconds), "picture", self._seconds, self._seconds)

    def advance(self, seconds: float) -> None:
        """Time passes."""
        self._seconds += seconds


def setup() -> Setup:
    """A whole exam of today's format, with CASE in its place."""
    all_questions = bank.usable(bank.installed())
    case = [question for question in all_questions if question.case and question.case.id == CASE]
    others = [question for question in all_questions if question not in case]
    exam = prepare(formats.load("cpc-100"), others, count=None, mode=Mode.EXAM, seed=SEED)
    items, questions = list(exam.plan.items), list(exam.questions)
    for at, question in enumerate(case, start=HERE - 1):
        questions[at] = question
        items[at] = replace(
            items[at],
            question_hash=question.content_hash,
            question_id=question.id,
            choices=len(question.choices),
            answer=question.answer,
            case_id=CASE,
        )
    return replace(exam, plan=replace(exam.plan, items=tuple(items)), questions=tuple(questions))


async def picture() -> str:
    """The exam room in the middle of an exam, as SVG."""
    clock, pace = HandClock(), random.Random(SEED)
    with (
        tempfile.TemporaryDirectory() as home,
        History(Path(home) / "history.db") as history,
        Session.start(history, clock, setup()) as session,
    ):
        app = ExamApp(session)
        app.theme = DARK
        async with app.run_test(size=SIZE) as pilot:
            for number in range(1, ANSWERED + 1):
                clock.advance(pace.uniform(60, 215))
                keys = ["f"] * (number in FLAGGED)
                keys += ["s"] if number in SKIPPED else ["abcd"[session.question.answer], "right"]
                await pilot.press(*keys)
            await pilot.press("g", *str(HERE), "enter", "t")
            clock.advance(97)
            await pilot.press("x", "c", "x", "d", "b", "f", "n")
            await pilot.press(*"two lesions, two methods", "escape")
            app.tick()
            await pilot.pause()
            return without_fonts(app.export_screenshot(title="codequiz practice --exam cpc-100 --full"))


def without_fonts(svg: str) -> str:
    """`svg` without the fonts that it would load from elsewhere: the reader's own monospace font does."""
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL).replace("Fira Code, monospace", "monospace")


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    target.write_text(asyncio.run(picture()), encoding="utf-8")
