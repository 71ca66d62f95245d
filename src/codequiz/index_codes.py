"""Releases, codes, notes and names in `codes.db`: the tables that people read. `index_build` has their columns."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from sqlite3 import Connection
from typing import Final

from codequiz.codes import System
from codequiz.releases.model import CodeEntry, Release

_AT_ONCE: Final = 5000

Row = tuple[object, ...]


@dataclass(slots=True)
class CodeWriter:
    """Numbers the entries and writes them. `today` (ISO) decides which terminated codes may still be billed.

    `ids` are the numbers by system and normalised code, `parents` the number above each. `good_until` is the ISO date
    of the last day on which the same codes count as terminated.
    """

    connection: Connection
    today: str
    good_until: str = "9999-12-31"
    ids: dict[tuple[System, str], int] = field(default_factory=dict)
    parents: dict[int, int] = field(default_factory=dict)
    _codes: list[Row] = field(default_factory=list)
    _notes: list[Row] = field(default_factory=list)
    _names: list[Row] = field(default_factory=list)

    def add_release(self, number: int, release: Release, found: Iterable[CodeEntry]) -> Iterator[tuple[int, CodeEntry]]:
        """Write a release with its entries; yields each entry with its number as it goes."""
        counted = billable = 0
        for entry in found:
            if len(self._codes) >= _AT_ONCE:
                self._insert()
            may_be_billed = self._is_billable(entry)
            if entry.level.is_code:
                counted += 1
                billable += may_be_billed
            code_id = self._add(number, entry, may_be_billed)
            yield code_id, entry
        self._insert()
        self.connection.execute(
            "insert into release values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (number, release.system, release.name, _iso(release.effective_from), _iso(release.effective_to),
             _origin(release), release.licence, release.is_sample, counted, billable),
        )  # fmt: skip

    def finish(self) -> None:
        """Make the indexes, once all codes are there: one by one they take longer."""
        self.connection.execute("create unique index code_by_code on code (system, code)")
        self.connection.execute("create index code_by_parent on code (parent_id)")

    def _add(self, number: int, entry: CodeEntry, may_be_billed: bool) -> int:
        system, ids = entry.system, self.ids
        code_id = len(ids) + 1
        ids[system, entry.code] = code_id
        parent = ids.get((system, entry.parent)) if entry.parent else None
        base = ids.get((system, entry.extends)) if entry.extends else None
        if parent is not None:
            self.parents[code_id] = parent
        # Plain values: SQLite's adapter looks up how to store any subclass of str and int, each time.
        self._codes.append(
            (code_id, number, system.value, entry.code, entry.title, int(may_be_billed), entry.level.value, parent,
             base, entry.common, entry.group, " ".join(entry.flags), entry.terminated)
        )  # fmt: skip
        if entry.notes:
            self._notes += [
                (code_id, position, note.kind.value, note.text) for position, note in enumerate(entry.notes)
            ]
        if entry.also:
            self._names += [(code_id, position, name) for position, name in enumerate(entry.also)]
        return code_id

    def _is_billable(self, entry: CodeEntry) -> bool:
        """Whether a code may be billed today; one that is terminated later may be until then."""
        if not entry.terminated:
            return entry.billable
        if entry.terminated >= self.today:
            self.good_until = min(self.good_until, entry.terminated)
            return entry.billable
        return False

    def _insert(self) -> None:
        """Write what was gathered, and forget it: a whole code set does not have to fit into memory."""
        self.connection.executemany(
            "insert into code (id, release_id, system, code, title, billable, level, parent_id, base_id, common,"
            " section, flags, terminated) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            self._codes,
        )
        self.connection.executemany("insert into note values (?, ?, ?, ?)", self._notes)
        self.connection.executemany("insert into name values (?, ?, ?)", self._names)
        self._codes.clear()
        self._notes.clear()
        self._names.clear()


def _origin(release: Release) -> str:
    tabular = next((other for other in release.companions if other.format == "tabular"), None)
    return f"{release.origin}; notes of {tabular.origin} ({tabular.name})" if tabular else release.origin


def _iso(day: object) -> str | None:
    return str(day) if day is not None else None
