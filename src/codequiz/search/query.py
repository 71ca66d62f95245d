"""What a query asks for: its words with everything each may stand for, and the ways in which it can be read."""

import re
from array import array
from itertools import pairwise, product
from sqlite3 import Connection
from typing import TYPE_CHECKING, Final, NamedTuple

from codequiz.search.denial import denied, said
from codequiz.search.words import BREAK, STOP, clauses, even, is_role, is_weak, split, stem

if TYPE_CHECKING:
    from codequiz.search.spelling import Speller, Suggestion

_MOST_WORDS: Final = 40
_MOST_READINGS: Final = 5
_ALIAS_WORDS: Final = 5
_READ_SHARE: Final = 0.97
_LATER_SHARE: Final = 0.03
_SHORT_PHRASE: Final = 3
_LEAST_SHARE: Final = 0.7
_JOINED_SHARE: Final = 0.95
_SAME: Final = 0.85
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


class Reading(NamedTuple):
    """One way to read a query: slots, and the share of its score that survives an interpretation.

    `expanded` says which short forms were written out, as (as typed, as read).
    """

    slots: tuple[Slot, ...]
    share: float
    expanded: tuple[tuple[str, str], ...] = ()

    @property
    def weight(self) -> float:
        """The weight of all its words."""
        return sum(slot.weight for slot in self.slots)

    def denies(self, said: "array[int]", absent: "array[int]") -> bool:
        """Whether it says to be absent what a wording has, or to be there what that says to be absent.

        `said` are the stems of the wording, `absent` those of them that it says to be absent.
        """
        for slot in self.slots:
            if slot.denied:
                if any(share >= _SAME and n in said and n not in absent for n, share in slot.shares.items()):
                    return True
            elif absent and slot.exact in absent:
                return True
        return False


