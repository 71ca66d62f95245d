"""What a query asks for: its words with everything each may stand for, and the ways in which it can be read."""

from array import array
from collections.abc import Iterator, Sequence, Set
from itertools import chain, islice, pairwise, product
from sqlite3 import Connection
from typing import Final, NamedTuple

from codequiz.search.denial import denied, said
from codequiz.search.vocabulary import DENIED_SHARE, Slot, Vocabulary
from codequiz.search.words import BREAK, ORDINARY, STOP, clauses, essential, is_role, is_weak, split, stem

_MOST_WORDS: Final = 40
_MOST_READINGS: Final = 5
_ALIAS_WORDS: Final = 5
_READ_SHARE: Final = 0.97
_LATER_SHARE: Final = 0.03
_SHORT_PHRASE: Final = 3
_LEAST_SHARE: Final = 0.7
_JOINED_SHARE: Final = 0.95
SAME: Final = 0.85
"""A stem that answers a word by this share or more means what the word does: it is there, or denied, as the word is."""
_PROCEDURES: Final = frozenset(("procedure", "supply"))


class _Meaning(NamedTuple):
    """What a short form stands for, whether that is worth saying, and whether both are plain words."""

    text: str
    telling: bool
    is_word: bool


def _place(meaning: _Meaning | None) -> int:
    """What is tried first: what a short form stands for, the words as typed, another word for a plain one."""
    if meaning is None:
        return 1
    return 2 if meaning.is_word else 0


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
                if any(share >= SAME and n in said and n not in absent for n, share in slot.shares.items()):
                    return True
            elif absent and slot.exact in absent:
                return True
        return False


