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
    from codequiz.codebook import CodeBook
    from codequiz.codes import normalise

    start = normalise(incomplete)
    path = paths.codes_db()
    if not start or not path.exists():
        return []
    with suppress(sqlite3.Error, CodequizError), closing(index.connect(path)) as connection:
        begun = CodeBook(connection).beginning(start, _MOST)
        return [(_as_typed(incomplete, code.printed), _meaning(code.title)) for code in begun]
    return []


def _as_typed(incomplete: str, printed: str) -> str:
    """The code continued from how it was begun: shells drop offers that do not begin with what is typed."""
    without = printed.replace(".", "")
    whole = printed if printed.upper().startswith(incomplete.upper()) else without
    return incomplete + whole[len(incomplete) :]


def sessions(incomplete: str) -> list[Offer]:
    """The sessions of the history, the newest first."""
    from codequiz.history.checking import newest

    named = newest(paths.history_db(), _MOST)
    return [(str(id_), _meaning(about)) for id_, about in named if str(id_).startswith(incomplete)]


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
