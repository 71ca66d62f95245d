"""The plain screen with a clock that tests move: each line comes after a time of thinking."""

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from codequiz import formats, index
from codequiz.cli.lines import LineReader, Wait
from codequiz.cli.open_book import Book
from codequiz.cli.plain import PlainScreen
from codequiz.codes import System
from codequiz.errors import CodequizError
from codequiz.exam import MissReason, Mode, Phase, Plan
from codequiz.formats import Breaks, Navigation
from codequiz.history import History
from codequiz.lookup import Lookup
from codequiz.practice import Session, Setup, prepare
from codequiz.questions import LETTERS, Case
from codequiz.report.pause import resumed_line
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


def no_lookup() -> Lookup:
    raise CodequizError("the index is broken")


@pytest.fixture
def lookup(codes_home: Path) -> Lookup:
    return Lookup(index.connect(codes_home / "codes.db"))


class Room:
    """An exam sat by script; `interactive` as if somebody was there."""

    def __init__(
        self,
        history: History,
        setup: Setup,
        *,
        width: int = 0,
        interactive: bool = False,
        open_lookup: Callable[[], Lookup] = no_lookup,
    ) -> None:
        self.clock = FakeClock()
        self.session = Session.start(history, self.clock, setup)
        self._book = Book(open_lookup)
        self._width, self._interactive = width, interactive

    def sit(self, *lines: tuple[float, str]) -> tuple[int, ...]:
        with self.session:
            reader = TimedLines(self.clock, lines)
            screen = PlainScreen(self.session, reader, self._book, width=self._width, interactive=self._interactive)
            return screen.run()


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


def test_looking_up_shows_hits_and_is_timed_apart(
    history: History, lookup: Lookup, capsys: pytest.CaptureFixture[str]
) -> None:
    room = Room(history, small(make_plan()), open_lookup=lambda: lookup)
    room.sit((10, "/ lap appendectomy"), (30, "/ qqqq"), (20, "/ 47115"), (5, "f"), (7, "A"), (1, "p"))
    out = capsys.readouterr().out
    title = lookup.book.exact("44970", [System.CPT])[0].title
    assert f"44970, CPT: {title}" in out
    assert "Nothing found for 'qqqq'." in out
    assert "There is no code 47115: not among the" in out
    assert "The nearest:" in out
    item = room.session.state.items[0]
    assert (item.thinking_seconds, item.lookup_seconds, item.lookups) == (17, 55, 3)


def test_a_code_is_looked_up_as_its_card(history: History, lookup: Lookup, capsys: pytest.CaptureFixture[str]) -> None:
    Room(history, small(make_plan()), open_lookup=lambda: lookup).sit((1, "/ e119"))
    assert "Type 2 diabetes mellitus without complications" in capsys.readouterr().out


def test_reading_the_question_again_ends_looking_up(
    history: History, lookup: Lookup, capsys: pytest.CaptureFixture[str]
) -> None:
    room = Room(history, small(make_plan()), open_lookup=lambda: lookup)
    room.sit((10, "/ htn"), (20, ""), (40, "A"))
    item = room.session.state.items[0]
    assert (item.thinking_seconds, item.lookup_seconds) == (50, 20)
    assert capsys.readouterr().out.count("Question 1 of 5") == 2


def test_code_books_that_cannot_be_opened_are_said(history: History, capsys: pytest.CaptureFixture[str]) -> None:
    Room(history, small(make_plan(mode=Mode.STUDY))).sit((1, "/ htn"), (1, "A"), (1, "b"), (1, "card A"))
    out = capsys.readouterr().out
    assert "The lookup failed: the index is broken" in out
    assert "The code books cannot be opened: the index is broken" in out


def test_the_cards_of_a_choice_come_after_the_answer(
    history: History, lookup: Lookup, capsys: pytest.CaptureFixture[str]
) -> None:
    study = asking(make_plan(2, mode=Mode.STUDY), choices=("44970", "no code", "c", "d"))
    room = Room(history, study, interactive=True, open_lookup=lambda: lookup)
    title = lookup.book.exact("44970", [System.CPT])[0].title
    room.sit((1, "card A"))
    out = capsys.readouterr().out
    assert "The cards of a choice come after the answer." in out
    assert title not in out
    with Session.resume(history, room.clock) as room.session:
        room.sit((1, "B"), (1, "card A"), (1, "card B"), (1, "card"))
    out = capsys.readouterr().out
    assert title in out
    assert "No installed code is named in: no code" in out
    assert "Type card and the letter of a choice: card C" in out


def test_two_passes_blanks_then_flags(history: History, capsys: pytest.CaptureFixture[str]) -> None:
    room = Room(history, small(make_plan()))
    room.sit((1, "v"), (1, "f"), (1, "A"), (1, "g 3"), (1, "u"), (1, "u"), (1, "v"), (1, "r"), (1, "u"))
    out = capsys.readouterr().out
    assert "No other question is flagged." in out
    assert re.findall(r"(?m)^Question (\d) of 5", out) == ["1", "2", "3", "4", "5", "1", "2"]


def test_nothing_blank_and_nothing_flagged_is_said(history: History, capsys: pytest.CaptureFixture[str]) -> None:
    Room(history, small(make_plan(1))).sit((1, "v"), (1, "u"))
    out = capsys.readouterr().out
    assert "No other question is flagged." in out
    assert "No other question is blank." in out


def test_the_time_is_told_by_section(history: History, capsys: pytest.CaptureFixture[str]) -> None:
    Room(history, small(make_plan(5))).sit((1, "t"), (800, "t"), (1, "t"))
    out = capsys.readouterr().out
    assert "Not begun: 1 section, 11:20." not in out, "a second was used"
    assert "Digestive: 0 of 5 answered, 0:01 of 11:20." in out


