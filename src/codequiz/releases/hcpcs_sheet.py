"""HCPCS Level II as a spreadsheet: disclaimers, a header row, one row a code or modifier, the longest over two."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from codequiz.errors import InvalidDataError
from codequiz.releases.hcpcs_records import hcpcs_entry, iso
from codequiz.releases.model import CodeEntry, Problems

_CODE: Final = ("HCPC", "HCPCS")
_LONG: Final = "LONG DESCRIPTION"
_TYPE: Final = "RECID"
"""Tells the code set from transaction reports and lists of unclassified codes, which lack it."""

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


def parse_sheet(rows: Iterable[tuple[int, list[str]]], name: str, problem: Problems) -> Iterator[tuple[CodeEntry, str]]:
    """(entry, latest of its added and effective dates) of each code below the header.

    Raises InvalidDataError when no row is the header.
    """
    source = iter(rows)
    columns = _header(source, name)
    current: _Row | None = None
    for number, cells in source:
        if not any(cell.strip() for cell in cells):
            continue
        row = _row(number, cells, columns)
        if _cell(cells, columns, _TYPE).strip() not in _CONTINUATION:
            if current is not None:
                yield from _entry(current, problem)
            current = row
        elif current is None or current.code != row.code:
            problem(number, f"{row.code} continues a row that is not there")
        else:
            current.long += row.long
    if current is not None:
        yield from _entry(current, problem)


def _header(rows: Iterator[tuple[int, list[str]]], name: str) -> dict[str, int]:
    """The columns by their names; `rows` is then at the first row below them."""
    for _, row in rows:
        heads = {cell.strip().upper(): position for position, cell in enumerate(row)}
        if _LONG in heads and _TYPE in heads and any(code in heads for code in _CODE):
            return heads
    raise InvalidDataError(f"{name}: a spreadsheet without the columns of the HCPCS file", "import the text file")


def _row(number: int, cells: list[str], columns: dict[str, int]) -> _Row:
    dates = (iso(_cell(cells, columns, *names)) for names in (("ADD DT", "ADD DATE"), ("ACT EFF DT", "EFF DT")))
    return _Row(
        number,
        _cell(cells, columns, *_CODE).strip().upper(),
        [_cell(cells, columns, _LONG)],
        _cell(cells, columns, "SHORT DESCRIPTION"),
        iso(_cell(cells, columns, "TERM DT", "TERM DATE")),
        max(dates),
    )


def _cell(cells: list[str], columns: dict[str, int], *names: str) -> str:
    return next((cells[columns[name]] for name in names if name in columns and columns[name] < len(cells)), "")


def _entry(row: _Row, problem: Problems) -> Iterator[tuple[CodeEntry, str]]:
    entry = hcpcs_entry(row.code, " ".join(row.long), row.short, row.terminated)
    if len(row.code) not in {2, 5} or entry is None:
        problem(row.number, f"no code and description in this row: {row.code!r} {row.short[:40]!r}")
    else:
        yield entry, row.latest
