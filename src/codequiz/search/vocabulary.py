"""What a word of a query may stand for: itself and what is near it, a part, a beginning, a misspelling."""

import re
from array import array
from collections.abc import Mapping
from sqlite3 import Connection
from typing import TYPE_CHECKING, Final, NamedTuple

from codequiz.search.measures import UNITS
from codequiz.search.words import even, is_weak, stem

if TYPE_CHECKING:
    from codequiz.search.spelling import Speller, Suggestion

DENIED_SHARE: Final = 0.4
"""What is said to be absent weighs this share of what it would."""

_UNKNOWN_WEIGHT: Final = 7.0
_SHORTEST_BEGINNING: Final = 3
_LONGEST_BEGINNING: Final = 6
_MOST_BEGUN: Final = 4
_BEGUN_TERMS: Final = 10
_BEGUN_SHARE: Final = 0.85
_RARE: Final = 20
_RARE_SHARE: Final = 0.75
_FAR_COMMONER: Final = 8
_ALMOST: Final = 0.98
_NON: Final = "non"
_COMPOUND_LETTERS: Final = 7
_COMPOUND_SHARE: Final = 0.7


class Stem(NamedTuple):
    """A stem of the vocabulary; `near` are (number of another stem, share of the meaning), nearest first."""

    number: int
    text: str
    word: str
    weight: float
    terms: int
    near: tuple[tuple[int, float], ...]


class Slot(NamedTuple):
    """One word of a query: what it weighs, and the stems that answer it, each with its share (at most 1).

    `corrected` is the spelling taken instead, empty when the word is known.
    """

    word: str
    weight: float
    shares: dict[int, float]
    corrected: str = ""
    denied: bool = False

    @property
    def exact(self) -> int:
        """The number of the stem that is the word itself, -1 where the word is unknown or corrected."""
        number = next(iter(self.shares), -1)
        return number if self.shares.get(number) == 1.0 else -1


class Vocabulary:
    """The words of one index."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[str, Stem | None] = {}
        self._speller: Speller | None = None

    def stems(self, words: list[str]) -> dict[str, Stem]:
        """The stems among `words` that the vocabulary has."""
        missing = [word for word in words if word not in self._known]
        if missing:
            marks = ",".join("?" * len(missing))
            rows = self._connection.execute(
                f"select id, text, word, weight, terms, near, near_share from stem where text in ({marks})",
                missing,
            )
            if len(self._known) > 50_000:
                self._known.clear()
            self._known.update(dict.fromkeys(missing))
            for number, text, word, weight, terms, near, near_share in rows:
                pairs = tuple(zip(array("I", near), array("f", near_share), strict=True))
                self._known[text] = Stem(number, text, word, weight, terms, pairs)
        return {word: known for word in words if (known := self._known.get(word))}

    def slots(self, word: str, form: str, known: Mapping[str, Stem]) -> list[Slot]:
        """What answers one word; `form` is its stem, `known` has the stem where the vocabulary does.

        An unknown word is taken apart (`ckd3b`, `heartattack`), for a beginning (`anes`), for a misspelling, or for
        the known word that it ends in; what stays unknown is a slot that nothing answers.
        """
        if form in known:
            own = known[form]
            begun = self._begun(word, most=own.terms) if own.terms < _RARE else []
            shares = _shares((own, 1.0))
            for number, share in _shares(*((one, _RARE_SHARE) for one in begun)).items():
                shares.setdefault(number, share)
            return [Slot(word, own.weight, shares)]
        parts = letters_and_digits(word)
        if len(parts) > 1:
            found = self.stems([stem(part) for part in parts])
            if all(stem(part) in found for part in parts):
                return [slot for part in parts for slot in self.slots(part, stem(part), found)]
        rest = form.removeprefix(_NON)
        if rest != form and (denied := self.stems([rest]).get(rest)):
            return [Slot(word, denied.weight * DENIED_SHARE, _shares((denied, 1.0)), denied=True)]
        if begun := self._begun(word):
            shares = _shares(*((one, _BEGUN_SHARE) for one in begun))
            return [Slot(word, max(one.weight for one in begun), shares, begun[0].word)]
        suggestions = self._suggestions(word, form)
        if not (suggestions and suggestions[0].likeness >= _ALMOST) and (compound := self._compound(word, form)):
            return [compound]
        if not suggestions:
            halves = self._halves(word)
            if halves:
                return halves
            return [Slot(word, _UNKNOWN_WEIGHT, {})]
        best = self.stems([suggestion.stem for suggestion in suggestions])
        shares = _shares(*((best[suggestion.stem], suggestion.share) for suggestion in suggestions))
        first = best[suggestions[0].stem]
        return [Slot(word, first.weight, shares, corrected=first.word)]

    def _suggestions(self, word: str, form: str) -> "tuple[Suggestion, ...]":
        if self._speller is None:
            from codequiz.search.spelling import Speller

            self._speller = Speller(self._connection)
        return self._speller.suggest(even(word), form)

    def _compound(self, word: str, form: str) -> Slot | None:
        """An unknown word that ends in a known one (`cystoisosporiasis`), as that."""
        endings = [form[start:] for start in range(2, len(form) - _COMPOUND_LETTERS + 1)]
        found = self.stems(endings)
        for ending in endings:
            if ending in found and not is_weak(ending):
                return Slot(word, found[ending].weight, _shares((found[ending], _COMPOUND_SHARE)))
        return None

    def _begun(self, word: str, most: int = 0) -> list[Stem]:
        """What a short word may be the beginning of (`anes`, `lami`): the commonest words, commonest first.

        `most` is how often the word itself is there; what it begins must be far commoner.
        """
        if not _SHORTEST_BEGINNING <= len(word) <= _LONGEST_BEGINNING or not word.isalpha():
            return []
        rows = self._connection.execute(
            "select text from stem where text > ? and text < ? and terms >= ? order by terms desc limit ?",
            (word, word + "~", max(_BEGUN_TERMS, _FAR_COMMONER * most), _MOST_BEGUN),
        ).fetchall()
        found = self.stems([text for (text,) in rows])
        return [found[text] for (text,) in rows if not is_weak(text)]

    def _halves(self, word: str) -> list[Slot]:
        """Two known words written as one (`heartattack`), or nothing."""
        for cut in range(4, len(word) - 3):
            one, other = stem(word[:cut]), stem(word[cut:])
            found = self.stems([one, other])
            if len(found) == 2 and min(found[one].terms, found[other].terms) > 3:
                return self.slots(word[:cut], one, found) + self.slots(word[cut:], other, found)
        return []


def _shares(*meant: tuple[Stem, float]) -> dict[int, float]:
    """What answers a word that stands for stems, each so far: those, and in part what is near them."""
    shares: dict[int, float] = {}
    for one, most in meant:
        for number, share in ((one.number, 1.0), *one.near):
            shares[number] = max(shares.get(number, 0), share * most)
    return shares


def letters_and_digits(word: str) -> list[str]:
    """`ckd3b` → `ckd`, `3b`, and `39w2d` → `39`, `week`, `2`, `day`: runs of letters split from runs of digits."""
    amounts = re.findall(r"(\d+(?:\.\d+)?)([a-z]{1,7})", word)
    if amounts and "".join(map("".join, amounts)) == word and all(unit in UNITS for _, unit in amounts):
        return [part for number, unit in amounts for part in (number, UNITS[unit][0] if UNITS[unit][1] == 1 else unit)]
    match = re.fullmatch(r"([a-z]{2,})(\d+[a-z]?)", word) or re.fullmatch(r"(\d+)([a-z]{3,})", word)
    return [match[1], match[2]] if match else [word]
