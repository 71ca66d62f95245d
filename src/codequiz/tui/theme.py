"""Light or dark: the theme a screen starts in."""

import os
from typing import Final

DARK: Final = "textual-dark"
LIGHT: Final = "textual-light"


def first_theme() -> str:
    """The theme that suits the terminal: `COLORFGBG` (set by many) says its colours; dark where nothing does.

    `TEXTUAL_THEME`, where set, names the theme itself.
    """
    chosen = os.environ.get("TEXTUAL_THEME")
    if chosen:
        from textual.theme import BUILTIN_THEMES

        if chosen in BUILTIN_THEMES:
            return chosen
    background = os.environ.get("COLORFGBG", "").rpartition(";")[2]
    return LIGHT if background in {"7", "15"} else DARK


def other_theme(theme: str) -> str:
    """The light theme for a dark one and the other way round."""
    from textual.theme import BUILTIN_THEMES

    known = BUILTIN_THEMES.get(theme)
    return LIGHT if known is None or known.dark else DARK
