"""How many installed questions are on a code.

Read from the text of their files, as parsing every bank takes longer than showing a card: `codes` is a list of strings
in each question, at the beginning of a line, wherever this project writes or checks one.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from codequiz import paths
from codequiz.codebook import Code
from codequiz.codes import normalise

_LIST: Final = re.compile(r"^codes\s*=\s*\[(.*?)\]", re.MULTILINE | re.DOTALL)
_CODE: Final = re.compile(r"""["']([a-z0-9]+):([^"']+)["']""")


def touching(code: Code) -> int:
    """How many questions of the project and of the user's banks are on `code`; for a header, on it or below it."""
    count = 0
    for text in _texts():
        for listed in _LIST.finditer(text):
            named = {normalise(written) for system, written in _CODE.findall(listed[1]) if system == code.system}
            count += any(one == code.code or (not code.billable and one.startswith(code.code)) for one in named)
    return count


def _texts() -> Iterator[str]:
    for folder in (paths.shipped("questions"), paths.banks()):
        for path in sorted(folder.glob("*.toml")):
            yield _text(path)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        # A bank that cannot be read is told where it is practised.
        return ""