def test_at_a_terminal_handing_in_is_asked_back(history: History, capsys: pytest.CaptureFixture[str]) -> None:
    room = Room(history, small(make_plan(3)), interactive=True)
    room.sit((1, "A"), (1, "f"), (1, "e"), (1, "B"), (1, "e"))
    assert room.session.state.phase is Phase.PAUSED, "an answer in between takes it back"
    out = capsys.readouterr().out
    assert "Hand in the exam? Nothing can be changed afterwards." in out
    assert "2 questions are blank. A guess costs nothing" in out
    assert "Still flagged: 2." in out
    with Session.resume(history, room.clock) as room.session:
        room.sit((1, "e"), (1, "e"))
    assert room.session.state.phase is Phase.SUBMITTED


def test_with_nothing_blank_or_flagged_handing_in_is_not_asked_back(history: History) -> None:
    room = Room(history, small(make_plan(2)), interactive=True)
    room.sit((1, "A"), (1, "B"), (1, "e"))
    assert room.session.state.phase is Phase.SUBMITTED


def test_at_a_terminal_questions_are_explained_one_by_one(
    history: History, lookup: Lookup, capsys: pytest.CaptureFixture[str]
) -> None:
    study = asking(make_plan(4), choices=("44970", "b", "c", "d"))
    room = Room(history, study, interactive=True, open_lookup=lambda: lookup)
    lines = (
        "A",
        "A",
        "f",
        "s",
        "D",
        "e",
        "e",
        "m rule",
        "",
        "m anatomy",
        "card A",
        "",
        "",
        "b",
        "f",
        "s",
        "9",
        "x",
        "g 1",
    )
    again = room.sit(*((1, line) for line in lines), (1, "w"), (1, "again"))
    out = capsys.readouterr().out
    assert out.count("An invented rule.") == 3, "questions 2 and 3, then 1; not all of them at once"
    assert "Which question?" in out
    assert "Noted for question 2: anatomy." in out
    assert lookup.book.exact("44970", [System.CPT])[0].title in out
    assert "That was the last one." in out
    assert "Wrong: 2, 3. Enter explains the first." in out
    assert "Blank: 3. Enter explains the first." in out
    assert "No question is slow." in out
    assert "There is no question 9." in out
    assert again == (1, 2)
    assert history.answers(room.session.id)[1].miss_reason == "anatomy"


def test_why_it_was_missed_is_kept_for_the_question_in_front(
    history: History, capsys: pytest.CaptureFixture[str]
) -> None:
    room = Room(history, small(make_plan(mode=Mode.STUDY)))
    room.sit((1, "D"), (1, "m rule"), (1, "D"), (1, "g 1"), (1, "m time"))
    assert [item.miss_reason for item in room.session.state.items[:2]] == [MissReason.TIME, None]


def test_time_away_is_said_when_resumed_and_in_the_result(history: History, capsys: pytest.CaptureFixture[str]) -> None:
    room = Room(history, small(make_plan(5)))
    room.sit((10, "A"), (10, "p"))
    room.clock.advance(95)
    with Session.resume(history, room.clock) as room.session:
        away = room.session.away
        assert resumed_line(room.session.state, away) == "Resumed with 1 answered; away for 1:35: the clock ran on."
        room.sit((10, "p"))
    room.clock.advance(25)
    with Session.resume(history, room.clock) as room.session:
        assert room.session.away is not None
        assert room.session.away.seconds == 25, "this time, not both"
        room.sit((10, "e"))
    out = capsys.readouterr().out
    assert "Not under exam conditions: paused 2 times, away for 2:00." in out
    assert "Time: 2:40 of 11:20" in out


def test_in_study_the_clock_stands_still_while_away(history: History) -> None:
    room = Room(history, small(make_plan(5, mode=Mode.STUDY)))
    room.sit((10, "p"))
    room.clock.advance(95)
    with Session.resume(history, room.clock) as resumed:
        said = resumed_line(resumed.state, resumed.away)
        assert said == "Resumed with 0 answered; away for 1:35: the clock stood still."
        assert resumed.state.seconds_used == 10


def test_a_line_that_comes_too_late_does_not_count(history: History, capsys: pytest.CaptureFixture[str]) -> None:
    room = Room(history, small(make_plan(2)))
    room.sit((100, "A"), (500, "B"))
    assert room.session.state.answered == 1
    assert "Time is up." in capsys.readouterr().out


def test_study_on_a_terminal_waits_after_the_rationale(history: History, capsys: pytest.CaptureFixture[str]) -> None:
    room = Room(history, small(make_plan(mode=Mode.STUDY)), interactive=True)
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
    assert out.count("The note is the one above") == 2


def test_lines_are_broken_to_the_terminals_width(history: History, capsys: pytest.CaptureFixture[str]) -> None:
    setup = asking(make_plan(1), stem="word " * 60, choices=("word " * 30, "b", "c", "d"))
    room = Room(history, setup, width=60, interactive=True)
    room.sit(*((1, line) for line in ("?", "t", "A", "t", "b", "e", "e", "g 1", "?", "a")))
    lines = capsys.readouterr().out.split("\n")
    assert sum("word" in line for line in lines) > 10
    assert sum("A guess costs" in line or "Score:" in line for line in lines) >= 1
    assert [line for line in lines if len(line) > 60 and "codequiz " not in line] == []


def test_text_of_a_question_cannot_drive_the_terminal(history: History, capsys: pytest.CaptureFixture[str]) -> None:
    Room(history, asking(make_plan(1), stem="\x1b[2J\u202eevil [bold]x[/bold]")).sit((1, "e"))
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "[bold]x[/bold]" in out
