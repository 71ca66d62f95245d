"""The full-screen lookup, driven key by key on a small index."""

import os
import pty
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static

from codequiz import index, index_build
from codequiz.codes import System
from codequiz.lookup import Lookup
from codequiz.releases.model import Release
from codequiz.tui.code_page import CodePage
from codequiz.tui.lookup import LookupPane
from codequiz.tui.lookup_app import LookupApp, pane_of
from codequiz.tui.lookup_parts import Filters, Hits
from codequiz.tui.theme import DARK, LIGHT
from codequiz.tui.words import KeyLine

_ICD = """code,name,common,also
K35,Acute appendicitis,2,
K35.80,Unspecified acute appendicitis,3,inflamed appendix
K35.89,Other acute appendicitis,1,
R10.31,Right lower quadrant pain,3,belly pain
R99,"[red]Hostile[/red] \x1b[31mzebra\x1b[0m \u202egnitseuq [@click=app.quit]here[/]",1,
"""
_CPT = """code,description,section,subsection,add_on,modifier_51_exempt,common,also
44950,Removal of the appendix,Surgery,Digestive System,,,2,appendectomy
44970,Removal of the appendix through a scope,Surgery,Digestive System,,,3,lap appy
44979,Unlisted scope procedure on the appendix,Surgery,Digestive System,,,1,
"""


def _release(system: System, path: Path) -> Release:
    return Release(
        system=system,
        name="test",
        effective_from=date(2025, 10, 1),
        effective_to=None,
        origin="a test",
        licence="",
        is_sample=True,
        path=path,
        format="sample",
    )


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lookup]:
    folder = tmp_path_factory.mktemp("small")
    releases = []
    for system, text in ((System.ICD10CM, _ICD), (System.CPT, _CPT)):
        path = folder / f"{system}.csv"
        path.write_text(text, encoding="utf-8")
        releases.append(_release(system, path))
    index_build.build(folder / "codes.db", releases)
    with closing(index.connect(folder / "codes.db")) as connection:
        yield Lookup(connection)


@pytest.fixture
def app(engine: Lookup, monkeypatch: pytest.MonkeyPatch) -> LookupApp:
    monkeypatch.delenv("COLORFGBG", raising=False)
    monkeypatch.delenv("TEXTUAL_THEME", raising=False)
    return LookupApp(pane_of(engine))


def pane(app: LookupApp) -> LookupPane:
    return app.query_one(LookupPane)


def listed(app: LookupApp) -> list[str]:
    return [hit.code for hit in pane(app).hits]


def shown(app: LookupApp) -> str:
    card = pane(app).shown
    return card.code.printed if card is not None else ""


def screen_text(app: LookupApp) -> str:
    """Every cell of the screen, as the terminal would get it."""
    width, height = app.size
    compositor = app.screen._compositor
    lines = compositor.render_strips(app.size)
    assert len(lines) == height
    return "\n".join(line.text[:width].rstrip() for line in lines)


async def settle(pilot: Pilot[None]) -> None:
    """Wait until the keys are answered: on a busy machine an answer is slow, and the next then waits for a pause."""
    await pilot.pause()
    while pilot.app.is_running and not pilot.app.query_one(LookupPane).is_settled:
        await pilot.pause(0.02)
    await pilot.pause()


async def type_text(pilot: Pilot[None], text: str) -> None:
    await pilot.press(*("space" if letter == " " else letter for letter in text))
    await settle(pilot)


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


async def test_the_theme_changes_between_light_and_dark(app: LookupApp) -> None:
    async with app.run_test() as pilot:
        assert app.theme == DARK
        await pilot.press("f6")
        assert app.theme == LIGHT
        await pilot.press("f6")
        assert app.theme == DARK


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


@pytest.mark.parametrize(("colours", "theme"), [("15;0", DARK), ("0;15", LIGHT), ("", DARK), ("rubbish", DARK)])
def test_the_first_theme_suits_the_terminal(
    engine: Lookup, monkeypatch: pytest.MonkeyPatch, colours: str, theme: str
) -> None:
    monkeypatch.setenv("COLORFGBG", colours)

    assert LookupApp(pane_of(engine)).theme == theme


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


def test_in_a_pipe_lookup_without_a_query_is_a_usage_error(home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "codequiz", "lookup"],
        env={**os.environ, "CODEQUIZ_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        timeout=60,
    )

    assert done.returncode == 2
    assert "nothing to look up" in done.stderr


def test_a_plain_lookup_does_not_load_textual(home: Path) -> None:
    program = (
        "import sys\n"
        "from codequiz.cli.direct import run_direct\n"
        "run_direct(['lookup', 'heart', 'attack'])\n"
        "run_direct(['show', 'e119'])\n"
        "print([name for name in sys.modules if name.split('.')[0] == 'textual'])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)

    assert done.stdout.splitlines()[-1] == "[]"


def test_on_a_terminal_lookup_without_a_query_opens_the_screen(home: Path) -> None:
    main, end = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "codequiz", "lookup"],
        env={**os.environ, "CODEQUIZ_HOME": str(home), "TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"},
        stdin=end,
        stdout=end,
        stderr=end,
    )
    os.close(end)
    seen = b""
    try:
        while b"Installed" not in seen:
            ready, _, _ = select.select([main], [], [], 30)
            assert ready, seen[-500:]
            seen += os.read(main, 65536)
        os.write(main, b"\x11")  # Ctrl-Q
        while True:
            try:
                if not os.read(main, 65536):
                    break
            except OSError:
                break
        assert process.wait(timeout=30) == 0
    finally:
        process.kill()
        process.wait()
        os.close(main)
