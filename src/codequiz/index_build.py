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

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from codequiz.index import FORMAT, fingerprint, seen
from codequiz.index_codes import CodeWriter
from codequiz.index_file import replaced
from codequiz.index_search import SearchTerms
from codequiz.releases.model import Part, Release
from codequiz.search.inverted import SCHEMA

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
    with replaced(path) as file:
        with closing(sqlite3.connect(file.path, isolation_level=None)) as connection, _no_collection():
            _fill(connection, releases, progress)
        yield file.settle


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


def _fill(connection: sqlite3.Connection, releases: Sequence[Release], progress: Progress) -> None:
    from codequiz import book_index, pcs
    from codequiz.releases.in_force import today
    from codequiz.releases.reading import entries, index_terms, pcs_rows

    connection.executescript("pragma journal_mode = off; pragma synchronous = off; pragma page_size = 8192;")
    connection.executescript(_SCHEMA + SCHEMA + book_index.SCHEMA + pcs.SCHEMA)
    connection.execute("begin")
    started = time.perf_counter()
    codes = CodeWriter(connection, today().isoformat())
    terms = SearchTerms(connection, codes.ids, codes.parents)
    writer = book_index.IndexWriter(connection, codes.ids)
    steps = len(releases) + 4
    for number, release in enumerate(releases, 1):
        progress(f"reading {release.system.label} {release.part.label}".rstrip(), number - 1, steps)
        if release.part is Part.CODES:
            for code_id, entry in codes.add_release(number, release, entries(release)):
                terms.add_entry(code_id, entry)
        elif release.part is Part.TABLES:
            pcs.write(connection, pcs_rows(release))
        else:
            writer.add(release, index_terms(release))
    codes.finish()
    progress("following the Alphabetic Index", steps - 4, steps)
    writer.write(terms.add_index_row)
    progress("adding names and synonyms", steps - 3, steps)
    terms.add_vocabulary(releases)
    progress("making the search", steps - 2, steps)
    terms.write()
    progress("writing", steps - 1, steps)
    meta = {
        "format": str(FORMAT),
        "fingerprint": fingerprint(releases),
        "seen": seen(releases),
        # Until when the same codes count as terminated.
        "good_until": codes.good_until,
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
