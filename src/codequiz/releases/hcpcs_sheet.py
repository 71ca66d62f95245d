"""HCPCS Level II as a spreadsheet: disclaimers, a header row, one row a code or modifier, the longest over two."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from codequiz.errors import InvalidDataError
from codequiz.releases.hcpcs_records import hcpcs_entry, iso
from codequiz.releases.model import CodeEntry, Problems

# What the columns are called, by year, in capitals and with one blank for whatever is between the words.
_COLUMNS: Final = {
    "code": ("HCPC", "HCPCS", "HCPC CODE", "HCPCS CODE"),
    "sequence": ("SEQNUM", "SEQ NUM", "SEQUENCE NUMBER"),
    "type": ("RECID", "REC ID", "RECORD ID"),
    "long": ("LONG DESCRIPTION", "LONG DESC", "LONG DESCRIPTOR"),
    "short": ("SHORT DESCRIPTION", "SHORT DESC", "SHORT DESCRIPTOR"),
    "added": ("ADD DT", "ADD DATE", "ADDED DATE"),
    "effective": ("ACT EFF DT", "EFF DT", "ACT EFF DATE", "EFF DATE"),
    "terminated": ("TERM DT", "TERM DATE", "TERMINATION DATE"),
}
_BETWEEN: Final = re.compile(r"[^A-Z0-9]+")
_NOTE_ABOVE: Final = 200
"""In so many rows of a sheet the header must have come: disclaimers stand above it."""

_SHAPE: Final = re.compile(r"[A-Z]\d{4}|[0-9A-Z]{2}")
_CONTINUATION: Final = frozenset("48")


@dataclass(slots=True)
class _Row:
    """A code's row with the rows that continue it."""

    number: int
    code: str
    long: list[str]
    short: str
    terminated: str
    latest: str


def parse_sheet(
    rows: Iterable[tuple[int, int, list[str]]], name: str, problem: Problems
) -> Iterator[tuple[CodeEntry, str]]:
    """(entry, latest of its added and effective dates) of each code below the header, on whichever sheet that is.

    `rows` are (sheet, row number, cells). Raises InvalidDataError when no row is the header.
    """
    source = iter(rows)
    wanted, columns = _header(source, name)
    current: _Row | None = None
    for sheet, number, cells in source:
        if sheet != wanted:
            break
        row = _row(number, cells, columns)
        kind = _cell(cells, columns, "type").strip()
        if not kind and not _SHAPE.fullmatch(row.code):
            # An empty row, or a note below the codes.
            continue
        if not _continues(row, current, kind, columns):
            if current is not None:
                yield from _entry(current, problem)
            current = row
        elif current is None or current.code != row.code:
            problem(number, f"{row.code} continues a row that is not there")
        else:
            current.long += row.long
    if current is not None:
        yield from _entry(current, problem)


def _header(rows: Iterator[tuple[int, int, list[str]]], name: str) -> tuple[int, dict[str, int]]:
    """(the sheet, what its columns are) of the code set; `rows` is then at the first row below them.

    Lists of changes and of unclassified codes have no record types and sequence numbers.
    """
    for sheet, number, cells in rows:
        if number > _NOTE_ABOVE:
            continue
        heads = {_BETWEEN.sub(" ", cell.upper()).strip(): position for position, cell in enumerate(cells)}
        columns = {
            what: next(heads[name] for name in names if name in heads)
            for what, names in _COLUMNS.items()
            if any(name in heads for name in names)
        }
        if {"code", "long"} <= columns.keys() and columns.keys() & {"type", "sequence"}:
            return sheet, columns
    raise InvalidDataError(
        f"{name}: a spreadsheet without the columns of the HCPCS code set (HCPC, RECID, LONG DESCRIPTION)",
        "the code set is the file with ANWEB in its name, as txt or xlsx",
    )


def _continues(row: _Row, current: _Row | None, kind: str, columns: dict[str, int]) -> bool:
    if "type" in columns:
        return kind in _CONTINUATION
    return current is not None and current.code == row.code


def _row(number: int, cells: list[str], columns: dict[str, int]) -> _Row:
    return _Row(
        number,
        _cell(cells, columns, "code").strip().upper(),
        [_cell(cells, columns, "long")],
        _cell(cells, columns, "short").strip(),
        iso(_cell(cells, columns, "terminated")),
        max(iso(_cell(cells, columns, "added")), iso(_cell(cells, columns, "effective"))),
    )


def _cell(cells: list[str], columns: dict[str, int], what: str) -> str:
    return cells[columns[what]] if what in columns and columns[what] < len(cells) else ""


def _entry(row: _Row, problem: Problems) -> Iterator[tuple[CodeEntry, str]]:
    entry = hcpcs_entry(row.code, " ".join(row.long), row.short, row.terminated)
    if not _SHAPE.fullmatch(row.code) or entry is None:
        problem(row.number, f"no code and description in this row: {row.code!r} {row.short[:40]!r}")
    else:
        yield entry, row.latest
