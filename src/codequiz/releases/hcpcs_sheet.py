"""HCPCS Level II as a spreadsheet: disclaimers, a header row, then one row a code or modifier."""

from collections.abc import Iterable, Iterator
from typing import Final

from codequiz.errors import InvalidDataError
from codequiz.releases.hcpcs_records import hcpcs_entry, iso
from codequiz.releases.model import CodeEntry, Problems

_CODE: Final = ("HCPC", "HCPCS")
_LONG: Final = "LONG DESCRIPTION"
_TYPE: Final = "RECID"
"""Tells the code set from transaction reports and lists of unclassified codes, which lack it."""


def parse_sheet(rows: Iterable[tuple[int, list[str]]], name: str, problem: Problems) -> Iterator[tuple[CodeEntry, str]]:
    """(entry, latest of its added and effective dates) of each row below the header.

    Raises InvalidDataError when no row is the header.
    """
    columns: dict[str, int] = {}
    for number, row in rows:
        if not columns:
            heads = {cell.strip().upper(): position for position, cell in enumerate(row)}
            if _LONG in heads and _TYPE in heads and any(name in heads for name in _CODE):
                columns = heads
            continue
        if not any(cell.strip() for cell in row):
            continue

        def cell(*names: str, row: list[str] = row, columns: dict[str, int] = columns) -> str:
            return next((row[columns[name]] for name in names if name in columns and columns[name] < len(row)), "")

        code = cell(*_CODE).strip().upper()
        if cell(_TYPE).strip() in {"4", "8"}:
            problem(number, f"{code} continues over several rows")
            continue
        entry = hcpcs_entry(code, cell(_LONG), cell("SHORT DESCRIPTION"), iso(cell("TERM DT", "TERM DATE")))
        if len(code) not in {2, 5} or entry is None:
            problem(number, f"no code and description in this row: {' '.join(row)[:40]!r}")
            continue
        yield entry, max(iso(cell("ADD DT", "ADD DATE")), iso(cell("ACT EFF DT", "EFF DT")))
    if not columns:
        raise InvalidDataError(f"{name}: a spreadsheet without the columns of the HCPCS file", "import the text file")
