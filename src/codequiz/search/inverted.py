"""The search's own tables in `codes.db`: terms, stems, near words, spelling grams. Written here, read by `engine`.

| table | what |
|---|---|
| `term` | one row a searchable wording: a title, an inclusion term, an everyday name, a synonym |
| `stem` | the vocabulary: rarity weight, near stems, and the terms that hold it (ascending ids) |
| `gram` | letter trigrams of the vocabulary, for spelling |
| `alias` | what abbreviations and lay terms inside a longer query stand for |
| `measure` | the ranges in titles: `1.1-2.0 cm` |
| `array` | per-term arrays read whole: weight and code of each term |

Blobs are little arrays of native unsigned 32-bit integers (`array("I")`), weights of 32-bit floats (`array("f")`).
"""

import math
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import permutations
from sqlite3 import Connection
from typing import Final

from codequiz.search.answer import TermKind
from codequiz.search.denial import absent
from codequiz.search.measures import ranges
from codequiz.search.spelling import grams
from codequiz.search.words import aside, is_role, is_weak, root, words_by_stem

WEAK_SHARE: Final = 0.4
"""A word of the classification ("unspecified") weighs this share of what its rarity says."""

ROLE_SHARE: Final = 1.5
"""In a term's own weight, a word like "screening" or "newborn" weighs this many times its rarity."""

ASIDE_SHARE: Final = 0.35
"""A word in brackets, or one that is said to be absent, weighs this share of its rarity in its term."""

PLACE_SHARE: Final = 0.05
"""A term weighs this much more for each code that its wording names before: those come first."""

INDEX_SHARE: Final = 1.1
"""A line of the Alphabetic Index weighs this many times what its words do: a title of the same words goes before it."""

NEAR_WORD: Final = 0.9
"""How near two words are that the vocabulary says mean the same."""

_NEAR_ROOT: Final = 0.85
_NEAR_COMPOUND: Final = 0.6
_NEAR_MOST: Final = 14
_COMPOUND_LETTERS: Final = 6
_NEGATING: Final = frozenset(("non", "un", "in", "anti", "extra", "an", "dis", "im"))


