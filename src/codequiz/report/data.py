"""Data for programs: JSON and CSV."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any


def as_json(value: object) -> str:
    """JSON text for people and programs, ending in a line break."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def as_csv(rows: Iterable[dict[str, Any]], header: Sequence[str]) -> str:
    """CSV with a header line (RFC 4180); lists and objects as JSON in their cell."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, header, lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({key: _cell(value) for key, value in row.items()})
    return out.getvalue()


def csv_lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """CSV as `as_csv` writes it, line by line, with the first row's keys as the header; nothing without rows."""
    line = io.StringIO(newline="")
    writer = csv.writer(line, lineterminator="\r\n")
    for number, row in enumerate(rows):
        if not number:
            writer.writerow(row)
        writer.writerow([_cell(value) for value in row.values()])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _cell(value: object) -> object:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    # A spreadsheet would run a text that starts like a formula.
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value
