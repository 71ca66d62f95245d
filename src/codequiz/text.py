"""Text that came from files or users, made safe to show."""

import re
from collections.abc import Collection
from typing import Final

# C0 and C1 controls (but for tab and newline), bidirectional overrides and isolates, zero-width marks,
# line and paragraph separators, byte-order mark, tag characters, lone surrogates.
_UNSAFE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_SPACES: Final = re.compile(r"\s+")


def printable(text: str) -> str:
    """`text` without anything a terminal would act on; tabs and newlines stay."""
    return _UNSAFE.sub("", text)


def well_formed(text: str) -> str:
    """`text` with U+FFFD for each byte that was no UTF-8: Python has such bytes of arguments as lone surrogates."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def one_line(text: str, limit: int = 0) -> str:
    """`text` printable and on one line; with `limit`, at most that many characters, the last an ellipsis."""
    line = _SPACES.sub(" ", printable(text)).strip()
    return line if not limit or len(line) <= limit else line[: limit - 1].rstrip() + "…"


def did_you_mean(typed: str, names: Collection[str], otherwise: str, *, within: str = "") -> str:
    """`did you mean exam or study?`, of the names near to what was typed, each after `within`; else `otherwise`."""
    from difflib import get_close_matches

    by_small = {name.lower(): name for name in names}
    near = [within + by_small[name] for name in get_close_matches(typed.lower(), by_small, n=2)]
    return f"did you mean {' or '.join(near)}?" if near else otherwise
