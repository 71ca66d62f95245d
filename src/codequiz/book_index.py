"""The Alphabetic Index in `codes.db`: written when the index is built, read by `codequiz index`.

| table | one row |
|---|---|
| `supplement` | an index or table release: what it holds, and how many of its codes the code set lacks |
| `index_term` | a term in its place: title, nonessential modifiers, codes as printed, see, see also |
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from sqlite3 import Connection
from typing import Final

from codequiz.codes import System, format_code
from codequiz.releases.cross_references import CrossReferences, Node, key, tree
from codequiz.releases.model import IndexTerm, Part, Release

SCHEMA: Final = """
create table supplement (id integer primary key, system text not null, part text not null, name text not null,
    effective_from text, effective_to text, origin text not null, licence text not null, is_sample integer not null,
    entries integer not null, named integer not null, dropped integer not null);
create table index_term (id integer primary key, part text not null, parent_id integer references index_term(id),
    depth integer not null, key text not null, title text not null, modifiers text not null, code text not null,
    manifestation text not null, see text not null, see_also text not null, cells text not null);
"""

AddRow = Callable[[int, str, str], None]
"""Called with (code's id, wording, words that may be there too) for each searchable line of the index."""

_COLUMN_WORDS: Final = {
    "poisoning, accidental (unintentional)": "Poisoning by {}, accidental",
    "poisoning accidental (unintentional)": "Poisoning by {}, accidental",
    "poisoning, intentional self-harm": "Poisoning by {}, intentional self-harm",
    "poisoning intentional self-harm": "Poisoning by {}, intentional self-harm",
    "poisoning, assault": "Poisoning by {}, assault",
    "poisoning assault": "Poisoning by {}, assault",
    "poisoning, undetermined": "Poisoning by {}, undetermined",
    "poisoning undetermined": "Poisoning by {}, undetermined",
    "adverse effect": "Adverse effect of {}",
    "underdosing": "Underdosing of {}",
}


@dataclass(slots=True)
class IndexWriter:
    """Writes the active index and tables. `ids` are the ids of the code set's codes."""

    connection: Connection
    ids: Mapping[tuple[System, str], int]
    _parts: list[tuple[Release, list[Node]]] = field(default_factory=list)
    _count: int = 0

    def add(self, release: Release, terms: Iterable[IndexTerm]) -> None:
        """Take the terms of one release."""
        nodes = tree(terms)
        for node in nodes:
            self._count += 1
            node.id = self._count
        self._parts.append((release, nodes))

    def write(self, add_row: AddRow) -> None:
        """Write all that was added, and hand each searchable line to `add_row`."""
        references = CrossReferences(node for _, nodes in self._parts for node in nodes)
        for number, (release, nodes) in enumerate(self._parts, 1):
            named = dropped = 0
            rows = []
            for node in nodes:
                kept, lost = self._search_rows(release.part, node, references, add_row)
                named += kept
                dropped += lost
                rows.append(_row(release.part, node))
            self.connection.executemany("insert into index_term values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
            self.connection.execute(
                "insert into supplement values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (number, release.system, release.part, release.name, _iso(release.effective_from),
                 _iso(release.effective_to), release.origin, release.licence, release.is_sample, len(nodes), named,
                 dropped),
            )  # fmt: skip
        self.connection.execute("create index index_term_by_key on index_term (depth, key)")
        self.connection.execute("create index index_term_by_parent on index_term (parent_id)")
        for _, nodes in self._parts:
            for node in nodes:
                # Nodes hold each other; building the index goes without the collector that would notice.
                node.children.clear()
        self._parts.clear()

    def _search_rows(self, part: Part, node: Node, references: CrossReferences, add_row: AddRow) -> tuple[int, int]:
        """Hand over the lines of one term; (codes it names that are there, codes that are not)."""
        kept = dropped = 0
        path = node.path
        wording = ", ".join(above.term.title for above in path)
        modifiers = " ".join(filter(None, (above.term.modifiers for above in path)))
        own = (node.term.code, node.term.manifestation)
        for code in filter(None, own):
            code_id = self._code_id(code)
            kept, dropped = (kept + 1, dropped) if code_id else (kept, dropped + 1)
            if code_id and code == node.term.code:
                add_row(code_id, wording, modifiers)
        if not node.term.code:
            for code in references.codes(node)[:3]:
                code_id = self._code_id(code)
                if code_id:
                    add_row(code_id, wording, modifiers)
        for column, code in node.term.cells:
            code_id = self._code_id(code)
            kept, dropped = (kept + 1, dropped) if code_id else (kept, dropped + 1)
            if code_id:
                add_row(code_id, _cell_wording(part, column, wording), modifiers)
        return kept, dropped

    def _code_id(self, code: str) -> int | None:
        return self.ids.get((System.ICD10CM, code.rstrip("-")))


def _cell_wording(part: Part, column: str, wording: str) -> str:
    if part is Part.DRUGS:
        return _COLUMN_WORDS.get(column.lower(), column + " of {}").format(wording)
    return f"{wording}, {column.lower().replace('ca in situ', 'carcinoma in situ')}"


def _row(part: Part, node: Node) -> tuple[object, ...]:
    term = node.term
    cells = {column: _printed(code) for column, code in term.cells}
    return (
        node.id, part, node.parent.id if node.parent else None, term.depth, key(term.title), term.title, term.modifiers,
        _printed(term.code), _printed(term.manifestation), term.see, term.see_also,
        json.dumps(cells, ensure_ascii=False) if cells else "",
    )  # fmt: skip


def _printed(code: str) -> str:
    """A normalised code as the index prints it, with its dot and its hyphen (`E11.3-`, `Q61.-`)."""
    bare = code.rstrip("-")
    hyphen = code[len(bare) :]
    printed = format_code(System.ICD10CM, bare)
    return f"{printed}.-" if hyphen and len(bare) == 3 else printed + hyphen


def _iso(day: object) -> str | None:
    return str(day) if day is not None else None


@dataclass(frozen=True, slots=True)
class Supplement:
    """An index or table that is in use. `named` codes of it are in the code set, `dropped` are not."""

    system: System
    part: Part
    name: str
    effective_from: str
    effective_to: str
    origin: str
    entries: int
    named: int
    dropped: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the index as the book prints it; `title_of_code` is empty where the code set lacks the code."""

    id: int
    part: Part
    depth: int
    title: str
    modifiers: str
    code: str
    manifestation: str
    see: str
    see_also: str
    cells: tuple[tuple[str, str], ...]
    title_of_code: str = ""
    billable: bool = False


class BookIndex:
    """Reads the Alphabetic Index from an index of codes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def supplements(self) -> list[Supplement]:
        """The indexes and tables in use."""
        rows = self._connection.execute(
            "select system, part, name, ifnull(effective_from, ''), ifnull(effective_to, ''), origin, entries, named,"
            " dropped from supplement order by id"
        )
        return [Supplement(System(row[0]), Part(row[1]), *row[2:]) for row in rows]

    def find(self, text: str, limit: int = 20) -> list[int]:
        """Ids of the terms that `text` names: a main term, or a path of terms separated by commas.

        A main term that begins with the words counts when none is called so.
        """
        parts = [part for part in key(text).split(", ") if part]
        if not parts:
            return []
        found = self._mains(parts[0], limit)
        for part in parts[1:]:
            found = [child for at in found for child in self._below(at, part)]
        return found[:limit]

    def _mains(self, word: str, limit: int) -> list[int]:
        ways = (
            ("key = ?", word),
            ("key like ? escape '\\'", _like(word) + ",%"),
            ("key like ? escape '\\'", _like(word) + "%"),
            ("key like ? escape '\\'", "%, " + _like(word) + "%"),
            ("key like ? escape '\\'", "% " + _like(word) + "%"),
        )
        found: list[int] = []
        for position, (where, value) in enumerate(ways):
            rows = self._connection.execute(
                f"select id from index_term where depth = 0 and {where} order by id limit ?",
                (value, limit),
            )
            found += [row[0] for row in rows if row[0] not in found]
            if found and position >= 1:
                break
        return found

    def _below(self, parent: int, word: str) -> list[int]:
        rows = self._connection.execute(
            "select id, key from index_term where parent_id = ? order by id", (parent,)
        ).fetchall()
        for matches in (word.__eq__, lambda name: word in name.split(", "), lambda name: name.startswith(word)):
            found = [row[0] for row in rows if matches(row[1])]
            if found:
                return found
        joined = [row[0] for row in rows if row[1] in {"with", "in", "due to", "in due to"}]
        return [found for at in joined for found in self._below(at, word)]

    def lines(self, id_: int, limit: int = 500) -> list[Line]:
        """A term and what stands below it, in the order of the book."""
        rows = self._connection.execute(
            "with recursive below(id) as (select ? union all select index_term.id from index_term"
            " join below on index_term.parent_id = below.id)"
            " select index_term.id, part, depth, index_term.title, modifiers, index_term.code, manifestation, see,"
            " see_also, cells, ifnull(code.title, ''), ifnull(code.billable, 0) from index_term"
            " left join code on code.system = 'icd10cm'"
            " and code.code = rtrim(replace(index_term.code, '.', ''), '-') and index_term.code <> ''"
            " where index_term.id in below order by index_term.id limit ?",
            (id_, limit),
        )
        return [
            Line(
                row[0], Part(row[1]), row[2], row[3], row[4], row[5], row[6], row[7], row[8], _cells(row[9]), row[10],
                bool(row[11]),
            )
            for row in rows
        ]  # fmt: skip

    def path(self, id_: int) -> list[str]:
        """The titles from the main term down to a term."""
        titles: list[str] = []
        at: int | None = id_
        while at is not None:
            title, at = self._connection.execute(
                "select title, parent_id from index_term where id = ?", (at,)
            ).fetchone()
            titles.insert(0, title)
        return titles

    def near(self, text: str, limit: int = 8) -> list[str]:
        """Main terms that stand where `text` would."""
        word = key(text).split(", ")[0]
        rows = self._connection.execute(
            "select title from (select title, key from index_term where depth = 0 and key >= ? order by key limit ?)",
            (word, limit // 2),
        ).fetchall()
        before = self._connection.execute(
            "select title from index_term where depth = 0 and key < ? order by key desc limit ?", (word, limit // 2)
        ).fetchall()
        return [row[0] for row in (*reversed(before), *rows)]


def _cells(text: str) -> tuple[tuple[str, str], ...]:
    return tuple(json.loads(text).items()) if text else ()


def _like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
