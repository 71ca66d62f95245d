"""What changed from one release of a code system to another."""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from codequiz.codes import System, format_code
from codequiz.releases.model import CodeEntry


class Change(StrEnum):
    """What became of a code."""

    NEW = "new"
    DELETED = "deleted"
    RETITLED = "retitled"
    HEADER = "billable to header"
    BILLABLE = "header to billable"
    TERMINATED = "terminated"


@dataclass(frozen=True, slots=True)
class Changed:
    """One change; a title is empty where there is none. `billable` is as in the newer release that has the code."""

    change: Change
    system: System
    code: str
    old_title: str
    new_title: str
    billable: bool

    @property
    def printed(self) -> str:
        """The code as people write it."""
        return format_code(self.system, self.code)


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts of a comparison.

    `billable_added` could not be billed before (or was not there), `deleted` is gone, `retitled` has another long
    title, `to_header` could be billed and needs more characters now, `terminated` was ended with a date.
    """

    old_billable: int
    new_billable: int
    added: int
    billable_added: int
    deleted: int
    retitled: int
    to_header: int
    terminated: int


@dataclass(frozen=True, slots=True)
class _Brief:
    title: str
    billable: bool
    terminated: str


def brief(entries: Iterable[CodeEntry]) -> dict[tuple[System, str], _Brief]:
    """What a comparison needs of a release."""
    return {
        (entry.system, entry.code): _Brief(entry.title, entry.billable and not entry.terminated, entry.terminated)
        for entry in entries
        if entry.level.is_code
    }


def compare(old: Iterable[CodeEntry], new: Iterable[CodeEntry]) -> tuple[list[Changed], Totals]:
    """Every change from `old` to `new`, in the order of their codes, and the totals.

    A code can be in two changes, say retitled and turned into a header.
    """
    before, after = brief(old), brief(new)
    changes: list[Changed] = []
    for key in sorted(before.keys() | after.keys(), key=lambda pair: (list(System).index(pair[0]), pair[1])):
        was, now = before.get(key), after.get(key)
        changes += [
            Changed(change, *key, was.title if was else "", now.title if now else "", (now or was or _NOTHING).billable)
            for change in _changes(was, now)
        ]
    count = Counter(changed.change for changed in changes)
    totals = Totals(
        old_billable=sum(one.billable for one in before.values()),
        new_billable=sum(one.billable for one in after.values()),
        added=count[Change.NEW],
        billable_added=sum(one.billable and not (key in before and before[key].billable) for key, one in after.items()),
        deleted=count[Change.DELETED],
        retitled=count[Change.RETITLED],
        to_header=count[Change.HEADER],
        terminated=count[Change.TERMINATED],
    )
    return changes, totals


_NOTHING = _Brief("", False, "")


def _folded(title: str) -> str:
    """A title without accents: the Tabular List prints them, order files do not."""
    if title.isascii():
        return title
    return "".join(c for c in unicodedata.normalize("NFKD", title) if not unicodedata.combining(c))


def _changes(was: _Brief | None, now: _Brief | None) -> list[Change]:
    if was is None:
        return [Change.NEW]
    if now is None:
        return [Change.DELETED]
    found = []
    if _folded(was.title) != _folded(now.title):
        found.append(Change.RETITLED)
    if now.terminated and not was.terminated:
        found.append(Change.TERMINATED)
    elif was.billable and not now.billable:
        found.append(Change.HEADER)
    elif now.billable and not was.billable:
        found.append(Change.BILLABLE)
    return found
