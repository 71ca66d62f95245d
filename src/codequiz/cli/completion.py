"""What the shell offers on Tab: codes, sessions, domains, exams. Never builds, writes or complains."""

import sqlite3
from contextlib import closing, suppress
from typing import Final

from codequiz import paths
from codequiz.errors import CodequizError
from codequiz.text import one_line

_MOST: Final = 40
_TITLE: Final = 60

_HARMLESS: Final = str.maketrans(
    {"'": "’", "`": "’", '"': "”", "\\": "/", "$": "", "[": "(", "]": ")", "{": "(", "}": ")"}
)
"""For what zsh would run (its completion evaluates what it is given) and Rich would take for markup."""

Offer = tuple[str, str]
"""What is completed, and what it means; some shells show both."""


def _meaning(text: str) -> str:
    """Text of a file or a history as a shell may have it: titles come from anybody's file."""
    return one_line(text, _TITLE).translate(_HARMLESS)


def codes(incomplete: str) -> list[Offer]:
    """Installed codes that begin so, the shortest first."""
    from codequiz import index
    from codequiz.codes import System, format_code, normalise

    start = normalise(incomplete)
    path = paths.codes_db()
    if not start or not path.exists():
        return []
    with suppress(sqlite3.Error, CodequizError), closing(index.connect(path)) as connection:
        rows = connection.execute(
            "SELECT system, code, title FROM code WHERE code >= ? AND code < ? AND level NOT IN ('chapter', 'block')"
            " ORDER BY length(code), code LIMIT ?",
            (start, start + "\x7f", _MOST),
        ).fetchall()
        return [(_as_typed(incomplete, format_code(System(row[0]), row[1])), _meaning(row[2])) for row in rows]
    return []


def _as_typed(incomplete: str, printed: str) -> str:
    """The code continued from how it was begun: shells drop offers that do not begin with what is typed."""
    without = printed.replace(".", "")
    whole = printed if printed.upper().startswith(incomplete.upper()) else without
    return incomplete + whole[len(incomplete) :]


def sessions(incomplete: str) -> list[Offer]:
    """The sessions of the history, the newest first."""
    path = paths.history_db()
    if not path.exists():
        return []
    with (
        suppress(sqlite3.Error),
        closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection,
    ):
        rows = connection.execute(
            "SELECT id, exam, substr(started_at, 1, 10), status FROM session ORDER BY id DESC LIMIT ?", (_MOST,)
        ).fetchall()
        return [(str(row[0]), _meaning(" ".join(row[1:]))) for row in rows if str(row[0]).startswith(incomplete)]
    return []


def domains(incomplete: str) -> list[str]:
    """The domains of the default exam."""
    from codequiz import formats

    with suppress(CodequizError):
        sections = formats.load(formats.DEFAULT).sections
        names = dict.fromkeys(domain for section in sections for domain in section.domains)
        return [name for name in names if name.startswith(incomplete)]
    return []


def exams(incomplete: str) -> list[str]:
    """The exam formats that are shipped."""
    from codequiz import formats

    with suppress(CodequizError):
        return [name for name in formats.names() if name.startswith(incomplete)]
    return []