class Reader:
    """Turns queries into readings, with the vocabulary of one index."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._vocabulary = Vocabulary(connection)

    def readings(self, query: str, *, procedures: bool = True) -> list[Reading]:
        """The readings of a query, as typed first; empty when it has no word in it.

        Without `procedures` (only diagnoses are asked for) a short form is a procedure or a supply where it is nothing
        else.
        """
        words = clauses(query)[:_MOST_WORDS]
        capitals = set() if query.isupper() else {word.lower() for word in query.split() if word.isupper()}
        found = []
        for text, share, expanded in self._phrasings(words, ORDINARY - capitals, procedures=procedures):
            slots = self._slots(text)
            if slots:
                found.append(Reading(slots, share, expanded))
        return found

    def _phrasings(
        self, words: list[str], ordinary: Set[str], *, procedures: bool
    ) -> list[tuple[list[str], float, tuple[tuple[str, str], ...]]]:
        """(words, share, what was expanded): as typed, then with aliases written out, longest first."""
        phrasings: list[tuple[list[str], float, tuple[tuple[str, str], ...]]] = [(words, 1.0, ())]
        segments = self._aliases(words, STOP | ordinary, procedures=procedures)
        if not segments:
            return phrasings
        telling = sum(word not in STOP and word != BREAK for word in words)
        # In a long phrase of plain words a short form is more likely to be none.
        share = max(_LEAST_SHARE, _READ_SHARE - _LATER_SHARE * max(0, telling - _SHORT_PHRASE))
        known = self._vocabulary.stems([stem(word) for word in words])
        choices = [
            # As typed too, where titles and names have the words; a plain word is likelier itself than another.
            sorted([*meanings, *([None] if all(stem(word) in known for word in words[start:end]) else [])], key=_place)
            for start, end, meanings in segments
        ]
        for chosen in islice(_likeliest(choices), _MOST_READINGS - 1):
            out: list[str] = []
            position = 0
            expanded = []
            for (start, end, _), meaning in zip(segments, chosen, strict=True):
                out += words[position:start] + (split(meaning.text) if meaning else words[start:end])
                position = end
                if meaning and meaning.telling:
                    expanded.append((" ".join(words[start:end]), meaning.text))
            out += words[position:]
            phrasings.append((out, share, tuple(expanded)))
        return phrasings

    def _aliases(self, words: list[str], plain: Set[str], *, procedures: bool) -> list[tuple[int, int, list[_Meaning]]]:
        """(start, end, meanings) of the longest aliases in `words`, not overlapping.

        `plain` are words that are aliases only where they stand alone.
        """
        spans = {
            (start, end): " ".join(word for word in words[start:end] if word != BREAK)
            for start in range(len(words))
            for end in range(start + 1, min(start + _ALIAS_WORDS, len(words)) + 1)
            if BREAK not in (words[start], words[end - 1])
        }
        keys = sorted(set(spans.values()))[:900]
        if not keys:
            return []
        meanings: dict[str, list[_Meaning]] = {}
        others: dict[str, list[_Meaning]] = {}
        alone = sum(word != BREAK for word in words) == 1
        marks = ",".join("?" * len(keys))
        for term, written, kind in self._connection.execute(
            f"select term, words, kind from alias where term in ({marks})", keys
        ):
            if alone or term not in plain:
                text = essential(written)
                telling = kind != "word" and not all(is_weak(stem(word)) for word in split(text) if word not in STOP)
                into = meanings if procedures or kind not in _PROCEDURES else others
                into.setdefault(term, []).append(_Meaning(text, telling, kind == "word"))
        meanings = others | meanings
        chosen: list[tuple[int, int, list[_Meaning]]] = []
        taken: set[int] = set()
        for start, end in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
            if spans[start, end] in meanings and taken.isdisjoint(range(start, end)):
                whole = end - start == len(words)
                found = meanings[spans[start, end]]
                chosen.append((start, end, found if whole else [one._replace(text=said(one.text)) for one in found]))
                taken.update(range(start, end))
        return sorted(chosen)

    def _slots(self, words: list[str]) -> tuple[Slot, ...]:
        telling = [
            (word, flag) for word, flag in zip(words, denied(words), strict=True) if word not in STOP and word != BREAK
        ]
        content = [word for word, _ in telling]
        forms = [stem(word) for word in content]
        joined = [stem(one + other) if len(one) + len(other) >= 6 else "" for one, other in pairwise(content)]
        known = self._vocabulary.stems([*forms, *filter(None, joined)])
        slots: list[Slot] = []
        for (word, is_denied), form, importance_ in zip(telling, forms, importance(content), strict=True):
            found = self._vocabulary.slots(word, form, known)
            share = importance_ * (DENIED_SHARE if is_denied else 1)
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


_NUMBERED: Final = frozenset(
    "type stage grade degree degrees level category class group factor week weeks percent phase part parts vitamin cin "
    "trisomy gravida para age view views hour hours day days min minute minutes cm mm mg ml unit units".split()
)
_INHERITANCE: Final = frozenset(
    "autosomal recessive dominant linked familial hereditary inherited nonsyndromic syndromic isolated mutation".split()
)
_QUALIFIER_SHARE: Final = 0.4
_HEAD_WORDS: Final = 6
_TAIL_SHARE: Final = 0.7
_ROLE_SHARE: Final = 1.5
_SIDES: Final = frozenset(("left", "right", "bilateral"))


def _likeliest(choices: Sequence[Sequence[_Meaning | None]]) -> Iterator[tuple[_Meaning | None, ...]]:
    """Which meaning each short form takes (None: it stays as it is typed), the likeliest first.

    All in their first meaning; then one of them in another; then everything else. Never all as typed.
    """
    first = tuple(some[0] for some in choices)
    others = [
        (*first[:place], some[turn], *first[place + 1 :])
        for turn in range(1, max(len(some) for some in choices))
        for place, some in enumerate(choices)
        if turn < len(some)
    ]
    seen: set[tuple[_Meaning | None, ...]] = {(None,) * len(choices)}
    for chosen in chain([first], others, product(*choices)):
        if chosen not in seen:
            seen.add(chosen)
            yield chosen


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
