"""What a "find it" drill asks: a wording, and the one code that it describes."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from codequiz.codebook import Code
from codequiz.codes import System
from codequiz.generate import diagnoses, procedures
from codequiz.generate.model import Book

SYSTEMS: Final = (System.ICD10CM, System.CPT, System.HCPCS)
_MOST_DRAWS: Final = 2_000


@dataclass(frozen=True, slots=True)
class Target:
    """A wording shown and the code that is to be found: no other code in the book is described by it."""

    asked: str
    code: Code


def targets(book: Book, seed: int, systems: Sequence[System] = SYSTEMS) -> Iterator[Target]:
    """Targets of the systems in turn, none twice, the same for a seed; ends when the book gives nothing new."""
    rng = random.Random(f"codequiz drill {seed}")
    asked: set[int] = set()
    idle = 0
    while idle < _MOST_DRAWS:
        for system in systems:
            target = _draw(book, rng, system)
            if target is None or target.code.id in asked:
                idle += 1
                continue
            idle = 0
            asked.add(target.code.id)
            yield target


def _draw(book: Book, rng: random.Random, system: System) -> Target | None:
    for _ in range(100):
        try:
            if system is System.ICD10CM:
                if found := diagnoses.described(book, rng):
                    return Target(found[0], found[1])
            elif code := procedures.described(book, rng, system):
                return Target(code.title, code)
        except IndexError:  # nothing of the system is installed
            return None
    return None
