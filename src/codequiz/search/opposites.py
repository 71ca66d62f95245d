"""Words that exclude each other: a code that says the opposite of the query is not what was meant."""

from collections.abc import Iterable
from sqlite3 import Connection
from typing import Final

from codequiz.search.words import stem

# One line a group; alternatives separated by bars, words of the same alternative by spaces.
_GROUPS: Final = """
congenital | acquired
malignant | benign
open | closed
acute | chronic
left | right | bilateral
male | female
upper | lower
anterior | posterior
primary | secondary
internal | external
unilateral | bilateral
unspecified | other specified
first 1st | second 2nd | third 3rd
initial | subsequent | sequela
displaced | nondisplaced
with | without
adult | child pediatric juvenile
maternal mother | newborn neonatal
new | established
single | multiple
partial incomplete | complete total
mild | moderate | severe
intentional | accidental unintentional
hot | cold
proximal | distal
medial | lateral
"""


class Opposites:
    """Tells contradictions, by stem numbers of one index."""

    def __init__(self, connection: Connection) -> None:
        places: dict[str, list[tuple[int, int]]] = {}
        for group, line in enumerate(_GROUPS.strip().splitlines()):
            for alternative, words in enumerate(line.split("|")):
                for word in words.split():
                    places.setdefault(stem(word), []).append((group, alternative))
        marks = ",".join("?" * len(places))
        rows = connection.execute(f"select id, text from stem where text in ({marks})", list(places))
        self._places = {number: tuple(places[text]) for number, text in rows}

    def stated(self, numbers: Iterable[int]) -> dict[int, set[int]]:
        """By group, the alternatives that are mentioned."""
        stated: dict[int, set[int]] = {}
        for number in numbers:
            for group, alternative in self._places.get(number, ()):
                stated.setdefault(group, set()).add(alternative)
        return stated

    def contradictions(self, wanted: dict[int, set[int]], numbers: Iterable[int]) -> int:
        """In how many groups `numbers` mention only alternatives that `wanted` does not."""
        if not wanted:
            return 0
        places = self._places
        said: dict[int, set[int]] = {}
        for number in numbers:
            if number in places:
                for group, alternative in places[number]:
                    if group in wanted:
                        said.setdefault(group, set()).add(alternative)
        return sum(wanted[group].isdisjoint(alternatives) for group, alternatives in said.items())
