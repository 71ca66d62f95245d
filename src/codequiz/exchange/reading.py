"""Which reader reads which file, and bytes as text."""

from collections.abc import Callable
from typing import Final

from codequiz.errors import Problem
from codequiz.exchange.aiken import read_aiken
from codequiz.exchange.draft import problem
from codequiz.exchange.gift import read_gift
from codequiz.exchange.table import read_csv
from codequiz.questions import MAX_FILE_BYTES, Parsed, parse

Reader = Callable[[str, str, str, int], Parsed]
"""(text, file to name in problems, name of the bank, year) → questions and problems."""


def _read_toml(text: str, file: str, _name: str, _year: int) -> Parsed:
    return parse(text, file)


READERS: Final[dict[str, Reader]] = {"toml": _read_toml, "csv": read_csv, "gift": read_gift, "aiken": read_aiken}


def read(data: bytes, file: str, name: str, year: int, kind: str = "") -> Parsed:
    """The questions of a file's bytes; `kind` is a key of READERS, told from name and content when empty."""
    text = decoded(data, file)
    if isinstance(text, Problem):
        return Parsed((), (text,))
    return READERS[kind or _kind(file, text)](text, file, name, year)


def decoded(data: bytes, file: str) -> str | Problem:
    """The text of UTF-8 bytes, or what is wrong with them."""
    if len(data) > MAX_FILE_BYTES:
        return problem(file, 0, f"{len(data):,} bytes; at most {MAX_FILE_BYTES:,} are read")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return problem(file, 1, "this is UTF-16; save it as UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return problem(file, line, f"not UTF-8 (byte {error.start}); save it as UTF-8")
    return problem(file, text.count("\n", 0, text.index("\0")) + 1, "a zero byte: no text") if "\0" in text else text


def _kind(file: str, text: str) -> str:
    ending = file.rpartition(".")[2].lower()
    if ending in READERS:
        return ending
    # `.txt` is what both GIFT and Aiken are usually called.
    return "aiken" if any(line.startswith("ANSWER:") for line in text.splitlines()) else "gift"
