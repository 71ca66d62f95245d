"""ICD-10-PCS by its tables: what each of a code's seven characters means, and which may come next.

| table in `codes.db` | one row |
|---|---|
| `pcs_table` | the first three characters, what they mean, and the operation's definition |
| `pcs_row` | the values of characters 4 to 7 that go together, as JSON: [[axis, [[value, meaning], …]], …] |
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Final

from codequiz.releases.model import PcsRow

SCHEMA: Final = """
create table pcs_table (code text primary key, heads text not null, definition text not null) without rowid;
create table pcs_row (id integer primary key, table_code text not null references pcs_table(code), axes text not null);
create index pcs_row_by_table on pcs_row (table_code);
"""
LENGTH: Final = 7
_HEADS: Final = 3

Values = tuple[tuple[str, str], ...]


def write(connection: Connection, rows: Iterable[PcsRow]) -> int:
    """Write the tables; returns how many codes they make."""
    codes = 0
    seen: set[str] = set()
    for row in rows:
        heads = row.axes[:_HEADS]
        code = "".join(values[0][0] for _, values in heads)
        if code not in seen:
            seen.add(code)
            connection.execute("insert into pcs_table values (?, ?, ?)", (code, json.dumps(heads), row.definition))
        connection.execute(
            "insert into pcs_row (table_code, axes) values (?, ?)", (code, json.dumps(row.axes[_HEADS:]))
        )
        codes += row.codes
    return codes


@dataclass(frozen=True, slots=True)
class Character:
    """One character of a code: the axis it stands on, its value and what that means."""

    position: int
    axis: str
    value: str
    meaning: str
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What may come after a beginning: the axis of the next character and its (value, meaning) pairs."""

    prefix: str
    position: int
    axis: str
    values: Values


class PcsTables:
    """Reads the tables from an index of codes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def is_installed(self) -> bool:
        """Whether the tables were imported."""
        return self._connection.execute("select 1 from pcs_table limit 1").fetchone() is not None

    def spell(self, prefix: str) -> tuple[Character, ...]:
        """The meaning of each character of a code or of a beginning of one; as many as the tables know."""
        spelled: list[Character] = []
        for position, value in enumerate(prefix[:LENGTH]):
            step = self.next(prefix[:position])
            meaning = dict(step.values).get(value) if step else None
            if step is None or meaning is None:
                break
            definition = self._definition(prefix[:_HEADS]) if position == _HEADS - 1 else ""
            spelled.append(Character(position + 1, step.axis, value, meaning, definition))
        return tuple(spelled)

    def next(self, prefix: str) -> Step | None:
        """What may come after `prefix`; None when it is complete, or begins no code."""
        position = len(prefix)
        if position >= LENGTH:
            return None
        values: dict[str, list[str]] = {}
        axis = ""
        if position < _HEADS:
            rows = self._connection.execute(
                "select heads from pcs_table where substr(code, 1, ?) = ?", (position, prefix)
            )
            for (text,) in rows:
                axis, found = json.loads(text)[position]
                _gather(values, found)
        else:
            for axes in self._rows(prefix):
                axis, found = axes[position - _HEADS]
                _gather(values, found)
        if not values:
            return None
        pairs = tuple((value, " / ".join(dict.fromkeys(meanings))) for value, meanings in sorted(values.items()))
        return Step(prefix, position + 1, axis, pairs)

    def count(self, prefix: str) -> int:
        """How many codes begin with `prefix`."""
        from math import prod

        if len(prefix) >= _HEADS:
            rest = len(prefix) - _HEADS
            return sum(prod(len(values) for _, values in axes[rest:]) for axes in self._rows(prefix))
        rows = self._connection.execute(
            "select axes from pcs_row where substr(table_code, 1, ?) = ?", (len(prefix), prefix)
        )
        return sum(prod(len(values) for _, values in json.loads(text)) for (text,) in rows)

    def _rows(self, prefix: str) -> list[list[tuple[str, list[tuple[str, str]]]]]:
        """The rows of a table that a beginning of at least three characters fits."""
        rows = self._connection.execute("select axes from pcs_row where table_code = ?", (prefix[:_HEADS],))
        parsed = (json.loads(text) for (text,) in rows)
        return [
            axes
            for axes in parsed
            if all(value in dict(found) for value, (_, found) in zip(prefix[_HEADS:], axes, strict=False))
        ]

    def _definition(self, code: str) -> str:
        row = self._connection.execute("select definition from pcs_table where code = ?", (code,)).fetchone()
        return row[0] if row else ""


def _gather(values: dict[str, list[str]], found: Iterable[tuple[str, str]]) -> None:
    for value, meaning in found:
        values.setdefault(value, []).append(meaning)
