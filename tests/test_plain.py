"""The plain screen with a clock that tests move: each line comes after a time of thinking."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from codequiz import formats
from codequiz.cli.lines import LineReader, Wait
from codequiz.cli.plain import PlainScreen
from codequiz.errors import CodequizError
from codequiz.exam import Mode, Phase, Plan
from codequiz.formats import Breaks, Navigation
from codequiz.history import History
from codequiz.practice import Session, Setup, prepare
from codequiz.questions import LETTERS, Case
from exam_support import FakeClock, make_plan, plan_questions, question

CPC = formats.load("cpc-150")


class TimedLines(LineReader):
    """Lines that come after seconds on the fake clock; waits end when the screen said so."""

    def __init__(self, clock: FakeClock, lines: Sequence[tuple[float, str]]) -> None:
        super().__init__(io.StringIO())
        self._clock = clock
        self._coming = list(lines)

    def read(self, seconds: float) -> str | Wait:
        if not self._coming:
            return Wait.END
        wait, line = self._coming[0]
        if wait > seconds:
            self._coming[0] = (wait - seconds, line)
            self._clock.advance(seconds)
            return Wait.NOTHING
        self._clock.advance(wait)
        del self._coming[0]
        return line


@dataclass(frozen=True)
class Found:
    code: str
    system: str
    title: str


def look_up(query: str) -> list[Found]:
    if query == "broken":
        raise CodequizError("the index is broken")
    return [Found("44970", "cpt", "Appendix taken out through a scope")] if "appendix" in query else []


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with History(tmp_path / "history.db") as opened:
        yield opened


class Room:
    """An exam sat by script."""

    def __init__(self, history: History, setup: Setup, *, width: int = 0, waits: bool = False) -> None:
        self.clock = FakeClock()
        self.session = Session.start(history, self.clock, setup)
        self._options = (width, waits)

    def sit(self, *lines: tuple[float, str]) -> None:
        width, waits = self._options
        with self.session:
            PlainScreen(self.session, TimedLines(self.clock, lines), look_up, width=width, waits=waits).run()


def small(plan: Plan) -> Setup:
    return Setup(plan, plan_questions(plan), len(plan.items), ())


def asking(plan: Plan, **changes: Any) -> Setup:
    """A small exam whose questions are all changed like this."""
    questions = tuple(replace(q, **changes) for q in plan_questions(plan))
    items = tuple(replace(i, question_hash=q.content_hash) for i, q in zip(plan.items, questions, strict=True))
    return Setup(replace(plan, items=items), questions, len(items), ())


def test_a_full_exam_by_script_to_its_time_out(history: History, capsys: pytest.CaptureFixture[str]) -> None:
    bank = [question(n, s.key, answer=n % 4) for s in CPC.sections for n in range(s.questions)]
    room = Room(history, prepare(CPC, bank, count=None, mode=Mode.EXAM, seed=1))
    # 160 s a question is too slow: 127 answers fit into 340 minutes.
    lines = [(160.0, LETTERS[item.answer]) for item in room.session.plan.items]
    room.sit(*lines)
    out = capsys.readouterr().out
    assert room.session.state.phase is Phase.TIMED_OUT
    assert room.session.state.answered == 127
    assert room.session.state.seconds_used == 20_400
    assert out.count("Notice: 30:00 left.") == 1
    assert "A guess costs nothing: leave no question blank." in out
    assert "At your pace 23 questions will stay unanswered." in out
    assert "Time is up." in out
    assert "Score: 127 of 150 right, 85 %" in out
    assert "Pass mark 70 %, 105 of 150: passed." in out
    assert "Left blank: 23." in out
    row = history.session(room.session.id)
    assert (row.passed, row.under_exam_conditions) == (True, True)


def test_looking_up_shows_hits_and_is_timed_apart(history: History, capsys: pytest.CaptureFixture[str]) -> None:
    room = Room(history, small(make_plan()))
    room.sit((10, "/ appendix scope"), (30, "/ nothing"), (20, "/ broken"), (5, "f"), (7, "A"), (1, "p"))
    out = capsys.readouterr().out
    assert "44970 (cpt) Appendix taken out through a scope" in out
    assert "Nothing found for 'nothing'." in out
    assert "The lookup failed: the index is broken" in out
    item = room.session.state.items[0]
    assert (item.thinking_seconds, item.lookup_seconds, item.lookups) == (17, 55, 3)


def test_a_line_that_comes_too_late_does_not_count(history: History, capsys: pytest.CaptureFixture[str]) -> None:
    room = Room(history, small(make_plan(2)))
    room.sit((100, "A"), (500, "B"))
    assert room.session.state.answered == 1
    assert "Time is up." in capsys.readouterr().out


def test_study_on_a_terminal_waits_after_the_rationale(history: History, capsys: pytest.CaptureFixture[str]) -> None:
    room = Room(history, small(make_plan(mode=Mode.STUDY)), waits=True)
    room.sit((10, "B"), (60, ""), (5, "B"), (1, "e"))
    out = capsys.readouterr().out
    assert out.index("Enter goes on.") < out.index("Question 2 of 5")
    first, second = room.session.state.items[:2]
    assert (first.thinking_seconds, first.rationale_seconds, second.thinking_seconds) == (10, 60, 5)


def test_a_question_gone_back_to_in_study_shows_its_rationale(
    history: History, capsys: pytest.CaptureFixture[str]
) -> None:
    room = Room(history, small(make_plan(mode=Mode.STUDY)))
    room.sit((1, "B"), (1, "b"), (1, "A"))
    out = capsys.readouterr().out
    assert out.count("Wrong: you chose B.") == 2
    assert "Already answered: in study the first answer counts." in out


def test_a_forward_only_exam_says_so(history: History, capsys: pytest.CaptureFixture[str]) -> None:
    room = Room(history, small(make_plan(navigation=Navigation.FORWARD)))
    room.sit((1, "A"), (1, "b"), (1, "g 5"))
    assert capsys.readouterr().out.count("This exam only goes forward, one question at a time.") == 2


def test_a_break_between_parts_waits_for_enter(history: History, capsys: pytest.CaptureFixture[str]) -> None:
    room = Room(history, small(make_plan(2, parts=2, breaks=Breaks.OFF_CLOCK)))
    room.sit((1, "A"), (1, "e"), (900, ""), (2, "B"), (1, "e"))
    out = capsys.readouterr().out
    assert "Break before Part 2: the clock stands still." in out
    assert room.session.state.part_used == (2, 3)
    assert room.session.state.phase is Phase.SUBMITTED


def test_leaving_in_a_break_keeps_the_break(history: History, capsys: pytest.CaptureFixture[str]) -> None:
    room = Room(history, small(make_plan(2, parts=2, breaks=Breaks.OFF_CLOCK)))
    room.sit((1, "e"), (5, "p"))
    assert "The clock stands still at 4:32 left." in capsys.readouterr().out
    with Session.resume(history, room.clock) as resumed:
        assert resumed.state.phase is Phase.BETWEEN_PARTS


def test_a_cases_note_is_read_once(history: History, capsys: pytest.CaptureFixture[str]) -> None:
    room = Room(history, asking(make_plan(3), case=Case("c", "A visit", "The patient came in.")))
    room.sit((1, "A"), (1, "B"), (1, "g 1"))
    out = capsys.readouterr().out
    assert out.count("The patient came in.") == 2, "at the first question, and when it is asked for by number"
    assert out.count("The note is above") == 2


def test_lines_are_broken_to_the_terminals_width(history: History, capsys: pytest.CaptureFixture[str]) -> None:
    room = Room(history, asking(make_plan(1), stem="word " * 60, choices=("word " * 30, "b", "c", "d")), width=60)
    room.sit((1, "A"))
    stems = [line for line in capsys.readouterr().out.split("\n") if "word" in line]
    assert stems
    assert max(map(len, stems)) <= 60


def test_text_of_a_question_cannot_drive_the_terminal(history: History, capsys: pytest.CaptureFixture[str]) -> None:
    Room(history, asking(make_plan(1), stem="\x1b[2J\u202eevil [bold]x[/bold]")).sit((1, "e"))
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "[bold]x[/bold]" in out
