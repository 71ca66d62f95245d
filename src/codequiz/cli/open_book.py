"""The open book, line by line: what a query finds, and what the codes of a choice mean."""

from collections.abc import Callable
from typing import Final

from codequiz.cli import console
from codequiz.codebook import Code
from codequiz.codes import System
from codequiz.errors import CodequizError
from codequiz.found import Found
from codequiz.lookup import Lookup
from codequiz.practice import choice_codes
from codequiz.text import one_line

_HITS: Final = 10
_TITLE: Final = 200


class Book:
    """The code books, opened when they are first wanted. What goes wrong in them is said in one line."""

    def __init__(self, open_lookup: Callable[[], Lookup]) -> None:
        self._open = open_lookup
        self._opened: Lookup | None = None

    def look_up(self, query: str) -> None:
        """Write the card of the code that `query` is, or the hits of its words, the best first."""
        try:
            lookup = self._lookup()
            found = lookup.find(query, limit=_HITS)
            if found.code is not None:
                self._write_cards(lookup, [found.code])
            else:
                _write_hits(lookup, found, query)
        except CodequizError as error:
            console.write(f"The lookup failed: {one_line(error.message)}")

    def cards(self, choice: str) -> None:
        """Write what the code books say of the codes that a choice names."""
        try:
            lookup = self._lookup()
            codes = choice_codes(choice, lookup.book)
            if codes:
                self._write_cards(lookup, codes)
            else:
                console.write(f"No installed code is named in: {one_line(choice, _TITLE)}")
        except CodequizError as error:
            console.write(f"The code books cannot be opened: {one_line(error.message)}")

    def _lookup(self) -> Lookup:
        if self._opened is None:
            self._opened = self._open()
        return self._opened

    def _write_cards(self, lookup: Lookup, codes: list[Code]) -> None:
        from codequiz.report.card import card

        for code in codes:
            console.show(card(lookup.book.card(code)))


def _write_hits(lookup: Lookup, found: Found, query: str) -> None:
    from codequiz.report.lookup import missing_message, nearest_hits

    hits = found.answer.hits
    if found.missing:
        console.write(f"There is {missing_message(found, lookup.book.releases())}.")
        hits = tuple(nearest_hits(found))
        if hits:
            console.write("The nearest:")
    elif not hits:
        console.write(f"Nothing found for {one_line(query, 60)!r}.")
    for typed, taken in found.answer.corrections:
        console.write(f"{one_line(typed, 60)} is read as {one_line(taken, 60)}.")
    for hit in hits:
        header = "" if hit.billable or hit.system is System.MODIFIER else " (not billable)"
        console.write(f"{hit.code}, {hit.system.label}: {one_line(hit.title, _TITLE)}{header}")
    if found.total > len(hits):
        console.write(f"{len(hits)} of {found.total:,}.")
