"""The colours of the screen: those it starts with, and the others."""

import pytest

from codequiz.lookup import Lookup
from codequiz.tui.lookup_app import LookupApp, pane_of
from codequiz.tui.theme import DARK, LIGHT


@pytest.mark.parametrize(("colours", "theme"), [("15;0", DARK), ("0;15", LIGHT), ("", DARK), ("rubbish", DARK)])
def test_the_first_theme_suits_the_terminal(
    engine: Lookup, monkeypatch: pytest.MonkeyPatch, colours: str, theme: str
) -> None:
    monkeypatch.setenv("COLORFGBG", colours)

    assert LookupApp(pane_of(engine)).theme == theme


async def test_the_theme_changes_between_light_and_dark(engine: Lookup, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLORFGBG", raising=False)
    monkeypatch.delenv("TEXTUAL_THEME", raising=False)
    app = LookupApp(pane_of(engine))
    async with app.run_test() as pilot:
        assert app.theme == DARK
        await pilot.press("f6")
        assert app.theme == LIGHT
        await pilot.press("f6")
        assert app.theme == DARK
