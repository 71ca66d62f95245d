"""Spreadsheets (xlsx, xls), read in a process of its own.

The reader is native code that allocates a whole grid, so that a small file can ask for all memory or crash it.
Over there (`sheet_process`) it has its memory limited, and can only fail.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final

from codequiz.errors import InvalidDataError
from codequiz.releases.source import open_content

MOST_BYTES: Final = 64 << 20
_SECONDS: Final = 120


def sheet_rows(path: Path, name: str) -> Iterator[tuple[int, int, list[str]]]:
    """(sheet, row number, cells as text) of a workbook, one sheet after the other.

    Raises InvalidDataError when it cannot be read, or only with more memory than any official file needs.
    """
    with open_content(path) as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise InvalidDataError(f"{name}: a spreadsheet of more than {MOST_BYTES >> 20} MB, which no code set is")
    with TemporaryFile() as rows:
        try:
            done = subprocess.run(
                [sys.executable, "-P", str(Path(__file__).with_name("sheet_process.py"))],
                input=content,
                stdout=rows,
                stderr=subprocess.DEVNULL,
                timeout=_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise InvalidDataError(f"{name}: could not be read as a spreadsheet within {_SECONDS} s") from error
        if done.returncode:
            raise InvalidDataError(
                f"{name}: cannot be read as a spreadsheet: damaged, or larger than any code set",
                "import the text file of the same zip instead",
            )
        del content
        rows.seek(0)
        for line in rows:
            sheet, number, cells = json.loads(line)
            yield sheet, number, cells
