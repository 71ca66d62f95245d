"""One query, however it is written: a code, several, a prefix, a range, or words."""

import re
import time
from collections.abc import Iterable
from dataclasses import replace
from sqlite3 import Connection
from typing import TYPE_CHECKING, Final

from codequiz.code_queries import CodeQueries
from codequiz.codebook import CodeBook
from codequiz.codes import System, normalise
from codequiz.found import Found
from codequiz.releases.in_force import today
from codequiz.search.answer import Answer, Hit

if TYPE_CHECKING:
    from codequiz.search.engine import Engine

_SYSTEM_WORDS: Final = {
    "icd10": System.ICD10CM,
    "icd10cm": System.ICD10CM,
    "icd10pcs": System.ICD10PCS,
    "cpt": System.CPT,
    "cpt4": System.CPT,
    "hcpcs": System.HCPCS,
    "modifier": System.MODIFIER,
    "mod": System.MODIFIER,
}
_SYSTEM_PHRASE: Final = re.compile(
    r"^\s*(?:(?:what is|what's|find|search)\s+)?(?:the\s+)?"
    r"(icd[- ]?10(?:[- ]?(?:cm|pcs))?|cpt(?:-4)?|hcpcs|modifier|mod)(?:\s+codes?)?(?:\s+(?:for|of))?"
    r"(?:[\s:#]+(?=\S)|(?=[A-Z]?\d))",
    re.IGNORECASE,
)
_LONGEST: Final = 2000
_ENDING: Final = frozenset({System.HCPCS, System.CPT, System.MODIFIER})
_ENDED_SHARE: Final = 0.8


class Lookup:
    """Answers queries from one index."""

    def __init__(self, connection: Connection) -> None:
        self.book = CodeBook(connection)
        self._connection = connection
        self._engine: Engine | None = None
        self._installed = [release.system for release in self.book.releases()]
        self._codes = CodeQueries(self.book, self._installed)

    def find(self, query: str, *, systems: Iterable[System] = (), billable: bool = False, limit: int = 10) -> Found:
        """Everything that `query` may mean, best first; `systems` empty means all that are installed."""
        started = time.perf_counter()
        query = query[:_LONGEST]
        wanted = tuple(systems)
        text = query.strip()
        if match := _SYSTEM_PHRASE.match(text):
            system = _SYSTEM_WORDS[re.sub(r"[- ]", "", match[1].lower())]
            if not wanted or system in wanted:
                wanted, text = (system,), text[match.end() :]
        within = tuple(system for system in self._installed if not wanted or system in wanted)
        found = self._found(text, within, billable, limit) if within else Found(Answer(text, (), 0.0), absent=wanted)
        hits = self._ended_last(found.answer.hits)
        elapsed = (time.perf_counter() - started) * 1000
        return replace(found, answer=replace(found.answer, query=query, hits=hits, elapsed_ms=elapsed))

    def _found(self, text: str, systems: tuple[System, ...], billable: bool, limit: int) -> Found:
        """What a query means within some installed systems."""
        found = self._codes.read(text, systems, billable=billable, limit=limit)
        if found is not None:
            return found
        # One more than is wanted tells whether there are more.
        answer = self._words(text, systems, billable, limit + 1)
        hits = answer.hits
        if not hits:
            return self._codes.read_half(text, systems, billable=billable, limit=limit) or Found(answer)
        if named := self._codes.named_among_words(text, systems):
            best = max(1.0, hits[0].score)
            first = {(hit.system, hit.code): replace(hit, score=best) for hit in named}
            hits = (*first.values(), *(hit for hit in hits if (hit.system, hit.code) not in first))
        return Found(replace(answer, hits=hits[:limit]), is_cut=len(hits) > limit)

    def _ended_last(self, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
        """The hits with terminated codes marked, and below those that are about as good and valid."""
        ended = {
            hit.code: code.terminated
            for hit in hits
            if not hit.billable and hit.system in _ENDING
            for code in [self.book.find(hit.system, normalise(hit.code))]
            if code and code.terminated and code.terminated < today().isoformat()
        }
        if not ended:
            return hits
        marked = [
            replace(hit, met=f"terminated {ended[hit.code]}; {hit.met}", score=round(hit.score * _ENDED_SHARE, 4))
            if hit.code in ended
            else hit
            for hit in hits
        ]
        return tuple(sorted(marked, key=lambda hit: -hit.score))

    def _words(self, text: str, systems: tuple[System, ...], billable: bool, limit: int) -> Answer:
        if self._engine is None:
            from codequiz.search.engine import Engine

            self._engine = Engine(self._connection)
        return self._engine.search(text, systems=systems, billable=billable, limit=limit)
