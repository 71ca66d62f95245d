"""Which of the book's own wordings can stand in a stem, and which choices they would make right too."""

import re
from collections.abc import Iterable
from typing import Final

from codequiz.codebook import Code
from codequiz.generate.model import Book
from codequiz.releases.model import NoteKind
from codequiz.search.words import stems

# A wording that says what it does not know fits too many codes to be asked for.
_VAGUE: Final = re.compile(
    r"\b(?:unspecified|NOS|NEC|other|others|elsewhere|classifi\w+|any|such as|conditions? (?:in|listed)|multiple sites"
    r"|following|certain|without mention|not otherwise|except|and/or)\b|[:;]|\bas in\b|\.-",
    re.IGNORECASE,
)
_CODE_AT_END: Final = re.compile(r"\s*\([A-Z]\d[^()]*\)$")
_LONGEST: Final = 140
_SHORTEST: Final = 8


def is_telling(text: str) -> bool:
    """Whether a wording names one thing: not vague, not a fragment, not endless."""
    return (
        _SHORTEST <= len(text) <= _LONGEST
        and not _VAGUE.search(text)
        and len(set(stems(text))) >= 2
        and text[:1].isalnum()
        and text.count("(") == text.count(")")
    )


def inclusion_terms(book: Book, code: Code) -> list[str]:
    """The inclusion terms printed at a code, without codes in brackets."""
    return [_CODE_AT_END.sub("", text) for kind, text in book.notes(code.id) if kind is NoteKind.INCLUSION_TERM]


def base_of(book: Book, code: Code) -> Code:
    """The code to which a 7th character was added; the code itself when none was."""
    return book.entry(code.base_id) if code.base_id else code


def is_covered(code: Code, covering: frozenset[int]) -> bool:
    """Whether a wording of the code (or of what it extends) holds all the words in question."""
    return code.id in covering or (code.base_id is not None and code.base_id in covering)


def near(book: Book, code: Code) -> Iterable[list[Code]]:
    """The reportable codes around one, in rings: its siblings, then those further up, to the block."""
    seen = {code.id, code.base_id}
    for above in reversed(book.path(base_of(book, code))):
        if above.code.startswith("CH"):
            return
        ring = [found for found in _below(book, above, 300) if found.id not in seen and found.billable]
        seen.update(found.id for found in ring)
        if ring:
            yield ring


def _below(book: Book, top: Code, most: int) -> list[Code]:
    """Entries below one, breadth first, at most `most`; what a 7th character makes of a code not included."""
    found: list[Code] = []
    level = [top]
    while level and len(found) < most:
        level = [child for entry in level for child in book.children(entry.id) if child.base_id is None]
        found += level
    return found[:most]
