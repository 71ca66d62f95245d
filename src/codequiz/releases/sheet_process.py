"""Reads one workbook from standard input in a process of its own: the rows of its sheets as JSON Lines.

Run by `releases.sheets`, by its path; imports nothing of the project, and fails rather than take more memory than
`_MEMORY_BYTES`.
"""

import io
import json
import resource
import sys
from typing import IO, Final

_MEMORY_BYTES: Final = 1 << 30
_MOST_COLUMNS: Final = 512
_MOST_SHEETS: Final = 12
_MOST_CHARACTERS: Final = 128 << 20


def main(source: IO[bytes], out: IO[str]) -> None:
    """Copy the rows of the first sheets, as [sheet, row number, [cell, …]], from `source` to `out`."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from python_calamine import CalamineWorkbook, SheetTypeEnum

    book = CalamineWorkbook.from_filelike(io.BytesIO(source.read()))
    names = [sheet.name for sheet in book.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
    left = _MOST_CHARACTERS
    for position, name in enumerate(names[:_MOST_SHEETS]):
        sheet = book.get_sheet_by_name(name)
        if sheet.width > _MOST_COLUMNS:
            sys.exit(1)
        for number, row in enumerate(sheet.iter_rows(), sheet.start[0] + 1 if sheet.start else 1):
            line = json.dumps([position, number, [_cell(value) for value in row]]) + "\n"
            left -= len(line)
            if left < 0:
                sys.exit(1)
            out.write(line)


def _cell(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout)
