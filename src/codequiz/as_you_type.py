"""What a query finds while it is still being typed: half a code, half a word, half a phrase.

`lookup` reads a query as finished. Here its last word may be a beginning: `45` are the codes that start so, `diab` is
read as diabetes, `heart att` as heart attack. The finished reading counts, too, and wins where it is as good.
"""

import re
import time
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from codequiz.codebook import Code
from codequiz.codes import CodePattern, System, normalise
from codequiz.found import Found, code_hit
from codequiz.lookup import Lookup
from codequiz.search.answer import Answer, Hit
from codequiz.search.words import STOP, split

_CODE_BEGINS: Final = re.compile(r"-?[A-Za-z]?\d[0-9A-Za-z]{0,2}(?:\.?[0-9A-Za-z]{0,4})", re.ASCII)
_SHORTEST_WORD: Final = 3
_RARE: Final = 3
_PHRASE_SHARE: Final = 0.97
_WORD_SHARES: Final = (0.95, 0.9)


class AsYouType:
    """Answers unfinished queries from one index."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._book = lookup.book

    def find(self, query: str, *, systems: Iterable[System] = (), billable: bool = False, limit: int = 30) -> Found:
        """What `query`, as far as it is typed, may be going to mean; the same shape as `Lookup.find`."""
        started = time.perf_counter()
        wanted = tuple(systems)
        found = self._lookup.find(query, systems=wanted, billable=billable, limit=limit)
        text = query.strip()
        if text and (found.code is not None or found.missing or _CODE_BEGINS.fullmatch(text)):
            found = self._codes(found, text, wanted, billable=billable, limit=limit)
        elif not found.total and not query[-1:].isspace():
            found = self._words(found, text, wanted, billable=billable, limit=limit)
        return replace(found, answer=replace(found.answer, elapsed_ms=(time.perf_counter() - started) * 1000))

    def _codes(self, found: Found, text: str, systems: tuple[System, ...], *, billable: bool, limit: int) -> Found:
        """The code itself, then those that begin with it; where none does, the nearest."""
        begin = normalise(text)
        installed = [release.system for release in self._book.releases()]
        within = [system for system in installed if not systems or system in systems]
        if "." in text:
            within = [system for system in within if system is System.ICD10CM]
        if found.code is not None:
            own = found.code.system
            within.sort(key=lambda system: system is not own)
        some: list[Code] = []
        total = 0
        for system in within:
            mine, count = self._book.matching(CodePattern(begin, begin), [system], limit, billable=billable)
            some += mine
            total += count
        if found.code is not None and found.code not in some:
            some.insert(0, found.code)
        if not some:
            hits = tuple(code_hit(code, "nearest") for code in found.nearest) or found.answer.hits
            return replace(found, answer=replace(found.answer, hits=hits))
        some.sort(key=lambda code: code != found.code)
        hits = tuple(code_hit(code, "code" if code.code == begin else "begins so") for code in some[:limit])
        return replace(found, answer=replace(found.answer, hits=hits), missing="", total=total)

    def _words(self, found: Found, text: str, systems: tuple[System, ...], *, billable: bool, limit: int) -> Found:
        """The hits of the query as it stands and as it may go on, the best first."""
        words = split(text)
        if not words or (len(words) == 1 and len(words[0]) < _SHORTEST_WORD):
            return found
        readings: list[tuple[float, Answer]] = []
        for share, longer in self._continued(text, words):
            more = self._lookup.find(longer, systems=systems, billable=billable, limit=limit)
            readings.append((share, more.answer))
        if not readings:
            return found
        if self._known(words[-1]):
            readings.insert(0, (1.0, found.answer))
        best: dict[tuple[System, str], Hit] = {}
        for share, answer in readings:
            for hit in answer.hits:
                key = (hit.system, hit.code)
                if key not in best or best[key].score < hit.score * share:
                    best[key] = replace(hit, score=round(hit.score * share, 4))
        if not best:
            return found
        hits = tuple(sorted(best.values(), key=lambda hit: -hit.score))[:limit]
        corrections = found.answer.corrections if readings[0][1] is found.answer else ()
        return replace(found, answer=replace(found.answer, hits=hits, corrections=corrections))

    def _known(self, word: str) -> bool:
        """Whether a word is one as it stands, rather than the beginning of one."""
        if word in STOP or word.isdigit():
            return True
        return (self._book.words.wordings_with(word) or 0) > _RARE or self._book.words.is_short_form(word)

    def _continued(self, text: str, words: list[str]) -> list[tuple[float, str]]:
        """How a query may go on, each with the share of a hit's score that the guess leaves."""
        phrase = " ".join(words)
        longer = self._book.words.phrase_begun(phrase) if len(phrase) >= _SHORTEST_WORD else None
        guesses = [(_PHRASE_SHARE, longer)] if longer else []
        last = words[-1]
        if len(last) >= _SHORTEST_WORD and not self._known(last):
            begun = self._book.words.words_begun(last, len(_WORD_SHARES))
            head = text[: text.lower().rfind(last)] if last in text.lower() else " ".join(words[:-1]) + " "
            guesses += [(share, head + word) for share, word in zip(_WORD_SHARES, begun, strict=False)]
        return guesses