class Reader:
    """Turns queries into readings, with the vocabulary of one index."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[str, Stem | None] = {}
        self._speller: Speller | None = None

    def readings(self, query: str) -> list[Reading]:
        """The readings of a query, as typed first; empty when it has no word in it."""
        words = clauses(query)[:_MOST_WORDS]
        found = []
        for text, share, expanded in self._phrasings(words):
            slots = self._slots(text)
            if slots:
                found.append(Reading(slots, share, expanded))
        return found

    def _phrasings(self, words: list[str]) -> list[tuple[list[str], float, tuple[tuple[str, str], ...]]]:
        """(words, share, what was expanded): as typed, then with aliases written out, longest first."""
        phrasings: list[tuple[list[str], float, tuple[tuple[str, str], ...]]] = [(words, 1.0, ())]
        segments = self._aliases(words)
        if not segments:
            return phrasings
        choices = [meanings for *_, meanings in segments]
        telling = sum(word not in STOP and word != BREAK for word in words)
        # In a long phrase of plain words a short form is more likely to be none.
        share = max(_LEAST_SHARE, _READ_SHARE - _LATER_SHARE * max(0, telling - _SHORT_PHRASE))
        for chosen in product(*choices):
            out: list[str] = []
            position = 0
            for (start, end, _), (meaning, _) in zip(segments, chosen, strict=True):
                out += words[position:start] + split(meaning)
                position = end
            out += words[position:]
            expanded = tuple(
                (" ".join(words[start:end]), meaning)
                for (start, end, _), (meaning, tell) in zip(segments, chosen, strict=True)
                if tell
            )
            phrasings.append((out, share, expanded))
            if len(phrasings) >= _MOST_READINGS:
                break
        return phrasings

    def _aliases(self, words: list[str]) -> list[tuple[int, int, list[tuple[str, bool]]]]:
        """(start, end, (meaning, whether to say so)) of the longest aliases in `words`, not overlapping."""
        spans = {
            (start, end): " ".join(word for word in words[start:end] if word != BREAK)
            for start in range(len(words))
            for end in range(start + 1, min(start + _ALIAS_WORDS, len(words)) + 1)
            if BREAK not in (words[start], words[end - 1])
        }
        keys = sorted(set(spans.values()))[:900]
        if not keys:
            return []
        meanings: dict[str, list[tuple[str, bool]]] = {}
        alone = sum(word != BREAK for word in words) == 1
        marks = ",".join("?" * len(keys))
        for term, text, kind in self._connection.execute(
            f"select term, words, kind from alias where term in ({marks})", keys
        ):
            if alone or term not in STOP:
                telling = kind != "word" and not all(is_weak(stem(word)) for word in split(text) if word not in STOP)
                meanings.setdefault(term, []).append((text, telling))
        chosen: list[tuple[int, int, list[tuple[str, bool]]]] = []
        taken: set[int] = set()
        for start, end in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
            if spans[start, end] in meanings and taken.isdisjoint(range(start, end)):
                whole = end - start == len(words)
                found = meanings[spans[start, end]]
                chosen.append((start, end, found if whole else [(said(text), telling) for text, telling in found]))
                taken.update(range(start, end))
        return sorted(chosen)

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

    def _slots(self, words: list[str]) -> tuple[Slot, ...]:
        telling = [
            (word, flag) for word, flag in zip(words, denied(words), strict=True) if word not in STOP and word != BREAK
        ]
        content = [word for word, _ in telling]
        forms = [stem(word) for word in content]
        joined = [stem(one + other) if len(one) + len(other) >= 6 else "" for one, other in pairwise(content)]
        known = self.stems([*forms, *filter(None, joined)])
        slots: list[Slot] = []
        for (word, is_denied), form, importance_ in zip(telling, forms, importance(content), strict=True):
            found = self._slot(word, form, known)
            share = importance_ * (_DENIED_SHARE if is_denied else 1)
            slots += (
                found
                if share == 1
                else [slot._replace(weight=slot.weight * share, denied=is_denied != slot.denied) for slot in found]
            )
        if len(slots) == len(content):
            for position, form in enumerate(joined):
                if form in known:
                    for slot in slots[position : position + 2]:
                        slot.shares.setdefault(known[form].number, _JOINED_SHARE)
        return tuple(_once(slots))

    def _slot(self, word: str, form: str, known: dict[str, Stem]) -> list[Slot]:
        if form in known:
            own = known[form]
            shares = {own.number: 1.0, **dict(own.near)}
            begun = self._begun(word, most=own.terms) if own.terms < _RARE else []
            for number, share in _together(begun, _RARE_SHARE).items():
                shares.setdefault(number, share)
            return [Slot(word, own.weight, shares)]
        parts = letters_and_digits(word)
        if len(parts) > 1:
            found = self.stems([stem(part) for part in parts])
            if all(stem(part) in found for part in parts):
                return [slot for part in parts for slot in self._slot(part, stem(part), found)]
        if form.startswith(_NON) and (rest := form.removeprefix(_NON)) in self.stems([rest]):
            own = self.stems([rest])[rest]
            return [Slot(word, own.weight * _DENIED_SHARE, {own.number: 1.0, **dict(own.near)}, denied=True)]
        if begun := self._begun(word):
            return [Slot(word, max(one.weight for one in begun), _together(begun, _BEGUN_SHARE), begun[0].word)]
        suggestions = self._suggestions(word, form)
        if not (suggestions and suggestions[0].likeness >= _ALMOST) and (compound := self._compound(word, form)):
            return [compound]
        if not suggestions:
            halves = self._halves(word)
            if halves:
                return halves
            return [Slot(word, _UNKNOWN_WEIGHT, {})]
        likely: dict[int, float] = {}
        best = self.stems([suggestion.stem for suggestion in suggestions])
        for suggestion in suggestions:
            for number, share in ((best[suggestion.stem].number, 1.0), *best[suggestion.stem].near):
                likely[number] = max(likely.get(number, 0), share * suggestion.share)
        first = best[suggestions[0].stem]
        return [Slot(word, first.weight, likely, corrected=first.word)]

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
                part = found[ending]
                near = {number: share * _COMPOUND_SHARE for number, share in part.near}
                return Slot(word, part.weight, {part.number: _COMPOUND_SHARE, **near})
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
                return self._slot(word[:cut], one, found) + self._slot(word[cut:], other, found)
        return []


def _together(stems: list[Stem], most: float) -> dict[int, float]:
    """The shares of stems and of what is near them, each times `most`."""
    shares: dict[int, float] = {}
    for one in stems:
        for number, share in ((one.number, 1.0), *one.near):
            shares[number] = max(shares.get(number, 0), share * most)
    return shares


def letters_and_digits(word: str) -> list[str]:
    """`ckd3b` → `ckd`, `3b`: runs of letters split from what begins with a digit."""
    match = re.fullmatch(r"([a-z]{2,})(\d+[a-z]?)", word) or re.fullmatch(r"(\d+)([a-z]{3,})", word)
    return [match[1], match[2]] if match else [word]


_NUMBERED: Final = frozenset(
    "type stage grade degree degrees level category class group factor week weeks percent phase part parts vitamin cin "
    "trisomy gravida para age view views hour hours day days min minute minutes cm mm mg ml unit units".split()
)
_INHERITANCE: Final = frozenset(
    "autosomal recessive dominant linked familial hereditary inherited nonsyndromic syndromic isolated mutation".split()
)
_QUALIFIER_SHARE: Final = 0.4
_DENIED_SHARE: Final = 0.4
_HEAD_WORDS: Final = 6
_TAIL_SHARE: Final = 0.7
_ROLE_SHARE: Final = 1.5
_SIDES: Final = frozenset(("left", "right", "bilateral"))


def importance(words: list[str]) -> list[float]:
    """How much each word of a query tells, 0 to about 1, from its place in it.

    How a disease is inherited, the number of a subtype and what comes late tell less than the disease.
    """
    shares = []
    for position, word in enumerate(words):
        share = 1.0
        if position >= _HEAD_WORDS:
            share *= _TAIL_SHARE
        if is_role(stem(word)) or word in _SIDES:
            share *= _ROLE_SHARE
        if word in _INHERITANCE or (
            word[0].isdigit() and position and words[position - 1] not in _NUMBERED and not _is_measure(words, position)
        ):
            share *= _QUALIFIER_SHARE
        shares.append(share)
    return shares


def _is_measure(words: list[str], position: int) -> bool:
    return position + 1 < len(words) and words[position + 1] in _NUMBERED


def _once(slots: list[Slot]) -> list[Slot]:
    """The slots without repeated words: saying a word twice does not ask for more."""
    seen: set[tuple[tuple[int, float], ...]] = set()
    kept = []
    for slot in slots:
        key = tuple(slot.shares.items())
        if not key or key not in seen:
            kept.append(slot)
            seen.add(key)
    return kept
