"""The exam room on a terminal, with keys, a mouse and a clock that tests move."""

from pathlib import Path

from exam_support import make_plan
from room_support import opened, setup


async def test_a_letter_answers_and_the_arrow_goes_on(tmp_path: Path) -> None:
    async with opened(tmp_path, setup(make_plan(5))) as room:
        assert room.shows("Question 1 of 5", "11:20 left", "this one 0:00 of 2:16")
        await room.press("b")
        assert room.state.items[0].choice == 1
        assert room.state.position == 0, "seen before it goes on"
        assert room.shows("● B.")
        await room.press("C", "right")
        assert room.state.items[0].answers == (1, 2)
        assert room.shows("Question 2 of 5")


async def test_going_to_a_number(tmp_path: Path) -> None:
    async with opened(tmp_path, setup(make_plan(40))) as room:
        await room.press("g")
        print(room.text(), room.app.focused)
        await room.press("3", "7")
        print(room.text(), room.app.focused)
        await room.press("enter")
        assert room.state.position == 36
