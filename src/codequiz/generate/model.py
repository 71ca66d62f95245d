"""What makers of questions share: the view they draw from, a draft, and how a draft becomes a question."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from codequiz.codebook import Code
from codequiz.codes import System
from codequiz.questions import LETTERS, Question
from codequiz.releases.model import Level, NoteKind

WRONG: Final = len(LETTERS) - 1


class Kind(StrEnum):
    """What a made question asks."""

    CONDITION = "condition"
    LATERALITY = "laterality"
    SEVENTH = "seventh"
    TRIMESTER = "trimester"
    BILLABLE = "billable"
    EXCLUDES1 = "excludes1"
    SEQUENCE = "sequence"
    PLACE = "place"
    NEW = "new"
    CPT = "cpt"
    HCPCS = "hcpcs"
    ADD_ON = "add-on"


class Book(Protocol):
    """The installed code sets, read-only. Ids follow the order of the book, so that a seed means the same draw."""

    def year(self, system: System) -> int:
        """The year that the installed release is of."""
        ...

    def billable(self, system: System) -> Sequence[int]:
        """Ids of the codes of a system that can be reported."""
        ...

    def common(self, system: System) -> Sequence[int]:
        """Those of them that daily work meets."""
        ...

    def titled(self, words: str) -> Sequence[int]:
        """Ids of reportable ICD-10-CM codes whose title holds `words`."""
        ...

    def noted(self, kind: NoteKind) -> Sequence[int]:
        """Ids of the entries at which a note of this kind stands."""
        ...

    def extended(self) -> Sequence[int]:
        """Ids of the codes that a 7th character is added to."""
        ...

    def flagged(self, system: System, flag: str) -> Sequence[int]:
        """Ids of the codes with a mark such as `add_on`."""
        ...

    def level(self, level: Level) -> Sequence[int]:
        """Ids of all chapters, or all blocks, of ICD-10-CM."""
        ...

    def find(self, system: System, code: str) -> Code | None:
        """The entry with this normalised code."""
        ...

    def entry(self, code_id: int) -> Code:
        """The entry with this id."""
        ...

    def path(self, code: Code) -> tuple[Code, ...]:
        """The entries above a code, the chapter first."""
        ...

    def children(self, code_id: int) -> tuple[Code, ...]:
        """The entries just below one."""
        ...

    def notes(self, code_id: int) -> tuple[tuple[NoteKind, str], ...]:
        """The notes that stand at an entry."""
        ...

    def covering(self, text: str) -> frozenset[int]:
        """Ids of all codes of which one wording holds every word of `text`."""
        ...


@dataclass(frozen=True, slots=True)
class Draft:
    """A question before its choices are shuffled. `wrong` are (choice, why it is wrong)."""

    domain: str
    stem: str
    right: str
    wrong: tuple[tuple[str, str], ...]
    rationale: str
    codes: tuple[Code, ...]
    difficulty: int = 2
    tags: tuple[str, ...] = ()


def finished(draft: Draft, kind: Kind, seed: int, year: int, rng: random.Random) -> Question:
    """The draft as a question, its choices in an order drawn."""
    choices = [(draft.right, ""), *draft.wrong]
    rng.shuffle(choices)
    return Question(
        id=f"gen-{kind}-{seed}",
        domain=draft.domain,
        stem=draft.stem,
        choices=tuple(choice for choice, _ in choices),
        answer=[choice for choice, _ in choices].index(draft.right),
        rationale=draft.rationale,
        wrong=tuple(reason for _, reason in choices),
        codes=tuple(dict.fromkeys(identifier(code) for code in draft.codes)),
        difficulty=draft.difficulty,
        as_of=year,
        tags=("generated", kind.value, *draft.tags),
        file="generated",
    )


def identifier(code: Code) -> str:
    """A code as questions list it: `icd10cm:E11.9`."""
    return f"{code.system}:{code.printed}"
