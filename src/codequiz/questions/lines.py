"""Where tables and fields stand in a TOML text: the parser of the standard library keeps no positions."""

import re
from typing import Final


class Lines:
    """The lines of a text's tables and fields."""

    _HEADER: Final = re.compile(r"\s*\[\[\s*((?:case\.)?question|case)\s*\]\]")
    _FIELD: Final = re.compile(r"\s*([A-Za-z_][\w-]*)\s*=")

    def __init__(self, text: str) -> None:
        self._tables: dict[str, list[int]] = {"question": [], "case": [], "case.question": []}
        self._lines = text.split("\n")
        in_string = ""
        for number, line in enumerate(self._lines, 1):
            if not in_string and (header := self._HEADER.match(line)):
                self._tables[header[1]].append(number)
            in_string = _string_state(line, in_string)

    def table(self, kind: str, index: int) -> int:
        """The line of the `index`-th (0-based) `[[kind]]`; 0 when the file spells it otherwise."""
        lines = self._tables[kind]
        return lines[index] if index < len(lines) else 0

    def field(self, table_line: int, name: str) -> int:
        """The line of a field of the table that starts at `table_line`; the table's own when it is not found."""
        if not table_line:
            return 0
        in_string = ""
        for number in range(table_line + 1, len(self._lines) + 1):
            line = self._lines[number - 1]
            if not in_string:
                if self._HEADER.match(line):
                    break
                if (found := self._FIELD.match(line)) and found[1] == name:
                    return number
            in_string = _string_state(line, in_string)
        return table_line


def _string_state(line: str, inside: str) -> str:
    """The multi-line string quotes that are open after `line`, given those open before it."""
    position = 0
    while True:
        if inside:
            end = line.find(inside, position)
            if end < 0:
                return inside
            position, inside = end + 3, ""
            continue
        starts = [(at, quote) for quote in ('"""', "'''") if (at := line.find(quote, position)) >= 0]
        if not starts:
            return ""
        at, inside = min(starts)
        position = at + 3
