"""The exam room on a terminal, with keys, a mouse and a clock that tests move."""

from pathlib import Path

import pytest

from codequiz.exam import Confidence, Mode, Phase
from codequiz.formats import Breaks, Navigation
from codequiz.history import Status
from exam_support import FakeClock
from room_support import asking, opened, small


async def test_a_letter_answers_and_the_arrow_goes_on(tmp_path: Path) -> None:
    async with opened(tmp_path, small()) as room:
        assert room.shows("Question 1 of 5", "11:20 left", "this one 0:00 of 2:16")
        await room.press("b")
        assert room.state.position == 0, "the answer is seen before it goes on"
        assert room.shows("● B.", "Question 1: B saved.")
        await room.press("C", "right")
        assert room.stored().items[0].answers == (1, 2)
        assert room.shows("Question 2 of 5")
        await room.press("left")
        assert room.shows("Question 1 of 5", "● C.")
        await room.press("left")
        assert room.shows("This is the first question.")


async def test_after_the_last_question_comes_the_review(tmp_path: Path) -> None:
    async with opened(tmp_path, small(2)) as room:
        await room.press("right", "enter")
        assert room.shows("Review: 0 of 2 answered", "Blank: 1, 2")


async def test_striking_out_and_taking_back(tmp_path: Path) -> None:
    async with opened(tmp_path, small()) as room:
        await room.press("x")
        assert room.shows("Strike out which choice?")
        await room.press("c")
        assert room.stored().items[0].struck == {2}
        assert room.shows("× C.")
        await room.press("x", "escape", "c")
        assert room.state.items[0].choice == 2, "Esc leaves striking, so the letter answers"
        await room.press("x", "c")
        assert room.stored().items[0].struck == frozenset()


async def test_flagging_is_seen_in_the_heading_and_among_the_marks(tmp_path: Path) -> None:
    async with opened(tmp_path, small()) as room:
        await room.press("f")
        assert room.shows("FLAGGED", "Question 1 flagged.")
        await room.press("s", "a", "f", "right")
        assert room.stored().items[0].skipped
        assert room.shows("  1 fF▲··")
        await room.press("left", "f")
        assert not room.stored().items[1].flagged


async def test_two_passes_blanks_then_flags(tmp_path: Path) -> None:
    async with opened(tmp_path, small()) as room:
        await room.press("a", "f", "right", "right", "b", "u")
        assert room.state.position == 3, "the next blank one after question 3"
        await room.press("a", "u", "a", "u")
        assert room.state.position == 1, "around the end"
        await room.press("a", "u")
        assert room.shows("No other question is blank.")
        await room.press("v")
        assert room.state.position == 0
        await room.press("v")
        assert room.shows("No other question is flagged.")


async def test_a_number_goes_to_its_question(tmp_path: Path) -> None:
    async with opened(tmp_path, small(40)) as room:
        await room.press("g", "3", "8", "backspace", "7")
        assert room.shows("Go to question: 37_")
        await room.press("enter")
        assert room.shows("Question 37 of 40")
        await room.press("g", "9", "9", "enter")
        assert room.shows("There is no question 99.", "Question 37 of 40")
        await room.press("g", "2", "escape", "1")
        assert room.state.items[36].confidence is Confidence.GUESS, "after Esc a digit is no part of a number"
        assert room.state.position == 36


async def test_a_note_is_saved_while_it_is_typed(tmp_path: Path) -> None:
    async with opened(tmp_path, small()) as room:
        await room.press("n", *"add-on")
        await room.wait(1)
        assert room.stored().items[0].note == "add-on", "before it is closed"
        await room.press("s", "escape")
        assert room.stored().items[0].note == "add-ons"
        assert room.shows("note: add-ons")
        assert not room.state.items[0].skipped, "the letters were the note's"


async def test_the_mouse_answers_strikes_and_goes(tmp_path: Path) -> None:
    async with opened(tmp_path, small()) as room:
        await room.click("B.")
        await room.click("D.", button=3)
        item = room.stored().items[0]
        assert (item.choice, item.struck) == (1, frozenset({3}))
        await room.click("flag")
        assert room.stored().items[0].flagged
        mark = next(line for line in room.lines() if line.startswith("  1 "))
        assert mark == "  1 ▲····"
        await room.click("···")
        assert room.state.position == 1


