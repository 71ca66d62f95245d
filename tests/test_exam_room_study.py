"""The exam room in study mode, with the code books, with text that nobody vouches for, and cases."""

from pathlib import Path

import pytest

from codequiz import index
from codequiz.codes import System
from codequiz.exam import Activity, Confidence, MissReason, Mode
from codequiz.lookup import Lookup
from codequiz.practice import choice_codes
from codequiz.questions import Case
from codequiz.tui.lookup_app import pane_of
from room_support import asking, opened, small

HOSTILE = "\x1b[2J\u202eevil [bold]x[/bold] [@click=app.exit]y[/] \x07"


@pytest.fixture
def engine(codes_home: Path) -> Lookup:
    return Lookup(index.connect(codes_home / "codes.db"))


async def test_study_says_at_once_and_asks_why(tmp_path: Path, engine: Lookup) -> None:
    study = asking(small(mode=Mode.STUDY), choices=("44970", "44950", "44960", "99213-25"))
    async with opened(tmp_path, study, book=engine.book, size=(100, 40)) as room:
        await room.press("2", "d")
        assert room.stored().items[0].confidence is Confidence.UNSURE
        assert room.shows("✗ Wrong", "you chose D, the answer is A", "You were: unsure", "✓ A. 44970", "✗ D. 99213-25")
        assert room.shows("An invented rule.", "Not 3, for an invented reason.")
        title = engine.book.exact("44970", [System.CPT])[0].title
        assert room.shows(f"44970 {title[:40]}"), "each choice has its code's card in short"
        await room.press("4")
        assert room.stored().items[0].miss_reason is MissReason.MISREAD
        assert room.shows("●4=misread")
        await room.press("d")
        assert room.shows("99213", "25 ", "$ billable"), "the whole cards of a choice"
        await room.press("escape", "right")
        assert room.shows("Question 2 of 5")
        assert not room.shows("Why missed?")


async def test_what_is_read_after_the_answer_is_not_the_next_questions_time(tmp_path: Path) -> None:
    async with opened(tmp_path, small(mode=Mode.STUDY)) as room:
        await room.wait(10)
        await room.press("a")
        assert room.shows("✓ Right, in 0:10")
        await room.wait(60)
        await room.press("right")
        first, second = room.stored().items[:2]
        assert (first.thinking_seconds, first.rationale_seconds, second.thinking_seconds) == (10, 60, 0)


async def test_in_study_the_first_answer_counts(tmp_path: Path) -> None:
    async with opened(tmp_path, small(mode=Mode.STUDY)) as room:
        await room.press("b", "right", "left")
        assert room.shows("you chose B, the answer is A")
        await room.press("a")
        assert room.stored().items[0].answers == (1,)
        await room.press("1")
        assert room.stored().items[0].miss_reason is MissReason.RULE


# The open book


async def test_looking_up_is_timed_apart_and_its_letters_answer_nothing(tmp_path: Path, engine: Lookup) -> None:
    async with opened(tmp_path, small(), book=engine.book, new_pane=lambda: pane_of(engine), size=(120, 40)) as room:
        await room.wait(10)
        await room.press("slash", *"4497")
        assert room.state.activity is Activity.LOOKING_UP
        assert room.shows("44970", "Question 1 of 5", "A. 40000", "to the question, the book stays open")
        await room.wait(30)
        await room.press("enter", "u", "a", "s", "f", "p")
        item = room.stored().items[0]
        assert (item.choice, item.flagged, room.state.position) == (None, False, 0), "the card has the focus"
        await room.press("tab", "b")
        await room.wait(5)
        item = room.stored().items[0]
        assert (item.choice, item.thinking_seconds, item.lookup_seconds, item.lookups) == (1, 10, 30, 1)
        assert room.shows("44970"), "the book stays open"
        await room.press("slash")
        await room.wait(7)
        await room.press("escape", "escape", "right")
        item = room.stored().items[0]
        assert (item.thinking_seconds, item.lookup_seconds, item.lookups) == (15, 37, 2)
        assert not room.shows("44970")
        assert room.shows("Question 2 of 5")