@dataclass(slots=True)
class InvertedIndex:
    """Collects terms, then writes the tables. Term ids start at 0 and follow the order of `add`."""

    code_of: "array[int]" = field(default_factory=lambda: array("I"))
    title_absent: "dict[int, array[int]]" = field(default_factory=dict)
    _terms: list[tuple[int, int, int, str, bytes, bytes]] = field(default_factory=list)
    _measures: list[tuple[int, float, float, str]] = field(default_factory=list)
    _words: dict[str, str] = field(default_factory=dict)
    _asides: list[frozenset[int]] = field(default_factory=list)
    _places: "array[int]" = field(default_factory=lambda: array("B"))
    _stems: dict[str, int] = field(default_factory=dict)
    _rows: "list[array[int]]" = field(default_factory=list)

    def stem_id(self, stem: str) -> int:
        """The number of a stem, given to it now when it is new."""
        number = self._stems.get(stem)
        if number is None:
            number = self._stems[stem] = len(self._rows)
            self._rows.append(array("I"))
        return number

    def add(self, code_id: int, kind: TermKind, text: str, place: int = 0) -> tuple[int, ...]:
        """Add one wording of a code; returns its stems' numbers (none: nothing was added).

        `place` counts the codes that the same wording names before this one.
        """
        found = words_by_stem(text)
        for stem, word in found:
            shown = self._words.get(stem)
            if shown is None or len(word) < len(shown):
                self._words[stem] = word
        numbers = tuple(self.stem_id(stem) for stem, _ in found)
        if not numbers:
            return ()
        term = len(self.code_of)
        self.code_of.append(code_id)
        for number in set(numbers):
            self._rows[number].append(term)
        self._places.append(place)
        missing = array("I", sorted(self._stems[stem] for stem in absent(text)))
        self._asides.append(frozenset((*missing, *(self._stems[stem] for stem in aside(text)))))
        if kind is TermKind.TITLE:
            self._measures += [(code_id, *range_) for range_ in ranges(text)]
            # Kept with the code, for all its wordings.
            self.title_absent[code_id], missing = missing, array("I")
        self._terms.append((term, code_id, kind, text, array("I", numbers).tobytes(), missing.tobytes()))
        return numbers

    def write(self, connection: Connection, alike: Iterable[tuple[str, str, float]]) -> None:
        """Write every table. `alike` are (stem, stem, share) that mean the same, both ways.

        One of the two may be in no wording (`lorry`): it is a stem that no term has, and weighs what the other does.
        """
        alike = list(alike)
        borrowed = {
            self.stem_id(unknown): self._stems[known]
            for pair in alike
            for known, unknown in (pair[:2], pair[1::-1])
            if known in self._stems and unknown not in self._stems
        }
        weights = self._weights()
        for number, lender in borrowed.items():
            weights[number] = weights[lender]
        near = self._near(alike)
        connection.executemany(
            "insert into term (id, code_id, kind, text, stems, absent) values (?, ?, ?, ?, ?, ?)", self._terms
        )
        connection.executemany(
            "insert into stem (id, text, word, weight, terms, near, near_share, rows) values (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    number,
                    stem,
                    self._words.get(stem, stem),
                    weights[number],
                    len(self._rows[number]),
                    array("I", [other for other, _ in near[number]]).tobytes(),
                    array("f", [share for _, share in near[number]]).tobytes(),
                    self._rows[number].tobytes(),
                )
                for stem, number in self._stems.items()
            ),
        )
        connection.executemany("insert into measure (code_id, low, high, unit) values (?, ?, ?, ?)", self._measures)
        connection.executemany("insert into gram (text, stems) values (?, ?)", self._grams())
        term_weight = array("f", self._term_weights(weights))
        connection.executemany(
            "insert into array (name, data) values (?, ?)",
            [("term_weight", term_weight.tobytes()), ("term_code", self.code_of.tobytes())],
        )

    def _term_weights(self, weights: list[float]) -> Iterator[float]:
        """The weight of a term's words, those that turn its meaning counting more, those in brackets less."""
        roles = {number for stem, number in self._stems.items() if is_role(stem)}
        for (_, _, kind, _, blob, _), asides, place in zip(self._terms, self._asides, self._places, strict=True):
            yield (
                (1 + PLACE_SHARE * place)
                * (INDEX_SHARE if kind is TermKind.INDEX else 1)
                * sum(
                    weights[number] * (ROLE_SHARE if number in roles else 1) * (ASIDE_SHARE if number in asides else 1)
                    for number in set(array("I", blob))
                )
            )

    def _weights(self) -> list[float]:
        total = len(self.code_of)
        return [
            math.log(1 + total / (1 + len(self._rows[number]))) * (WEAK_SHARE if is_weak(stem) else 1)
            for stem, number in self._stems.items()
        ]

    def _near(self, alike: Iterable[tuple[str, str, float]]) -> list[list[tuple[int, float]]]:
        """For each stem its near stems, nearest first: same root, one a compound of the other, said to be alike."""
        near: list[dict[int, float]] = [{} for _ in self._rows]

        def join(one: int, other: int, share: float) -> None:
            if one != other:
                near[one][other] = max(near[one].get(other, 0), share)

        telling = {stem: number for stem, number in self._stems.items() if not is_weak(stem)}
        for members in _families(telling):
            for one, other in permutations(members, 2):
                join(one, other, _NEAR_ROOT)
        for stem, number in telling.items():
            for start in range(2, len(stem) - _COMPOUND_LETTERS + 1):
                part = telling.get(stem[start:])
                if part is not None and stem[:start] not in _NEGATING:
                    join(number, part, _NEAR_COMPOUND)
                    join(part, number, _NEAR_COMPOUND)
        for one_stem, other_stem, share in alike:
            if one_stem in self._stems and other_stem in self._stems:
                join(self._stems[one_stem], self._stems[other_stem], share)
                join(self._stems[other_stem], self._stems[one_stem], share)
        weight = [len(rows) for rows in self._rows]
        return [
            sorted(others.items(), key=lambda pair: (-pair[1], -weight[pair[0]], pair[0]))[:_NEAR_MOST]
            for others in near
        ]

    def _grams(self) -> Iterator[tuple[str, bytes]]:
        found: dict[str, array[int]] = defaultdict(lambda: array("I"))
        for stem, number in self._stems.items():
            if len(stem) >= 4 and not stem.isdigit():
                for gram in grams(stem):
                    found[gram].append(number)
        return ((gram, numbers.tobytes()) for gram, numbers in found.items())


def _families(stems: dict[str, int]) -> Iterator[list[int]]:
    """The numbers of stems that share a root, by root; a root with very many says nothing."""
    families: dict[str, list[int]] = defaultdict(list)
    for stem, number in stems.items():
        families[root(stem)].append(number)
    return (members for members in families.values() if 1 < len(members) <= _NEAR_MOST)


SCHEMA: Final = """
create table term (id integer primary key, code_id integer not null, kind integer not null, text text not null,
                   stems blob not null, absent blob not null);
create table stem (id integer primary key, text text not null unique, word text not null, weight real not null,
                   terms integer not null,
                   near blob not null, near_share blob not null, rows blob not null);
create table gram (text text primary key, stems blob not null) without rowid;
create table alias (term text not null, words text not null, kind text not null);
create table measure (code_id integer not null, low real not null, high real not null, unit text not null);
create table array (name text primary key, data blob not null) without rowid;
"""
