"""What the search is made from: the wordings of each code, those of the Alphabetic Index, everyday names, synonyms."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations
from sqlite3 import Connection
from typing import Final

from codequiz.codes import System
from codequiz.releases.model import CodeEntry, Level, NoteKind, Release
from codequiz.search.answer import TermKind
from codequiz.search.inverted import NEAR_WORD, InvertedIndex
from codequiz.search.words import split, stems

# What tells codes apart that are otherwise the same: the side and the trimester.
_DETAILS: Final = frozenset(("unspecified", "left", "right", "bilateral", "first", "second", "third"))
_UNTOLD: Final = Counter(("unspecified",))


@dataclass(slots=True)
class SearchTerms:
    """Gathers what the search needs to know of each entry. `ids` and `_parents` are those of a `CodeWriter`."""

    connection: Connection
    ids: Mapping[tuple[System, str], int]
    _parents: Mapping[int, int]
    _seen: set[int] = field(default_factory=set)
    _words: "dict[int, array[int]]" = field(default_factory=dict)
    _titles: dict[int, tuple[int, ...]] = field(default_factory=dict)
    _sides: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    _absent: dict[int, bytes] = field(default_factory=dict)
    _alike: list[tuple[str, str, float]] = field(default_factory=list)
    _inverted: InvertedIndex = field(default_factory=InvertedIndex)

    def add_entry(self, code_id: int, entry: CodeEntry) -> None:
        """Make an entry searchable by its title, its names and what its notes say that it includes."""
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
        if missing := self._inverted.title_absent.get(code_id):
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

        imported = {release.system for release in releases if release.is_imported}
        for entry in shipped.sample_entries(imported - {System.ICD10CM}):
            code_id = self.ids.get((entry.system, entry.code))
            if code_id is None:
                continue
            self.connection.execute("update code set common = ? where id = ?", (entry.common, code_id))
            there = self.connection.execute(
                "select title, -1 from code where id = ? union all select text, position from name where code_id = ?",
                (code_id, code_id),
            ).fetchall()
            # What the sample itself adds to an imported code set (CPT's modifiers beside HCPCS's) has its names.
            known = {text.lower() for text, _ in there}
            fresh = [name for name in (entry.title, *entry.also) if name.lower() not in known]
            for position, name in enumerate(fresh, 1 + max(position for _, position in there)):
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
        aliases = []
        for synonym in shipped.synonyms():
            for place, identifier in enumerate(synonym.codes):
                code_id = self.ids.get(identifier)
                if code_id is not None:
                    self._name(code_id, TermKind.SYNONYM, synonym.term, place)
            typed = split(synonym.term)
            for meaning in synonym.meanings:
                # One word for one word is what near stems are for.
                if synonym.kind == "word" and len(one := stems(synonym.term)) == len(other := stems(meaning)) == 1:
                    self._alike.append((one[0], other[0], NEAR_WORD))
                else:
                    aliases.append((" ".join(typed), meaning, synonym.kind))
        self.connection.executemany("insert into alias values (?, ?, ?)", aliases)

    def _name(self, code_id: int, kind: TermKind, name: str, place: int = 0) -> None:
        """Make a name of a code searchable, for the codes that only tell the side or the trimester as well."""
        self._words[code_id].extend(self._inverted.add(code_id, kind, name, place))
        if "not given" in name:
            return
        for other, detail in self._sides.get(code_id, ()):
            self._words[other].extend(self._inverted.add(other, kind, f"{name}, {detail}", place))

    def _sided(self) -> dict[int, list[tuple[int, str]]]:
        """For a code of an unspecified side or trimester, its neighbours that tell it, and what they tell."""
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
        self.connection.executemany(
            "update code set context = ?, title_stems = ?, title_absent = ? where id = ?", self._contexts()
        )
        self._inverted.write(self.connection, self._alike)
        self.connection.execute("create index alias_by_term on alias (term)")


def _without_code(text: str) -> str:
    """An inclusion term without the codes it names in brackets at its end."""
    head, bracket, tail = text.rpartition(" (")
    return head if bracket and any(c.isdigit() for c in tail[:4]) else text
