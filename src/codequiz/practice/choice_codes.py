"""The codes that a choice of a question names."""

import re
from typing import Final

from codequiz.codebook import Code, CodeBook
from codequiz.codes import System, normalise, shapes

_MODIFIER: Final = r"(?<=[0-9A-Z])-(?P<modifier>[0-9A-Z]{2})(?![\w.])"
_WHOLE: Final = r"(?<![\w.-])(?P<whole>(?=[A-Z.]*\d)[0-9A-Z][0-9A-Z.]{1,6}[0-9A-Z])(?!\w)"
_WRITTEN: Final = re.compile(f"{_MODIFIER}|{_WHOLE}")
_MAX_CODES: Final = 8


def choice_codes(text: str, book: CodeBook) -> list[Code]:
    """The installed codes in a choice such as `45385-PT; Z12.11`, each once, in its order.

    Two characters are a modifier only after a code and a hyphen; what looks like a code and is not installed is
    left out, so that numbers in a sentence do no harm.
    """
    installed = [release.system for release in book.releases()]
    found: dict[int, Code] = {}
    for match in _WRITTEN.finditer(text):
        modifier = match["modifier"]
        written = modifier or match["whole"]
        looks = [
            system
            for system in shapes(written)
            if system in installed and (system is System.MODIFIER) == (modifier is not None)
        ]
        for code in book.exact(normalise(written), looks)[:1]:
            found.setdefault(code.id, code)
    return list(found.values())[:_MAX_CODES]
