"""What a search answers: hits, each with why it matched."""

from dataclasses import dataclass
from enum import IntEnum

from codequiz.codes import System


class TermKind(IntEnum):
    """Where a searchable wording comes from; the value is stored."""

    TITLE = 0
    INCLUSION_TERM = 1
    INCLUDES = 2
    NAME = 3
    SYNONYM = 4
    INDEX = 5

    @property
    def label(self) -> str:
        """The kind as hits name it."""
        return self.name.lower().replace("_", " ")


@dataclass(frozen=True, slots=True)
class Hit:
    """One code found: `code` as printed, `score` from 0 to about 1, `met` what the query met.

    `read` says how words of the query were taken (short forms written out, spelling). `term` is the wording that
    matched and `words` the stems in it that did.
    """

    code: str
    system: System
    title: str
    billable: bool
    score: float
    met: str
    term: str
    words: frozenset[str]
    read: tuple[str, ...] = ()

    @property
    def matched(self) -> str:
        """Why the code is a hit, in one line."""
        return "; ".join((self.met, *self.read))


@dataclass(frozen=True, slots=True)
class Answer:
    """The hits of one query, best first; `corrections` are (as typed, taken as)."""

    query: str
    hits: tuple[Hit, ...]
    elapsed_ms: float
    corrections: tuple[tuple[str, str], ...] = ()