async def test_the_review_filters_jumps_and_hands_in(tmp_path: Path) -> None:
    async with opened(tmp_path, small()) as room:
        await room.press("a", "right", "f", "b", "right", "r")
        assert room.shows("Review: 2 of 5 answered", "Blank: 3, 4, 5", "Flagged: 2")
        await room.press("v")
        assert room.shows("1 question listed: flagged.")
        await room.press("enter")
        assert room.shows("Question 2 of 5")
        await room.press("r", "u", "down", "enter")
        assert room.shows("Question 4 of 5")
        await room.press("r", "escape")
        assert room.shows("Question 4 of 5")
        await room.press("e", "e")
        assert room.shows("3 questions are blank. A guess costs nothing", "Still flagged: 2.")
        await room.press("n")
        assert room.state.phase is Phase.RUNNING
        await room.press("e", "y")
        assert room.stored().phase is Phase.SUBMITTED
        assert room.shows("Session 1: handed in", "2 of 5 right", "not passed", "Left blank: 3.")


async def test_pacing_each_second(tmp_path: Path) -> None:
    async with opened(tmp_path, small(10)) as room:
        await room.wait(100)
        assert room.shows("21:00 left", "this one 1:40 of 2:16", "ahead 0:00")
        await room.press("a")
        assert room.shows("ahead 0:36, 0.3 questions", "1 answered, 0 due", "done 6:00 early at this speed")
        await room.press("right")
        await room.wait(400)
        await room.press("a")
        assert room.shows("BEHIND 3:48, 1.7 questions", "2 answered, 3 due", "5 will stay blank at this speed")
        await room.press("t")
        assert room.shows("Time by section", "2/10", "8:20/22:40")


async def test_the_last_minutes_are_announced_once(tmp_path: Path) -> None:
    async with opened(tmp_path, small(5, notice_seconds=120.0)) as room:
        await room.press("a", "right", "f")
        await room.wait(561)
        assert room.shows("Notice: 1:59 left.", "Blank: 2, 3, 4, 5.", "Flagged: 2.", "A guess costs nothing")
        await room.press("enter")
        await room.wait(5)
        assert not room.shows("Notice:")
        assert room.shows("1:59 left. Blank: 2, 3, 4, 5. Flagged: 2."), (
            "it stays for whom a key meant otherwise closed it"
        )
        assert room.stored().noticed


async def test_time_up_ends_and_scores_at_once(tmp_path: Path) -> None:
    async with opened(tmp_path, small()) as room:
        await room.press("a", "right", "n")
        await room.wait(680)
        assert room.stored().phase is Phase.TIMED_OUT
        assert room.shows("Session 1: time is up · 1 of 5 right · not passed")


async def test_an_answer_that_comes_too_late_does_not_count(tmp_path: Path) -> None:
    async with opened(tmp_path, small()) as room:
        room.clock.advance(700)
        await room.press("a")
        assert room.stored().answered == 0
        assert room.shows("time is up")


async def test_pausing_hides_the_question_and_says_what_counts(tmp_path: Path) -> None:
    async with opened(tmp_path, small(breaks=Breaks.ON_CLOCK)) as room:
        await room.wait(60)
        await room.press("p")
        assert room.shows("Session 1 is paused: 0 of 5 answered, all saved.", "The exam clock runs on: 10:20 left")
        assert not room.shows("Invented question")
        await room.wait(60)
        assert room.shows("9:20 left")
        await room.press("enter")
        assert room.shows("Question 1 of 5", "9:20 left", "this one 1:00 of 2:16")
        assert not room.state.under_exam_conditions


async def test_quitting_pauses_and_resuming_is_exact(tmp_path: Path) -> None:
    clock = FakeClock()
    async with opened(tmp_path, small(mode=Mode.STUDY), clock=clock) as room:
        await room.press("b", "right", "f", "x", "d", "n", "!", "escape", "3")
        await room.wait(30)
        before = room.state
        await room.press("q")
        assert not room.app.is_running
        assert room.history.session(1).status is Status.PAUSED
    clock.advance(3600)
    async with opened(tmp_path, clock=clock) as room:
        assert room.state.items[0] == before.items[0]
        assert room.state.position == 1
        item = room.state.items[1]
        assert (item.flagged, item.struck, item.note, item.confidence) == (True, frozenset({3}), "!", Confidence.SURE)
        assert item.thinking_seconds == 30
        assert room.state.seconds_used == 30
        assert room.shows("Question 2 of 5", "FLAGGED", "× D.", "note: !", "Welcome.")