async def test_on_a_narrow_screen_the_book_opens_below(tmp_path: Path, engine: Lookup) -> None:
    async with opened(tmp_path, small(150), book=engine.book, new_pane=lambda: pane_of(engine)) as room:
        await room.press("slash", *"44970")
        lines = room.lines()
        stem = next(n for n, line in enumerate(lines) if "Invented question" in line)
        choice = next(n for n, line in enumerate(lines) if "D. 43000" in line)
        hit = next(n for n, line in enumerate(lines) if line.startswith("44970"))
        assert stem < choice < hit


async def test_without_code_books_it_is_said(tmp_path: Path) -> None:
    async with opened(tmp_path, small()) as room:
        await room.press("slash")
        assert room.shows("The code sets are not installed.")
        assert room.state.activity is Activity.THINKING


def test_the_codes_of_a_choice(engine: Lookup) -> None:
    def codes(text: str) -> list[str]:
        return [code.printed for code in choice_codes(text, engine.book)]

    assert codes("45385-PT; Z12.11, D12.5") == ["45385", "PT", "Z12.11", "D12.5"]
    assert codes("44970") == ["44970"]
    assert codes("Part A") == codes("About 12 of 40 patients, 2026-01") == codes("") == []


# Text


async def test_text_of_a_question_is_shown_as_it_is(tmp_path: Path) -> None:
    hostile = asking(
        small(mode=Mode.STUDY),
        stem=f"stem {HOSTILE}",
        choices=(f"a {HOSTILE}", "b", "c", "d"),
        rationale=f"why {HOSTILE}",
        wrong=("", f"no {HOSTILE}", "c", "d"),
        case=Case("c", f"title {HOSTILE}", f"note {HOSTILE}"),
    )
    async with opened(tmp_path, hostile, size=(240, 50)) as room:
        await room.press("n", *"[red]", "escape", "b")
        for where in ("stem", "title", "note", "why", "no"):
            assert room.shows(f"{where} [2Jevil [bold]x[/bold] [@click=app.exit]y[/]"), where
        assert room.shows("note: [red]")
        await room.press("r")
        assert room.shows("stem [2Jevil [bold]x")
        await room.press("e", "y", "down")
        assert room.shows("stem [2Jevil [bold]x[/bold]")
        assert "\x1b" not in room.text()
        assert "\u202e" not in room.text()
        assert "\x07" not in room.text()


async def test_a_narrow_screen_gives_a_case_all_room_that_is_left(tmp_path: Path, engine: Lookup) -> None:
    case = asking(small(mode=Mode.STUDY), case=Case("c", "A visit", "The patient came in. " * 60))
    async with opened(tmp_path, case, new_pane=lambda: pane_of(engine)) as room:
        assert sum("The patient" in line for line in room.lines()) >= 7
        assert room.shows("Invented question", "A. 40000", "D. 43000")
        await room.press("slash", *"44970")
        assert not room.shows("The patient")
        assert room.shows("Invented question", "A. 40000", "D. 43000", "44970")
        await room.press("tab")
        assert room.shows("The patient", "Invented question", "D. 43000", "44970"), "note, question and book"
        await room.press("escape", "b")
        assert room.shows("The patient", "Invented question", "A. 40000", "D. 43000", "✗ Wrong", "Why missed?")


async def test_a_cases_note_is_beside_the_question_or_above_it(tmp_path: Path) -> None:
    case = asking(small(), case=Case("c", "A visit", "The patient came in. " * 60))
    async with opened(tmp_path, case) as room:
        assert room.shows("A visit", "The patient came in.", "Invented question", "D. 43000")
        await room.press("end")
        assert not room.shows("A visit"), "the note is what scrolls first"
        assert room.shows("D. 43000")
        await room.press("home")
        await room.resize(120, 40)
        line = next(line for line in room.lines() if "Invented question" in line)
        assert line.index("A visit") < line.index("Invented")
