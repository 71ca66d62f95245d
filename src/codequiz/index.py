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

import json
import os
import sqlite3
import time
from array import array
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from codequiz.codes import System
from codequiz.errors import CodequizError

if TYPE_CHECKING:
    from codequiz.releases.model import CodeEntry, Release
    from codequiz.search.inverted import InvertedIndex

FORMAT: Final = 1
"""Raised with every change of the tables or of how terms are cut into stems; an older file is rebuilt."""

_SCHEMA: Final = """
create table meta (key text primary key, value text not null);
create table release (id integer primary key, system text not null, name text not null, effective_from text,
    effective_to text, origin text not null, licence text not null, is_sample integer not null,
    entries integer not null, billable integer not null);
create table code (id integer primary key, release_id integer not null references release(id), system text not null,
    code text not null, title text not null, billable integer not null, level text not null,
    parent_id integer references code(id), base_id integer references code(id), common integer not null,
    section text not null, flags text not null, terminated text not null, context blob, title_stems blob);
create unique index code_by_code on code (system, code);
create index code_by_parent on code (parent_id);
create table note (code_id integer not null references code(id), position integer not null, kind text not null,
    text text not null, primary key (code_id, position)) without rowid;
create table name (code_id integer not null references code(id), position integer not null, text text not null,
    primary key (code_id, position)) without rowid;
"""

Progress = Callable[[str, int, int], None]
"""Called with (what is being done, done so far, of how many)."""


def sources() -> list[Path]:
    """Every file that the index is made from."""
    from codequiz.releases import shipped

    return [*(release.path for release in shipped.releases()), shipped.names_file(), shipped.synonyms_file()]


def fingerprint() -> str:
    """What the index was made from, as text to compare: format, and each source's path, size and time of change."""
    stats = []
    for path in sources():
        try:
            stat = path.stat()
        except OSError as error:
            raise CodequizError(f"cannot read {path.name}: {error.strerror}", "reinstall codequiz") from error
        stats.append([str(path), stat.st_size, stat.st_mtime_ns])
    return json.dumps([FORMAT, stats])


def is_current(path: Path) -> bool:
    """Whether `path` is an index of this format, made from the sources as they are now."""
    if not path.is_file():
        return False
    try:
        with closing(connect(path)) as connection:
            row = connection.execute("select value from meta where key = 'fingerprint'").fetchone()
    except sqlite3.Error:
        return False
    return row is not None and row[0] == fingerprint()


def connect(path: Path) -> sqlite3.Connection:
    """A read-only connection to an index."""
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
    connection.execute("pragma mmap_size = 268435456")
    return connection