async def test_ctrl_c_quits_like_q_even_in_a_note(tmp_path: Path) -> None:
    async with opened(tmp_path, small()) as room:
        await room.press("n", "h", "ctrl+c")
        assert not room.app.is_running
        assert room.stored().items[0].note == "h"
        assert room.stored().phase is Phase.PAUSED


async def test_a_failing_write_is_said_and_the_screen_stays(tmp_path: Path) -> None:
    async with opened(tmp_path, small()) as room:
        await room.press("a", "right")
        room.history._connection.execute("PRAGMA query_only = ON")
        for key in ("b", "f", "right", "r", "p", "q"):
            await room.press(key)
            assert room.shows("Question 2 of 5", "NOT SAVED: cannot write"), key
            assert not room.shows("● B."), key
        room.history._connection.execute("PRAGMA query_only = OFF")
        await room.press("b")
        assert room.shows("● B.", "Question 2: B saved.")
        room.history._connection.execute("PRAGMA query_only = ON")
        await room.press("q", "q")
        assert not room.app.is_running, "the second time it leaves anyway"
        assert room.stored().answered == 2


async def test_a_forward_only_exam_says_so(tmp_path: Path) -> None:
    async with opened(tmp_path, small(navigation=Navigation.FORWARD)) as room:
        await room.press("right", "left")
        assert room.shows("This exam only goes forward", "Question 2 of 5")


async def test_a_break_between_parts(tmp_path: Path) -> None:
    async with opened(tmp_path, small(2, parts=2, breaks=Breaks.OFF_CLOCK)) as room:
        assert room.shows("Part 1 · Question 1 of 4")
        await room.press("a", "e", "e", "y")
        assert room.shows("Next: Part 2, 2 questions in 4:32.")
        await room.wait(600)
        await room.press("enter")
        assert room.shows("Part 2 · Question 3 of 4", "4:32 left")


async def test_every_key_is_in_the_footer_and_explained(tmp_path: Path) -> None:
    async with opened(tmp_path, small()) as room:
        keys = "A-D answer|1-3 guess|→ next|← back|x strike|f flag|s skip|n note|/ look up|u next blank|v next flagged"
        assert room.shows(*keys.split("|"), "g go to", "r review", "t times", "p pause", "e end", "q quit", "? keys")
        await room.press("question_mark")
        assert room.shows("g 37       go to question 37", "■ answered")
        await room.press("escape")
        assert room.shows("A-D answer")


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (120, 40), (200, 60)])
async def test_all_choices_show_at_every_size(tmp_path: Path, size: tuple[int, int]) -> None:
    long = asking(small(150), stem="word " * 100, choices=("first " * 20, "second " * 20, "third " * 20, "last " * 20))
    async with opened(tmp_path, long, size=size) as room:
        assert room.shows("A. first", "B. second", "C. third", "D. last", "word word", "? keys")


async def test_a_narrow_screen_that_grows_shows_the_numbered_marks(tmp_path: Path) -> None:
    async with opened(tmp_path, small(150)) as room:
        assert room.shows("121 ··········")
        await room.resize(120, 40)
        assert room.shows("148·149·150·", "f flagged, blank  ▲ here")
        await room.click("149")
        assert room.shows("Question 149 of 150")


@pytest.mark.parametrize("theme", ["textual-light", "textual-dark"])
async def test_light_and_dark(tmp_path: Path, theme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEXTUAL_THEME", theme)
    async with opened(tmp_path, small()) as room:
        assert room.app.theme == theme
        await room.press("f6")
        assert room.app.theme != theme
        assert room.shows("Question 1 of 5")


async def test_without_colour_the_marks_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(tmp_path, small()) as room:
        await room.press("b", "x", "a", "f", "right")
        assert room.shows("F▲···")
        await room.press("left")
        assert room.shows("● B.", "× A.", "FLAGGED")
