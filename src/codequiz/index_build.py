"""`codes.db`: built from releases, derived, deleted and rebuilt at will.

| table | one row |
|---|---|
| `release` | a code set's edition: where it comes from, when it is in force, what it holds |
| `code` | a chapter, block, category, subcategory or code; ids follow the order of the book |
| `note` | one line of a note at an entry |
| `name` | another name of a code, for people |
| `meta` | format number, fingerprint of the sources, build time |

The search's own tables are described in `search.inverted`. The file is built beside its place and swapped in,
so that a reader finds the old index or the new one, never half of one.
"""

import os
import sqlite3
import time
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING, Final

from codequiz.codes import System
from codequiz.errors import CodequizError
from codequiz.index import FORMAT, fingerprint, seen
from codequiz.releases.model import CodeEntry, Release
from codequiz.search.inverted import InvertedIndex

if TYPE_CHECKING:
    from codequiz.releases.shipped import Synonym
    from codequiz.search.answer import TermKind

_TEMPORARY: Final = ".codes-"
_AT_ONCE: Final = 5000

_SCHEMA: Final = """
create table meta (key text primary key, value text not null);
create table release (id integer primary key, system text not null, name text not null, effective_from text,
    effective_to text, origin text not null, licence text not null, is_sample integer not null,
    entries integer not null, billable integer not null);
create table code (id integer primary key, release_id integer not null references release(id), system text not null,
    code text not null, title text not null, billable integer not null, level text not null,
    parent_id integer references code(id), base_id integer references code(id), common integer not null,
    section text not null, flags text not null, terminated text not null, context blob, title_stems blob,
    title_absent blob not null default x'');
create unique index code_by_code on code (system, code);
create index code_by_parent on code (parent_id);
create table note (code_id integer not null references code(id), position integer not null, kind text not null,
    text text not null, primary key (code_id, position)) without rowid;
create table name (code_id integer not null references code(id), position integer not null, text text not null,
    primary key (code_id, position)) without rowid;
"""

Progress = Callable[[str, int, int], None]
"""Called with (what is being done, done so far, of how many)."""


def build(path: Path, releases: Sequence[Release], progress: Progress = lambda *_: None) -> None:
    """Make the index at `path` from `releases` and the project's own names and synonyms.

    Raises CodequizError when the file cannot be written, InvalidDataError when a source is damaged; an index that
    was at `path` before is then still there.
    """
    with built(path, releases, progress) as settle:
        settle()


