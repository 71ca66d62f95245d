"""The HCPCS Level II contractor file: 320-character records, several to a code.

Columns from 1: 1-5 code (a modifier is three blanks and two characters), 6-10 sequence, 11 record type (3 code,
4 its continuation, 7 modifier, 8 its continuation), 12-91 long text, 92-119 short text, 230 coverage, 257-259 BETOS,
269-276 added, 277-284 effective, 285-292 terminated (layout: the record layout CMS puts into the same zip).
Disclaimers and headers above the first record differ from year to year; whatever is no record is passed over.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from codequiz.codes import System
from codequiz.releases.model import CodeEntry, Problems

_RECORD: Final = re.compile(r"([A-Z]\d{4}|   [0-9A-Z]{2})(\d{5})([3478])")
_LIKE_RECORD: Final = re.compile(r"(?:[A-Z]\d{4}|   [0-9A-Z]{2})\d{3}")
_CONTINUATION: Final = frozenset("48")
_DATE: Final = re.compile(r"(\d{4})(-?)(\d{2})\2(\d{2})(?: 00:00:00)?")

CATEGORIES: Final = {
    "A": "Transport, medical and surgical supplies",
    "B": "Enteral and parenteral therapy",
    "C": "Outpatient hospital (pass-through)",
    "D": "Dental procedures",
    "E": "Durable medical equipment",
    "G": "Temporary procedures and professional services",
    "H": "Behavioral health and substance use services",
    "J": "Drugs administered other than by mouth",
    "K": "Temporary codes for equipment",
    "L": "Orthotic and prosthetic procedures and devices",
    "M": "Quality measures and other medical services",
    "P": "Pathology and laboratory",
    "Q": "Temporary codes",
    "R": "Diagnostic radiology",
    "S": "Temporary national codes, not for Medicare",
    "T": "Codes for state Medicaid agencies",
    "U": "Laboratory tests for the coronavirus",
    "V": "Vision, hearing and speech services",
}


def parse_records(lines: Iterable[tuple[int, str]], problem: Problems) -> Iterator[CodeEntry]:
    """The codes and modifiers, terminated ones with their date."""
    current: list[str] = []
    first = 0
    for number, line in lines:
        match = _RECORD.match(line)
        if match is None:
            if _LIKE_RECORD.match(line):
                problem(number, f"a record cut off: {line[:40]!r}")
            continue
        if match[3] in _CONTINUATION:
            if not current or current[0][:5] != match[1]:
                problem(number, f"{match[1].strip()} continues a record that is not there")
            else:
                current.append(line)
            continue
        if current:
            yield from _entry(current, first, problem)
        current, first = [line], number
    if current:
        yield from _entry(current, first, problem)


def _entry(records: list[str], number: int, problem: Problems) -> Iterator[CodeEntry]:
    head = records[0]
    # Raw slices: a word may be cut at column 91 and go on in the next record.
    long = " ".join("".join(f"{record[11:91]:<80}" for record in records).split())
    entry = hcpcs_entry(head[:5], long, head[91:119], iso(head[284:292]))
    if entry is None:
        problem(number, f"{head[:5].strip()} has no description")
    else:
        yield entry


def hcpcs_entry(code: str, long: str, short: str, terminated: str) -> CodeEntry | None:
    """The entry of a code or (blanks before two characters) a modifier; None when it has no description."""
    code, long, short = code.strip(), " ".join(long.split()), " ".join(short.split())
    if not (long or short):
        return None
    is_modifier = len(code) == 2
    return CodeEntry(
        System.MODIFIER if is_modifier else System.HCPCS,
        code,
        long or short,
        billable=not is_modifier,
        also=(short,) if short and short.lower() != long.lower() else (),
        group="HCPCS" if is_modifier else CATEGORIES.get(code[0], ""),
        terminated=terminated,
    )


def iso(text: str) -> str:
    """`20241231`, or a date as a spreadsheet has it, as an ISO date; empty when it is none."""
    match = _DATE.fullmatch(text.strip())
    if match is None or not ("01" <= match[3] <= "12" and "01" <= match[4] <= "31"):
        return ""
    return f"{match[1]}-{match[3]}-{match[4]}"


def latest_date(line: str) -> str:
    """The latest of a record's added and effective dates, ISO or empty: when the file is of, seen over all."""
    return max(iso(line[268:276]), iso(line[276:284])) if _RECORD.match(line) else ""
