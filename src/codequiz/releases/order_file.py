"""Order and codes files of ICD-10-CM and ICD-10-PCS.

Order file, columns from 1: 1-5 sequence, 7-13 code without a dot, 15 whether it is valid for billing,
17-76 short title, 78- long title (layout: "ICD-10 order files" of CMS and NCHS). Codes file: 1-7 code, 9- title.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from codequiz.codes import System
from codequiz.releases.model import CodeEntry, Level, Problems

_CODE: Final = {
    System.ICD10CM: re.compile(r"[A-Z][0-9A][0-9A-Z]{1,5}"),
    System.ICD10PCS: re.compile(r"[0-9B-DF-HX][0-9A-HJ-NP-Z]{2}(?:[0-9A-HJ-NP-Z]{4})?"),
}
_END_OF_FILE: Final = "\x1a"


def parse_order(lines: Iterable[tuple[int, str]], system: System, problem: Problems) -> Iterator[CodeEntry]:
    """The entries of an order file; each one's parent is the longest code above it that it begins with."""
    seen: dict[str, str] = {}
    shape = _CODE[system]
    for number, line in lines:
        if not line.strip() or line == _END_OF_FILE:
            continue
        if not seen and not line[:1].isdigit():
            # A heading above the first line.
            continue
        code = line[6:13].rstrip()
        flag = line[14:15]
        short, title = line[16:76].strip(), line[77:].strip()
        if not (line[:5].isdigit() and line[5:6] == " " and flag in {"0", "1"} and shape.fullmatch(code) and title):
            problem(number, f"not an order-file line: {line[:40]!r}")
        elif len(title) < len(short):
            problem(number, f"{code}: the long title is cut off: {title[-40:]!r}")
        elif code in seen:
            problem(number, f"{code} a second time")
        else:
            yield _entry(system, code, title, flag == "1", seen)
            seen[code] = title


def parse_codes(lines: Iterable[tuple[int, str]], system: System, problem: Problems) -> Iterator[CodeEntry]:
    """The entries of a codes file: billable codes and their long titles, no headers."""
    seen: dict[str, str] = {}
    shape = _CODE[system]
    for number, line in lines:
        if not line.strip() or line == _END_OF_FILE:
            continue
        code, title = line[:7].rstrip(), line[8:].strip()
        if not (shape.fullmatch(code) and line[7:8] == " " and title):
            problem(number, f"not a codes-file line: {line[:40]!r}")
        elif code in seen:
            problem(number, f"{code} a second time")
        else:
            seen[code] = title
            yield _entry(system, code, title, True, seen)


def _entry(system: System, code: str, title: str, billable: bool, seen: dict[str, str]) -> CodeEntry:
    parent = code[:-1]
    while parent not in seen and parent:
        parent = parent[:-1] if len(parent) > 3 else ""
    longer = Level.CODE if billable else Level.SUBCATEGORY
    # A 7th character that was added to a shorter code: the code is found through what it extends.
    is_extension = system is System.ICD10CM and len(code) == 7 and parent and title.startswith(seen[parent])
    extends = parent if is_extension else ""
    return CodeEntry(
        system,
        code,
        title,
        billable=billable,
        level=Level.CATEGORY if len(code) == 3 else longer,
        parent=parent,
        extends=extends,
    )
