"""Stems that ask the same thing in nearly the same words."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from codequiz.questions import Question

NEAR: Final = 0.6
"""Share of three-word phrases in common from which two stems are near-duplicates."""
_SIZE: Final = 3
_COMMON: Final = 40


def near_duplicates(questions: Sequence[Question]) -> Iterator[tuple[Question, Question, float]]:
    """Pairs of questions whose stems share at least `NEAR` of their phrases (Jaccard), with that share.

    Short stems of one pattern (`Which term means …`) are compared with their choices, so that only those pairs
    count that also offer the same. Questions of one case share its note, which is not compared.
    """
    phrases = [_phrases(question) for question in questions]
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for n, own in enumerate(phrases):
        # In any order, as sets are; the pairs are put in order below.
        for phrase in own:
            places[phrase].append(n)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for holders in places.values():
        if len(holders) <= _COMMON:
            for i, first in enumerate(holders):
                for second in holders[i + 1 :]:
                    shared[first, second] += 1
    for (first, second), _ in sorted(shared.items()):
        both = len(phrases[first] & phrases[second])
        share = both / len(phrases[first] | phrases[second])
        if share >= NEAR:
            yield questions[first], questions[second], share


def _phrases(question: Question) -> frozenset[tuple[str, ...]]:
    words = re.findall(r"\w+(?:[.,/]\d+)?", question.stem.casefold())
    if len(words) < 25:
        words += re.findall(r"\w+(?:[.,/]\w+)?", " ".join(sorted(question.choices)).casefold())
    if len(words) < _SIZE:
        return frozenset({tuple(words)})
    return frozenset(tuple(words[n : n + _SIZE]) for n in range(len(words) - _SIZE + 1))