@contextmanager
def built(
    path: Path, releases: Sequence[Release], progress: Progress = lambda *_: None
) -> Iterator[Callable[[], None]]:
    """An index of `releases`, finished beside `path`; what this yields puts it there, else it is thrown away.

    Raises as `build` does.
    """
    import fcntl
    import tempfile

    try:
        clear_remains(path)
        handle, name = tempfile.mkstemp(prefix=_TEMPORARY, suffix=".db", dir=path.parent)
    except OSError as error:
        raise _unwritable(path, error) from error
    temporary = Path(name)
    try:
        # Held as long as it is being written, so that nobody takes it for the remains of a killed build.
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with closing(sqlite3.connect(temporary, isolation_level=None)) as connection, _no_collection():
            _fill(connection, releases, progress)
        yield lambda: _settle(temporary, path)
    except (OSError, sqlite3.OperationalError) as error:
        raise _unwritable(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)
        os.close(handle)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Millions of objects are made that live until the end: seeking cycles among them is a sixth of the time."""
    import gc

    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def clear_remains(path: Path) -> None:
    """Delete what builds of `path` that were killed have left."""
    import fcntl

    for remains in path.parent.glob(f"{_TEMPORARY}*.db*"):
        with remains.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                continue
            remains.unlink(missing_ok=True)


def _settle(temporary: Path, path: Path) -> None:
    """Put a finished file in its place so that a power cut leaves the old one or the new one."""
    with temporary.open("rb") as file:
        os.fsync(file.fileno())
    temporary.replace(path)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _unwritable(path: Path, error: Exception) -> CodequizError:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return CodequizError(
        f"cannot write the index {path}: {reason}", "free some space, or set CODEQUIZ_HOME to a writable directory"
    )


def _fill(connection: sqlite3.Connection, releases: Sequence[Release], progress: Progress) -> None:
    from codequiz import book_index, pcs
    from codequiz.releases.in_force import today
    from codequiz.releases.model import Part
    from codequiz.releases.reading import entries, index_terms, pcs_rows
    from codequiz.search.inverted import SCHEMA

    connection.executescript("pragma journal_mode = off; pragma synchronous = off; pragma page_size = 8192;")
    connection.executescript(_SCHEMA + SCHEMA + book_index.SCHEMA + pcs.SCHEMA)
    connection.execute("begin")
    started = time.perf_counter()
    builder = _Builder(connection, today().isoformat())
    writer = book_index.IndexWriter(connection, builder.ids)
    steps = len(releases) + 4
    for number, release in enumerate(releases, 1):
        progress(f"reading {release.system.label} {release.part.label}".rstrip(), number - 1, steps)
        if release.part is Part.CODES:
            builder.add_release(number, release, entries(release))
        elif release.part is Part.TABLES:
            pcs.write(connection, pcs_rows(release))
        else:
            writer.add(release, index_terms(release))
    progress("following the Alphabetic Index", steps - 4, steps)
    writer.write(builder.add_index_row)
    progress("adding names and synonyms", steps - 3, steps)
    builder.add_vocabulary(releases)
    progress("making the search", steps - 2, steps)
    builder.write()
    progress("writing", steps - 1, steps)
    meta = {
        "format": str(FORMAT),
        "fingerprint": fingerprint(releases),
        "seen": seen(releases),
        # Until when the same codes count as terminated.
        "good_until": builder.good_until,
        "build_seconds": f"{time.perf_counter() - started:.2f}",
    }
    connection.executemany("insert into meta values (?, ?)", meta.items())
    # Ids of a system follow each other, so that a search can keep to it.
    connection.execute(
        "create table place as select system, min(id) as first, max(id) as last from code group by system"
    )
    connection.execute("commit")
    connection.execute("analyze")
    progress("done", steps, steps)


# What tells codes apart that are otherwise the same: the side and the trimester.
_DETAILS: Final = frozenset(("unspecified", "left", "right", "bilateral", "first", "second", "third"))
_UNTOLD: Final = Counter(("unspecified",))


@dataclass(slots=True)
class _Builder:
    """Numbers the entries, and gathers what the search needs to know of each."""

    connection: sqlite3.Connection
    today: str
    good_until: str = "9999-12-31"
    ids: dict[tuple[System, str], int] = field(default_factory=dict)
    _seen: set[int] = field(default_factory=set)
    _parents: dict[int, int] = field(default_factory=dict)
    _words: "dict[int, array[int]]" = field(default_factory=dict)
    _titles: dict[int, tuple[int, ...]] = field(default_factory=dict)
    _sides: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    _absent: dict[int, bytes] = field(default_factory=dict)
    _inverted: InvertedIndex = field(default_factory=InvertedIndex)

    def add_release(self, number: int, release: Release, found: Iterable[CodeEntry]) -> None:
        rows: list[tuple[object, ...]] = []
        notes: list[tuple[object, ...]] = []
        names: list[tuple[object, ...]] = []
        counted = billable = 0
        for entry in found:
            if len(rows) >= _AT_ONCE:
                self._insert(rows, notes, names)
            may_be_billed = self._is_billable(entry)
            if entry.level.is_code:
                counted += 1
                billable += may_be_billed
            key = (entry.system, entry.code)
            code_id = self.ids[key] = len(self.ids) + 1
            parent = self.ids.get((entry.system, entry.parent)) if entry.parent else None
            base = self.ids.get((entry.system, entry.extends)) if entry.extends else None
            if parent is not None:
                self._parents[code_id] = parent
            rows.append(
                (code_id, number, entry.system, entry.code, entry.title, may_be_billed, entry.level, parent, base,
                 entry.common, entry.group, " ".join(entry.flags), entry.terminated)
            )  # fmt: skip
            notes += [(code_id, position, note.kind, note.text) for position, note in enumerate(entry.notes)]
            names += [(code_id, position, name) for position, name in enumerate(entry.also)]
            self._index(code_id, entry)
        self._insert(rows, notes, names)
        self.connection.execute(
            "insert into release values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (number, release.system, release.name, _iso(release.effective_from), _iso(release.effective_to),
             _origin(release), release.licence, release.is_sample, counted, billable),
        )  # fmt: skip

    def _is_billable(self, entry: CodeEntry) -> bool:
        """Whether a code may be billed today; one that is terminated later may be until then."""
        if not entry.terminated:
            return entry.billable
        if entry.terminated >= self.today:
            self.good_until = min(self.good_until, entry.terminated)
            return entry.billable
        return False

    def _insert(
        self, rows: list[tuple[object, ...]], notes: list[tuple[object, ...]], names: list[tuple[object, ...]]
    ) -> None:
        """Write what was gathered, and forget it: a whole code set does not have to fit into memory."""
        self.connection.executemany(
            "insert into code (id, release_id, system, code, title, billable, level, parent_id, base_id, common,"
            " section, flags, terminated) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
        self.connection.executemany("insert into note values (?, ?, ?, ?)", notes)
        self.connection.executemany("insert into name values (?, ?, ?)", names)
        rows.clear()
        notes.clear()
        names.clear()

    def _index(self, code_id: int, entry: CodeEntry) -> None:
        from codequiz.releases.model import Level, NoteKind
        from codequiz.search.answer import TermKind
        from codequiz.search.words import stems

        words = self._words.setdefault(code_id, array("I"))
        if entry.extends:
            # Found through the code it extends, whose context gets the meaning of the 7th character.
            base = self.ids[entry.system, entry.extends]
            meaning = entry.title.rsplit(", ", 1)[-1]
            self._words[base].extend(self._inverted.stem_id(stem) for stem in stems(meaning))
            return
        if entry.level in {Level.CHAPTER, Level.BLOCK}:
            words.extend(self._inverted.stem_id(stem) for stem in stems(entry.title))
            return
        title = self._inverted.add(code_id, TermKind.TITLE, entry.title)
        self._titles[code_id] = title
        if missing := self._inverted.absent(entry.title):
            # "… without intracondylar extension of lower end of femur": what the category has is not absent.
            above = self._parents.get(code_id, 0)
            present = set(self._titles.get(above, ())) - set(array("I", self._absent.get(above, b"")))
            self._absent[code_id] = array("I", [number for number in missing if number not in present]).tobytes()
        words.extend(title)
        for name in entry.also:
            words.extend(self._inverted.add(code_id, TermKind.NAME, name))
        for note in entry.notes:
            if note.kind is NoteKind.INCLUSION_TERM:
                words.extend(self._inverted.add(code_id, TermKind.INCLUSION_TERM, _without_code(note.text)))
            elif note.kind is NoteKind.INCLUDES:
                words.extend(self._inverted.add(code_id, TermKind.INCLUDES, _without_code(note.text)))

    def add_index_row(self, code_id: int, wording: str, modifiers: str) -> None:
        """Make a line of the Alphabetic Index searchable; its nonessential modifiers help to find its code."""
        from codequiz.search.answer import TermKind
        from codequiz.search.words import stems

        line = hash((code_id, wording))
        if line in self._seen:
            return
        self._seen.add(line)
        words = self._words.setdefault(code_id, array("I"))
        words.extend(self._inverted.add(code_id, TermKind.INDEX, wording))
        if modifiers:
            words.extend(self._inverted.stem_id(stem) for stem in stems(modifiers))

    def add_vocabulary(self, releases: Sequence[Release]) -> None:
        """Add everyday names, those of the project's samples to the codes of an imported code set too, and synonyms."""
        from codequiz.releases import shipped
        from codequiz.search.answer import TermKind
        from codequiz.search.words import split

        imported = {release.system for release in releases if release.is_imported}
        for entry in shipped.sample_entries(imported - {System.ICD10CM}):
            code_id = self.ids.get((entry.system, entry.code))
            if code_id is None:
                continue
            self.connection.execute("update code set common = ? where id = ?", (entry.common, code_id))
            first = self.connection.execute(
                "select ifnull(max(position) + 1, 0) from name where code_id = ?", (code_id,)
            ).fetchone()[0]
            for position, name in enumerate((entry.title, *entry.also), first):
                self._words[code_id].extend(self._inverted.add(code_id, TermKind.NAME, name))
                self.connection.execute("insert into name values (?, ?, ?)", (code_id, position, name))
        self._sides = self._sided()
        for code, everyday in shipped.everyday_names().items():
            code_id = self.ids.get((System.ICD10CM, code))
            if code_id is None:
                continue
            for position, name in enumerate((everyday.name, *everyday.also)):
                self._name(code_id, TermKind.NAME, name)
                self.connection.execute("insert or replace into name values (?, ?, ?)", (code_id, position, name))
            self.connection.execute("update code set common = ? where id = ?", (everyday.common, code_id))
        for synonym in shipped.synonyms():
            for place, identifier in enumerate(synonym.codes):
                code_id = self.ids.get(identifier)
                if code_id is not None:
                    self._name(code_id, TermKind.SYNONYM, synonym.term, place)
            typed = split(synonym.term)
            # One word for one word is what near stems are for (see `write`).
            self.connection.executemany(
                "insert into alias values (?, ?, ?)",
                [
                    (" ".join(typed), meaning, synonym.kind)
                    for meaning in synonym.meanings
                    if not is_word_pair(synonym, meaning)
                ],
            )

    def _name(self, code_id: int, kind: "TermKind", name: str, place: int = 0) -> None:
        """Make a name of a code searchable, for the codes that only tell the side or the trimester as well."""
        self._words[code_id].extend(self._inverted.add(code_id, kind, name, place))
        if "not given" in name:
            return
        for other, detail in self._sides.get(code_id, ()):
            self._words[other].extend(self._inverted.add(other, kind, f"{name}, {detail}", place))

    def _sided(self) -> dict[int, list[tuple[int, str]]]:
        """For a code of an unspecified side or trimester, its neighbours that tell it, and what they tell."""
        from codequiz.search.words import split

        titles = self.connection.execute(
            "select id, parent_id, title from code where system = ? and base_id is null and parent_id in"
            " (select parent_id from code where title like '%unspecified%')",
            (System.ICD10CM,),
        )
        alike: dict[tuple[int, str], list[tuple[int, Counter[str]]]] = defaultdict(list)
        for code_id, parent, title in titles:
            words = split(title)
            rest = " ".join(word for word in words if word not in _DETAILS)
            alike[parent, rest].append((code_id, Counter(word for word in words if word in _DETAILS)))
        found: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for (_, rest), codes in alike.items():
            for (code_id, details), (other, others) in permutations(codes, 2):
                told = [*(others - details).elements()]
                if details - others == _UNTOLD and len(told) == 1:
                    found[code_id].append((other, f"{told[0]} trimester" if "trimester" in rest else told[0]))
        return found

    def _contexts(self) -> Iterator[tuple[bytes, bytes, bytes, int]]:
        """(stems of a code's terms and of those above it, stems of its title, those absent by it, its id)."""
        above = set(self._parents.values())
        contexts: dict[int, frozenset[int]] = {}
        for code_id in sorted(self._words):
            parent = self._parents.get(code_id)
            own = frozenset(self._words[code_id])
            # Parents come before their children, so their contexts are there.
            context = own | contexts.get(parent, frozenset()) if parent is not None else own
            if code_id in above:
                contexts[code_id] = context
            if own:
                title = array("I", self._titles.get(code_id, ()))
                missing = self._absent.get(code_id, b"")
                yield array("I", sorted(context)).tobytes(), title.tobytes(), missing, code_id

    def write(self) -> None:
        """Write the search's tables."""
        from codequiz.releases import shipped
        from codequiz.search.inverted import NEAR_WORD
        from codequiz.search.words import stems

        alike = [
            (stems(synonym.term)[0], stems(meaning)[0], NEAR_WORD)
            for synonym in shipped.synonyms()
            for meaning in synonym.meanings
            if is_word_pair(synonym, meaning)
        ]
        self.connection.executemany(
            "update code set context = ?, title_stems = ?, title_absent = ? where id = ?", self._contexts()
        )
        self._inverted.write(self.connection, alike)
        self.connection.execute("create index alias_by_term on alias (term)")


def is_word_pair(synonym: "Synonym", meaning: str) -> bool:
    """Whether a synonym says of one word that another means the same."""
    from codequiz.search.words import stems

    return synonym.kind == "word" and len(stems(synonym.term)) == len(stems(meaning)) == 1


def _origin(release: Release) -> str:
    tabular = next((other for other in release.companions if other.format == "tabular"), None)
    return f"{release.origin}; notes of {tabular.origin} ({tabular.name})" if tabular else release.origin


def _without_code(text: str) -> str:
    """An inclusion term without the codes it names in brackets at its end."""
    head, bracket, tail = text.rpartition(" (")
    return head if bracket and any(c.isdigit() for c in tail[:4]) else text


def _iso(day: object) -> str | None:
    return str(day) if day is not None else None
