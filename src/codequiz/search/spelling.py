"""The nearest words of the index's own vocabulary, by shared letters, edit distance and sound."""

import re
from array import array
from collections import Counter
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Final

from codequiz.search.words import even

_SHORTEST: Final = 4
_CANDIDATES: Final = 40
_KEEP: Final = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A stem meant instead, the share of its weight that the likeness leaves (at most 0.9), and the likeness itself."""

    stem: str
    share: float
    likeness: float


def grams(word: str) -> set[str]:
    """The letter trigrams of a word, its ends marked."""
    marked = f"^{word}$"
    return {marked[i : i + 3] for i in range(len(marked) - 2)}


class Speller:
    """Suggests stems of one index for words that are not in it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[str, tuple[Suggestion, ...]] = {}

    def suggest(self, word: str, form: str) -> tuple[Suggestion, ...]:
        """The stems nearest to a word (`form` is its own stem), nearest first; empty when none is near."""
        if word not in self._known:
            if len(self._known) > 20_000:
                self._known.clear()
            self._known[word] = self._search(word, form)
        return self._known[word]

    def _search(self, word: str, form: str) -> tuple[Suggestion, ...]:
        if len(form) < _SHORTEST or any(c.isdigit() for c in form):
            return ()
        wanted = sorted(grams(form))
        marks = ",".join("?" * len(wanted))
        counts: Counter[int] = Counter()
        for (numbers,) in self._connection.execute(f"select stems from gram where text in ({marks})", wanted):
            counts.update(array("I", numbers))
        likely = [number for number, _ in counts.most_common(_CANDIDATES)]
        if not likely:
            return ()
        marks = ",".join("?" * len(likely))
        scored = []
        sound = sounds_like(form)
        rows = self._connection.execute(f"select text, word, terms from stem where id in ({marks})", likely)
        for text, shown, terms in rows:
            allowed = 1 if len(form) <= 4 else 2 if len(form) <= 8 else 3
            distance = min(edits(form, text, allowed + 1), edits(word, even(shown), allowed + 1))
            same_sound = sounds_like(text) == sound
            if distance > allowed and not same_sound:
                continue
            likeness = 1 - distance / max(len(form), len(text)) + (0.12 if same_sound else 0)
            likeness += 0.02 if text[0] == form[0] else -0.08
            likeness += min(0.1, 0.008 * terms.bit_length())
            scored.append((likeness, text))
        scored.sort(key=lambda pair: (-pair[0], pair[1]))
        if not scored or scored[0][0] < 0.66:
            return ()
        best = scored[0][0]
        return tuple(
            Suggestion(text, min(0.9, 0.9 * likeness / best), likeness)
            for likeness, text in scored[:_KEEP]
            if likeness > best - 0.12
        )


def edits(one: str, other: str, most: int) -> int:
    """The edit distance of two words, a swap of neighbours counting as one; `most` when it is that or more.

    Optimal string alignment, by rows.
    """
    if abs(len(one) - len(other)) >= most:
        return most
    before: list[int] = []
    previous = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (a != b))
            if before and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) >= most:
            return most
        before, previous = previous, row
    return min(previous[-1], most)


_SOUNDS: Final = (
    (re.compile("^(?:pn|kn|gn|mn)"), "n"),
    (re.compile("^(?:ps)"), "s"),
    (re.compile("^(?:pt)"), "t"),
    (re.compile("^x"), "s"),
    (re.compile("rrh|rh|rr"), "r"),
    (re.compile("sch|sk|sc(?=[eio])"), "s"),
    (re.compile("c(?=[eiy])"), "s"),
    (re.compile("ch|ck|c|q"), "k"),
    (re.compile("th"), "t"),
    (re.compile("gh|g(?=[ei])"), "j"),
    (re.compile("z|x"), "s"),
    (re.compile("[aeiouwh]+"), "a"),
    (re.compile(r"(.)\1+"), r"\1"),
)


def sounds_like(word: str) -> str:
    """A rough key of how a word sounds, so that `newmonia` and `pneumonia` meet."""
    for pattern, replacement in _SOUNDS:
        word = pattern.sub(replacement, word)
    return word
