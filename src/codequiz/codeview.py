"""The installed code sets as questions are made from them: entries to draw from, their surroundings, their wordings.

Reads `codes.db`; answers are kept, as the makers of questions ask for the same neighbourhoods again and again.
"""

from array import array
from collections.abc import Sequence
from functools import cached_property, lru_cache
from sqlite3 import Connection
from typing import Final

from codequiz.codebook import Code, CodeBook
from codequiz.codes import System
from codequiz.releases.model import Level, NoteKind
from codequiz.search.words import stems

_NEAR: Final = 0.85
"""From this share on two stems count as the same word: word families (diabetes, diabetic) and said synonyms."""
_EMPTY: Final = frozenset(stems("with"))
_DENYING: Final = frozenset(stems("without no not"))


class CodeView:
    """A read-only view of one index; implements `codequiz.generate.Book`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._book = CodeBook(connection)
        self.entry = lru_cache(maxsize=20_000)(self._entry)
        self.notes = lru_cache(maxsize=20_000)(self._notes)
        self.children = lru_cache(maxsize=5_000)(self._children)
        self._rows = lru_cache(maxsize=20_000)(self._terms_with)
        self._ids = lru_cache(maxsize=64)(self._matching)

    def year(self, system: System) -> int:
        """The year that the installed release is of: the fiscal year for ICD-10, the calendar year otherwise."""
        release = self._book.release(system)
        end = release.effective_to if release else ""
        return int(end[:4]) if end else 2026

    @cached_property
    def _billable(self) -> dict[System, Sequence[int]]:
        found: dict[System, array[int]] = {system: array("I") for system in System}
        rows = self._connection.execute("select system, id from code where billable and terminated = '' order by id")
        for system, code_id in rows:
            found[System(system)].append(code_id)
        return dict(found)

    def billable(self, system: System) -> Sequence[int]:
        """Ids of the codes of a system that can be reported, in the order of the book."""
        return self._billable[system]

    def common(self, system: System) -> Sequence[int]:
        """Ids of the reportable codes that daily work meets."""
        return self._ids("system = ? and billable and terminated = '' and common > 0", system)

    def titled(self, words: str) -> Sequence[int]:
        """Ids of reportable ICD-10-CM codes whose title holds `words`."""
        return self._ids("system = 'icd10cm' and billable and title like ?", f"%{words}%")

    def noted(self, kind: NoteKind) -> Sequence[int]:
        """Ids of the entries below the blocks at which a note of this kind stands."""
        return self._ids(
            f"level not in ('{Level.CHAPTER}', '{Level.BLOCK}')"
            " and id in (select code_id from note where note.kind = ?)",
            kind,
        )

    def extended(self) -> Sequence[int]:
        """Ids of the codes that a 7th character is added to."""
        return self._ids("id in (select base_id from code where base_id is not null) and system = ?", System.ICD10CM)

    def flagged(self, system: System, flag: str) -> Sequence[int]:
        """Ids of the codes with a mark such as `add_on`."""
        return self._ids("system = ? and ' ' || flags || ' ' like ?", system, f"% {flag} %")

    def level(self, level: Level) -> Sequence[int]:
        """Ids of all chapters, or all blocks, of ICD-10-CM."""
        return self._ids("system = 'icd10cm' and level = ?", level)

    def _matching(self, where: str, *values: str) -> Sequence[int]:
        rows = self._connection.execute(f"select id from code where {where} order by id", values)
        return array("I", (row[0] for row in rows))

    def find(self, system: System, code: str) -> Code | None:
        """The entry with this normalised code."""
        return self._book.find(system, code)

    def _entry(self, code_id: int) -> Code:
        found = self._book.by_id(code_id)
        if found is None:
            raise LookupError(code_id)
        return found

    def path(self, code: Code) -> tuple[Code, ...]:
        """The entries above a code, the chapter first."""
        above: list[Code] = []
        parent = code.parent_id
        while parent is not None:
            above.insert(0, self.entry(parent))
            parent = above[0].parent_id
        return tuple(above)

    def _children(self, code_id: int) -> tuple[Code, ...]:
        rows = self._connection.execute("select id from code where parent_id = ? order by id", (code_id,))
        return tuple(self.entry(row[0]) for row in rows)

    def _notes(self, code_id: int) -> tuple[tuple[NoteKind, str], ...]:
        rows = self._connection.execute("select kind, text from note where code_id = ? order by position", (code_id,))
        return tuple((NoteKind(kind), text) for kind, text in rows)

    def covering(self, text: str) -> frozenset[int]:
        """Ids of all codes of which one wording (title, inclusion term, name, index entry) holds every word of `text`.

        Words of one family, and words that the vocabulary says mean the same, count as the same word; `with` counts
        for nothing. A wording that denies something, where `text` denies nothing, says the opposite and holds it not.
        """
        wanted = set(stems(text))
        held: set[int] | None = None
        for stem in sorted(wanted - _EMPTY):
            rows = self._rows(stem)
            held = set(rows) if held is None else held & rows
            if not held:
                return frozenset()
        if held and not wanted & _DENYING:
            for stem in _DENYING:
                held -= self._rows(stem)
        terms = self._term_codes
        return frozenset(terms[term] for term in held or ())

    @cached_property
    def _term_codes(self) -> "array[int]":
        row = self._connection.execute("select data from array where name = 'term_code'").fetchone()
        return array("I", row[0])

    def _terms_with(self, stem: str) -> frozenset[int]:
        """The terms that hold a stem or one that is nearly the same."""
        row = self._connection.execute("select rows, near, near_share from stem where text = ?", (stem,)).fetchone()
        if row is None:
            return frozenset()
        terms = set(array("I", row[0]))
        for near, share in zip(array("I", row[1]), array("f", row[2]), strict=True):
            if share >= _NEAR - 1e-6:
                other = self._connection.execute("select rows from stem where id = ?", (near,)).fetchone()
                terms.update(array("I", other[0]))
        return frozenset(terms)
