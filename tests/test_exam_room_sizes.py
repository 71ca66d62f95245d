"""The exam room on terminals of all sizes: what there is room for, and what gives way."""

from dataclasses import replace
from pathlib import Path

import pytest

from codequiz.exam import Mode, SectionPlan
from exam_support import make_plan
from room_support import asking, of, opened, small


async def test_on_a_tiny_terminal_the_question_and_the_clock_stay(tmp_path: Path) -> None:
    async with opened(tmp_path, small(150), size=(60, 12)) as room:
        assert room.shows("Question 1 of 150", "left", "Invented question 0", "A. 40000", "D. 43000")
        await room.press("b")
        assert room.shows("● B.", "Question 1: B saved.")


async def test_on_a_narrow_screen_the_time_of_every_section_can_be_scrolled_to(tmp_path: Path) -> None:
    plan = make_plan(17)
    sections = tuple(SectionPlan(f"s{n}", f"Section {n}") for n in range(17))
    items = tuple(replace(item, section=f"s{n}") for n, item in enumerate(plan.items))
    async with opened(tmp_path, of(replace(plan, sections=sections, items=items))) as room:
        await room.press("t")
        assert room.shows("Time by section", "Section 0 ")
        assert not room.shows("Section 16")
        await room.press("tab", "end")
        assert room.shows("Section 16")


@pytest.mark.parametrize(("lines", "gap"), [(1, 2), (9, 2), (30, 1)])
async def test_the_choices_follow_the_stem_where_all_fits(tmp_path: Path, lines: int, gap: int) -> None:
    stem = "\n".join(f"line {n}" for n in range(lines))
    async with opened(tmp_path, asking(small(), stem=stem)) as room:
        shown = room.lines()
        last = max(n for n, line in enumerate(shown) if line.startswith(" line "))
        first = next(n for n, line in enumerate(shown) if "A. 4" in line)
        assert first - last == gap
        assert room.shows("D. 4")
        await room.press("n", "x", "escape", "t")
        assert room.shows("A. 4", "D. 4", "note: x", "Time by section"), "with less room, too"


async def test_no_scroll_bar_stays_where_all_fits_after_a_resize(tmp_path: Path) -> None:
    # 78 columns hold it in one line less than the 77 beside a scroll bar.
    stem = " ".join([*["ab"] * 25, "abc"] * 5)
    async with opened(tmp_path, asking(small(mode=Mode.STUDY), stem=stem), size=(120, 40)) as room:
        await room.press("b", "right")
        await room.resize(80, 24)
        shown = [line.strip() for line in room.lines()]
        assert shown[3:9] == [" ".join([*["ab"] * 25, "abc"])] * 5 + [""]