def build(path: Path, releases: "Sequence[Release]", progress: Progress = lambda *_: None) -> None:
    """Make the index at `path` from `releases` and the project's own names and synonyms.

    Raises CodequizError when the file cannot be written, InvalidDataError when a source is damaged; an index that
    was at `path` before is then still there.
    """
    import tempfile

    try:
        handle, name = tempfile.mkstemp(prefix=".codes-", suffix=".db", dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise _unwritable(path, error) from error
    temporary = Path(name)
    try:
        with closing(sqlite3.connect(temporary, isolation_level=None)) as connection:
            _fill(connection, releases, progress)
        _settle(temporary, path)
    except (OSError, sqlite3.OperationalError) as error:
        raise _unwritable(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)


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


def _fill(connection: sqlite3.Connection, releases: "Sequence[Release]", progress: Progress) -> None:
    from codequiz.releases.reading import entries
    from codequiz.search.inverted import SCHEMA

    connection.executescript("pragma journal_mode = off; pragma synchronous = off; pragma page_size = 8192;")
    connection.executescript(_SCHEMA + SCHEMA)
    connection.execute("begin")
    started = time.perf_counter()
    builder = _Builder(connection)
    steps = len(releases) + 3
    for number, release in enumerate(releases, 1):
        progress(f"reading {release.system.label}", number - 1, steps)
        builder.add_release(number, release, list(entries(release)))
    progress("adding names and synonyms", steps - 3, steps)
    builder.add_vocabulary()
    progress("making the search", steps - 2, steps)
    builder.write()
    progress("writing", steps - 1, steps)
    meta = {
        "format": str(FORMAT),
        "fingerprint": fingerprint(),
        "build_seconds": f"{time.perf_counter() - started:.2f}",
    }
    connection.executemany("insert into meta values (?, ?)", meta.items())
    connection.execute("commit")
    connection.execute("analyze")
    progress("done", steps, steps)


def _new_inverted() -> "InvertedIndex":
    from codequiz.search.inverted import InvertedIndex

    return InvertedIndex()


@dataclass(slots=True)
class _Builder:
    """Numbers the entries, and gathers what the search needs to know of each."""

    connection: sqlite3.Connection
    _ids: dict[tuple[System, str], int] = field(default_factory=dict)
    _parents: dict[int, int] = field(default_factory=dict)
    _words: dict[int, set[int]] = field(default_factory=dict)
    _titles: dict[int, tuple[int, ...]] = field(default_factory=dict)
    _inverted: "InvertedIndex" = field(default_factory=_new_inverted)

    def add_release(self, number: int, release: "Release", found: "list[CodeEntry]") -> None:
        rows = []
        notes = []
        names = []
        for entry in found:
            key = (entry.system, entry.code)
            code_id = self._ids[key] = len(self._ids) + 1
            parent = self._ids.get((entry.system, entry.parent)) if entry.parent else None
            base = self._ids.get((entry.system, entry.extends)) if entry.extends else None
            if parent is not None:
                self._parents[code_id] = parent
            rows.append(
                (code_id, number, entry.system, entry.code, entry.title, entry.billable, entry.level, parent, base,
                 entry.common, entry.group, " ".join(entry.flags), entry.terminated)
            )  # fmt: skip
            notes += [(code_id, position, note.kind, note.text) for position, note in enumerate(entry.notes)]
            names += [(code_id, position, name) for position, name in enumerate(entry.also)]
            self._index(code_id, entry)
        self.connection.executemany(
            "insert into code (id, release_id, system, code, title, billable, level, parent_id, base_id, common,"
            " section, flags, terminated) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
        self.connection.executemany("insert into note values (?, ?, ?, ?)", notes)
        self.connection.executemany("insert into name values (?, ?, ?)", names)
        counted = [entry for entry in found if "-" not in entry.code and not entry.code.startswith("CH")]
        self.connection.execute(
            "insert into release values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (number, release.system, release.name, _iso(release.effective_from), _iso(release.effective_to),
             release.origin, release.licence, release.is_sample, len(counted),
             sum(entry.billable for entry in counted)),
        )  # fmt: skip

    def _index(self, code_id: int, entry: "CodeEntry") -> None:
        from codequiz.releases.model import Level, NoteKind
        from codequiz.search.answer import TermKind
        from codequiz.search.words import stems

        words = self._words.setdefault(code_id, set())
        if entry.extends:
            # Found through the code it extends, whose context gets the meaning of the 7th character.
            base = self._ids[entry.system, entry.extends]
            meaning = entry.title.rsplit(", ", 1)[-1]
            self._words[base].update(self._inverted.stem_id(stem) for stem in stems(meaning))
            return
        if entry.level in {Level.CHAPTER, Level.BLOCK}:
            words.update(self._inverted.stem_id(stem) for stem in stems(entry.title))
            return
        title = self._inverted.add(code_id, TermKind.TITLE, entry.title)
        self._titles[code_id] = title
        words.update(title)
        for name in entry.also:
            words.update(self._inverted.add(code_id, TermKind.NAME, name))
        for note in entry.notes:
            if note.kind is NoteKind.INCLUSION_TERM:
                words.update(self._inverted.add(code_id, TermKind.INCLUSION_TERM, _without_code(note.text)))
            elif note.kind is NoteKind.INCLUDES:
                words.update(self._inverted.add(code_id, TermKind.INCLUDES, _without_code(note.text)))

    def add_vocabulary(self) -> None:
        from codequiz.releases import shipped
        from codequiz.search.answer import TermKind
        from codequiz.search.words import split

        for code, everyday in shipped.everyday_names().items():
            code_id = self._ids.get((System.ICD10CM, code))
            if code_id is None:
                continue
            for position, name in enumerate((everyday.name, *everyday.also)):
                self._words[code_id].update(self._inverted.add(code_id, TermKind.NAME, name))
                self.connection.execute("insert or replace into name values (?, ?, ?)", (code_id, position, name))
            self.connection.execute("update code set common = ? where id = ?", (everyday.common, code_id))
        for synonym in shipped.synonyms():
            for identifier in synonym.codes:
                code_id = self._ids.get(identifier)
                if code_id is not None:
                    self._words[code_id].update(self._inverted.add(code_id, TermKind.SYNONYM, synonym.term))
            typed, meaning = split(synonym.term), split(synonym.words)
            # One word for one word is what near stems are for (see `write`).
            if meaning and not (synonym.kind == "word" and len(typed) == len(meaning) == 1):
                self.connection.execute(
                    "insert into alias values (?, ?, ?)", (" ".join(typed), synonym.words, synonym.kind)
                )

    def write(self) -> None:
        from codequiz.releases import shipped
        from codequiz.search.inverted import NEAR_WORD
        from codequiz.search.words import stems

        alike = []
        for synonym in shipped.synonyms():
            if synonym.kind == "word":
                one, other = stems(synonym.term), stems(synonym.words)
                if len(one) == 1 and len(other) == 1:
                    alike.append((one[0], other[0], NEAR_WORD))
        contexts: dict[int, set[int]] = {}
        rows = []
        for code_id in sorted(self._words):
            parent = self._parents.get(code_id)
            own = self._words[code_id]
            # Parents come before their children, so their contexts are there.
            contexts[code_id] = own | contexts[parent] if parent is not None and parent in contexts else own
            if own:
                title = array("I", self._titles.get(code_id, ()))
                rows.append((array("I", sorted(contexts[code_id])).tobytes(), title.tobytes(), code_id))
        self.connection.executemany("update code set context = ?, title_stems = ? where id = ?", rows)
        self._inverted.write(self.connection, alike)
        self.connection.execute("create index alias_by_term on alias (term)")


def _without_code(text: str) -> str:
    """An inclusion term without the codes it names in brackets at its end."""
    head, bracket, tail = text.rpartition(" (")
    return head if bracket and any(c.isdigit() for c in tail[:4]) else text


def _iso(day: object) -> str | None:
    return str(day) if day is not None else None
