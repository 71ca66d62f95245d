"""The full-screen lookup, driven key by key on a small index."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList, Static

from codequiz import index
from codequiz.codes import System
from codequiz.lookup import Lookup
from codequiz.tui.code_page import CodePage
from codequiz.tui.lookup_app import LookupApp, pane_of
from codequiz.tui.lookup_parts import Filters, Hits
from codequiz.tui.words import KeyLine
from lookup_support import listed, pane, screen_text, settle, shown, small_index, type_text


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lookup]:
    with closing(index.connect(small_index(tmp_path_factory.mktemp("small")))) as connection:
        yield Lookup(connection)


@pytest.fixture
def app(engine: Lookup, monkeypatch: pytest.MonkeyPatch) -> LookupApp:
    monkeypatch.delenv("COLORFGBG", raising=False)
    monkeypatch.delenv("TEXTUAL_THEME", raising=False)
    return LookupApp(pane_of(engine))


async def test_typing_shows_hits_and_the_card_of_the_first(app: LookupApp) -> None:
    async with app.run_test() as pilot:
        await type_text(pilot, "appendicitis")

        assert set(listed(app)) >= {"K35", "K35.80", "K35.89"}
        assert shown(app) == listed(app)[0]
        assert "Acute appendicitis" in screen_text(app)


async def test_hits_follow_every_key_and_vanish_with_the_query(app: LookupApp) -> None:
    async with app.run_test() as pilot:
        await type_text(pilot, "449")
        assert listed(app) == ["44950", "44970", "44979"]
        await type_text(pilot, "7")
        assert listed(app) == ["44970", "44979"]
        await pilot.press("backspace", "backspace", "backspace", "backspace")
        await settle(pilot)
        assert listed(app) == []
        assert "Installed" in screen_text(app)


async def test_keys_that_come_at_once_end_in_the_newest_query(app: LookupApp) -> None:
    async with app.run_test() as pilot:
        await pilot.press(*"appendix", *["backspace"] * 8, *"44970")
        await settle(pilot)

        assert listed(app) == ["44970"]


async def test_arrows_move_through_the_hits_while_typing_goes_on(app: LookupApp) -> None:
    async with app.run_test() as pilot:
        await type_text(pilot, "449")
        await pilot.press("down", "down")
        await settle(pilot)
        assert shown(app) == "44979"
        await pilot.press("up")
        await settle(pilot)
        assert shown(app) == "44970"
        await pilot.press("pageup")
        await settle(pilot)
        assert shown(app) == "44950"
        assert app.query_one(Input).has_focus


async def test_system_and_billable_filters_by_key(app: LookupApp) -> None:
    async with app.run_test() as pilot:
        await type_text(pilot, "append")
        assert {hit.system for hit in pane(app).hits} == {System.ICD10CM, System.CPT}
        await pilot.press("f2")
        await settle(pilot)
        assert {hit.system for hit in pane(app).hits} == {System.ICD10CM}
        assert "● ICD-10-CM" in screen_text(app)
        await pilot.press("f3")
        await settle(pilot)
        assert pane(app).hits
        assert all(hit.billable for hit in pane(app).hits)
        assert "[x] billable" in screen_text(app)
        await pilot.press("f2", "f2")
        await settle(pilot)
        assert "● all" in screen_text(app)


async def test_filters_by_mouse(app: LookupApp) -> None:
    async with app.run_test() as pilot:
        await type_text(pilot, "append")
        line = next(text for text in screen_text(app).splitlines() if "○ CPT" in text)
        left = app.query_one(Filters).region.x
        await pilot.click(Filters, offset=(line.index("○ CPT") - left, 0))
        await settle(pilot)

        assert {hit.system for hit in pane(app).hits} == {System.CPT}


async def test_a_click_on_a_hit_opens_its_card(app: LookupApp) -> None:
    async with app.run_test() as pilot:
        await type_text(pilot, "449")
        await pilot.click(Hits, offset=(3, 1))
        await settle(pilot)

        assert shown(app) == "44970"
        assert pane(app).has_class("-page")


async def test_f4_copies_the_code(app: LookupApp) -> None:
    async with app.run_test() as pilot:
        await type_text(pilot, "449")
        await pilot.press("down", "f4")

        assert app.clipboard == "44970"


async def test_nothing_to_copy_is_no_failure(app: LookupApp) -> None:
    async with app.run_test() as pilot:
        await pilot.press("f4")

        assert app.clipboard == ""


async def test_enter_fills_the_pane_with_the_card_and_escape_comes_back(app: LookupApp) -> None:
    async with app.run_test() as pilot:
        await type_text(pilot, "44970")
        await pilot.press("enter")
        await settle(pilot)
        assert not app.query_one(Hits).display
        assert app.query_one(CodePage).has_focus
        assert "Removal of the appendix through a scope" in screen_text(app)
        await pilot.press("escape")
        await settle(pilot)
        assert app.query_one(Hits).display
        assert app.query_one(Input).has_focus
        assert app.query_one(Input).value == "44970"
        assert "1 found" in screen_text(app)


async def test_enter_with_the_last_letter_opens_what_that_finds(app: LookupApp) -> None:
    async with app.run_test() as pilot:
        await pilot.press(*"44970", "enter")
        await settle(pilot)

        assert shown(app) == "44970"


async def test_neighbours_are_a_key_away_and_back_returns(app: LookupApp) -> None:
    async with app.run_test() as pilot:
        await type_text(pilot, "44970")
        await pilot.press("enter", "right")
        await settle(pilot)
        assert shown(app) == "44979"
        await pilot.press("left", "left")
        await settle(pilot)
        assert shown(app) == "44950"
        await pilot.press("left")
        await settle(pilot)
        assert shown(app) == "44950"
        await pilot.press("backspace", "backspace", "backspace", "backspace")
        await settle(pilot)
        assert shown(app) == "44970"


async def test_parent_and_children_on_the_real_book(codes_home: Path) -> None:
    with closing(index.connect(codes_home / "codes.db")) as connection:
        app = LookupApp(pane_of(Lookup(connection), systems=[System.ICD10CM]))
        async with app.run_test(size=(120, 40)) as pilot:
            await type_text(pilot, "k35.20")
            await pilot.press("enter", "u")
            await settle(pilot)
            assert shown(app) == "K35.2"
            await pilot.press("d")
            await settle(pilot)
            assert listed(app) == ["K35.20", "K35.21"]
            assert app.query_one(Hits).has_focus


async def test_text_of_the_code_set_is_shown_as_text(app: LookupApp) -> None:
    async with app.run_test(size=(160, 40)) as pilot:
        await type_text(pilot, "R99")
        await pilot.press("enter")
        await settle(pilot)
        page = screen_text(app)

        assert "[red]Hostile[/red] [31mzebra[0m gnitseuq [@click=app.quit]here[/]" in page
        assert "\x1b" not in page
        assert "\u202e" not in page


async def test_markup_and_controls_in_the_query_are_text(app: LookupApp) -> None:
    async with app.run_test() as pilot:
        app.query_one(Input).value = "[b]9999Z[/b] [/] \x1b]0;x\x07 [@click=app.quit]x[/]"
        await settle(pilot)
        app.query_one(Input).value = "[/]" * 90
        await settle(pilot)

        assert app.is_running


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (20, 6), (200, 60)])
async def test_every_size_shows_hits_and_keys(engine: Lookup, size: tuple[int, int]) -> None:
    app = LookupApp(pane_of(engine))
    async with app.run_test(size=size) as pilot:
        await type_text(pilot, "44970")

        assert listed(app) == ["44970"]
        assert "Move" in screen_text(app)
        assert max(map(len, screen_text(app).splitlines())) <= size[0]


async def test_the_card_stands_beside_the_hits_where_there_is_room_and_below_where_not(app: LookupApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await type_text(pilot, "449")
        hits, page = app.query_one(Hits).region, app.query_one(CodePage).region
        assert (page.x > hits.x, page.y) == (True, hits.y)
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        hits, page = app.query_one(Hits).region, app.query_one(CodePage).region
        assert (page.x, page.y > hits.y) == (hits.x, True)


async def test_the_key_line_names_every_key_of_the_moment(app: LookupApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await type_text(pilot, "449")
        keys = screen_text(app)
        assert all(key in keys for key in ("Move", "Card", "System", "Billable", "Copy", "Close", "Quit", "Theme"))
        await pilot.press("enter")
        await settle(pilot)
        keys = screen_text(app)
        assert all(key in keys for key in ("Scroll", "Previous", "Next", "Up", "Below", "Last", "Search", "Back"))
        assert "Billable" not in keys


async def test_a_key_in_the_key_line_can_be_clicked(app: LookupApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await type_text(pilot, "449")
        lines = screen_text(app).splitlines()
        row = next(number for number, line in enumerate(lines) if "Billable" in line and "System" in line)
        region = app.query_one(KeyLine).region
        await pilot.click(KeyLine, offset=(lines[row].index("System") - region.x, row - region.y))
        await settle(pilot)

        assert "● ICD-10-CM" in screen_text(app)


async def test_the_cursor_is_seen_without_colour(engine: Lookup, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = LookupApp(pane_of(engine))
    async with app.run_test(size=(80, 24)) as pilot:
        await type_text(pilot, "449")
        top = app.query_one(Hits).region.y
        strips = app.screen._compositor.render_strips(app.size)
        styles = []
        for row in (top, top + 1):
            style = next(segment.style for segment in strips[row] if segment.text.strip())
            assert style is not None
            styles.append(style)

        assert styles[0].bgcolor != styles[1].bgcolor


@pytest.mark.parametrize("keys", [["escape"], ["ctrl+q"], ["ctrl+c"], ["tab", "q"], ["enter", "q"]])
async def test_ways_to_quit(app: LookupApp, keys: list[str]) -> None:
    async with app.run_test() as pilot:
        await type_text(pilot, "44970")
        await pilot.press(*keys)
        await settle(pilot)

        assert not app.is_running


async def test_q_is_a_letter_while_typing(app: LookupApp) -> None:
    async with app.run_test() as pilot:
        await type_text(pilot, "q")

        assert app.is_running
        assert app.query_one(Input).value == "q"


async def test_nothing_found_says_so(app: LookupApp) -> None:
    async with app.run_test() as pilot:
        await type_text(pilot, "xyzzyplugh")
        assert "nothing found" in str(app.query_one("#status", Static).render())
        await pilot.press("f2")
        await settle(pilot)
        assert "nothing found in ICD-10-CM" in str(app.query_one("#status", Static).render())
        assert app.query_one(OptionList).option_count == 0
