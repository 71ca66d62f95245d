"""What a wording says to be absent: `without coma`, `not intractable`, `no loss of consciousness`.

A denial holds to the end of its clause (the next comma, bracket or affirmation), for a few words at most; `with or
without` denies nothing.
"""

import re
from collections.abc import Sequence
from typing import Final

from codequiz.search.words import BREAK, STOP, clauses, is_weak, stem

DENIALS: Final = frozenset(("without", "not", "no"))
_DENIES: Final = re.compile(rf"\b(?:{'|'.join(sorted(DENIALS))})\b", re.IGNORECASE)
_AFFIRMATIONS: Final = frozenset(("with", "but", "due", "from", "by"))
_REACH: Final = 5


def denied(words: Sequence[str]) -> list[bool]:
    """For each of `words` (with `BREAK` where a clause ends) whether it is said to be absent."""
    found = []
    left = 0
    before: list[str] = []
    for word in words:
        if word in DENIALS:
            left = 0 if before[-2:] == ["with", "or"] else _REACH
            found.append(False)
        else:
            if word == BREAK or word in _AFFIRMATIONS:
                left = 0
            found.append(left > 0)
            left -= word not in STOP
        before.append(word)
    return found


def absent(text: str) -> frozenset[str]:
    """The stems of `text` that it says to be absent and nowhere to be present."""
    if not _DENIES.search(text):
        return frozenset()
    words = clauses(text)
    flags = denied(words)
    telling = [(stem(word), flag) for word, flag in zip(words, flags, strict=True) if word not in STOP]
    present = {word for word, flag in telling if not flag}
    return frozenset(word for word, flag in telling if flag and word not in present and not is_weak(word))


def said(text: str) -> str:
    """The words of `text` that say something: not what is said to be absent, and not "unspecified"."""
    words = clauses(text)
    kept = [
        word
        for word, flag in zip(words, denied(words), strict=True)
        if not flag and word not in DENIALS and word not in (BREAK, "unspecified")
    ]
    return " ".join(kept) or text
