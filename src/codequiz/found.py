"""What a query found."""

from dataclasses import dataclass

from codequiz.codebook import Code
from codequiz.codes import System
from codequiz.search.answer import Answer, Hit


@dataclass(frozen=True, slots=True)
class Found:
    """What a query found.

    `code` is set when it names exactly one installed code; the hits are that one or, with a `total`, the billable ones
    below it, where only such were asked for. `missing` is a query that is written like a code and is none that is
    installed; `nearest` are then real ones, the nearest first. `total` counts all matches of a prefix or range, of
    which `answer` may show fewer; `is_cut` when words find more than it shows. `absent` are code systems without which
    nothing could be found: they were asked for, or the query is written like their codes, and none is installed.
    `unknown` are those of several codes that are none.
    """

    answer: Answer
    code: Code | None = None
    missing: str = ""
    missing_systems: tuple[System, ...] = ()
    nearest: tuple[Code, ...] = ()
    total: int = 0
    is_cut: bool = False
    absent: tuple[System, ...] = ()
    unknown: tuple[str, ...] = ()


def code_hit(code: Code, how: str, score: float = 1.0) -> Hit:
    """A hit by a code itself rather than by words; `how` it was met."""
    return Hit(code.printed, code.system, code.title, code.billable, score, how, code.title, frozenset())
