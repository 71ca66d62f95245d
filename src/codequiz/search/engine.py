"""Ranking: which terms answer a query, and which code each term is for.

Two stages. *Candidates*: the terms that hold the query's rare words, scored by the share of the query's weight
that they match. *Reranking*: for the best of them, exactly which word answers which, with

    score = (share of the query matched) × (share of the term matched)^TERM_POWER

both weighted by rarity, near words counting in part. Words that the term lacks but its code's other terms or
ancestors have count at CONTEXT_SHARE. `hits` then tells which code each best term is for.
"""

import heapq
import time
from array import array
from collections.abc import Collection, Iterable
from sqlite3 import Connection
from typing import Final

from codequiz.codes import System
from codequiz.search import measures
from codequiz.search.answer import Answer
from codequiz.search.hits import Hits, Scored
from codequiz.search.opposites import Opposites
from codequiz.search.query import SAME, Reader, Reading
from codequiz.search.words import ROLES, is_weak, stem

TERM_POWER: Final = 0.6
CONTEXT_SHARE: Final = 0.6
CONTRADICTION: Final = 0.75
UNASKED: Final = 0.8
"""What a code's score is multiplied by for a role (screening, anesthesia, add-on) that the query does not speak of."""
_RERANK: Final = 90
_PLENTY: Final = 4000
_CACHED: Final = 3000

_DIAGNOSES: Final = frozenset((System.ICD10CM,))
# Roles that nothing but themselves answers: who asks for anesthesia does not mean the operation.
_ANSWERED: Final = frozenset(stem(word) for word in ("anesthesia", "poisoning", "screening", "history"))
# What people say who mean an add-on code.
_MORE: Final = frozenset(
    stem(word) for word in "additional each further extra add addon more beyond past later every".split()
)


class Engine:
    """Searches one index; keeps little in memory: two numbers a term and a bounded cache of postings."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._reader = Reader(connection)
        self._opposites = Opposites(connection)
        self._hits = Hits(connection)
        arrays = dict(connection.execute("select name, data from array"))
        self._term_weight = array("f", arrays["term_weight"])
        self._term_code = array("I", arrays["term_code"])
        self._places = {
            System(system): range(first, last + 1)
            for system, first, last in connection.execute("select system, first, last from place")
        }
        self._measured: dict[int, list[measures.Range]] | None = None
        self._roles = self._numbers([role for role in ROLES if not is_weak(role)])
        self._answered = self._numbers(_ANSWERED)
        self._more = self._numbers(_MORE)
        self._rows: dict[int, array[int]] = {}
        self._texts: dict[int, str] = {}
        self._weights: dict[int, float] = {}

    def search(self, query: str, *, systems: Iterable[System] = (), billable: bool = False, limit: int = 10) -> Answer:
        """The best `limit` codes for a query in words, of `systems` (all when empty)."""
        started = time.perf_counter()
        wanted = frozenset(systems) & self._places.keys() if systems else frozenset(self._places)
        # Nothing is left out: nothing has to be looked at for that.
        places = [] if len(wanted) == len(self._places) else [self._places[system] for system in wanted]
        readings = self._reader.readings(query, procedures=not wanted <= _DIAGNOSES)
        best: dict[int, Scored] = {}
        for reading in readings:
            for scored in self._reading(reading, places):
                code = self._term_code[scored.term]
                if code not in best or best[code].score < scored.score:
                    best[code] = scored
        if asked := measures.asked(query):
            offered = self._ranges()
            for code in best.keys() & offered.keys():
                best[code] = best[code]._replace(score=best[code].score * measures.fit(asked, offered[code]))
        hits = self._hits.best(best, self._texts, billable=billable, limit=limit) if wanted else ()
        corrections = tuple(
            dict.fromkeys(
                (slot.word, slot.corrected) for reading in readings for slot in reading.slots if slot.corrected
            )
        )
        return Answer(query, hits, (time.perf_counter() - started) * 1000, corrections)

    def _numbers(self, stems: Collection[str]) -> frozenset[int]:
        marks = ",".join("?" * len(stems))
        return frozenset(
            n for (n,) in self._connection.execute(f"select id from stem where text in ({marks})", [*stems])
        )

    def _ranges(self) -> dict[int, list[measures.Range]]:
        """By code, the ranges that its title names; read once, when a query first names an amount."""
        if self._measured is None:
            self._measured = {}
            for code, *range_ in self._connection.execute("select code_id, low, high, unit from measure"):
                self._measured.setdefault(code, []).append(measures.Range(*range_))
        return self._measured

    def _postings(self, numbers: set[int]) -> None:
        if len(self._rows) > _CACHED:
            self._rows.clear()
        missing = [number for number in numbers if number not in self._rows]
        for start in range(0, len(missing), 500):
            some = missing[start : start + 500]
            marks = ",".join("?" * len(some))
            for number, text, weight, rows in self._connection.execute(
                f"select id, text, weight, rows from stem where id in ({marks})",
                some,
            ):
                self._rows[number] = array("I", rows)
                self._texts[number], self._weights[number] = text, weight

    def _reading(self, reading: Reading, places: list[range]) -> list[Scored]:
        slots = [slot for slot in reading.slots if slot.shares]
        if not slots:
            return []
        self._postings({number for slot in slots for number in slot.shares})
        rows = self._rows
        sized = sorted(slots, key=lambda slot: sum(len(rows[number]) for number in slot.shares) / slot.weight)
        found: dict[int, float] = {}
        for slot in sized:
            size = sum(len(rows[number]) for number in slot.shares)
            mine: dict[int, float] = {}
            if found and size > _PLENTY:
                for number, share in sorted(slot.shares.items(), key=lambda pair: pair[1]):
                    gain = slot.weight * share
                    for term in found.keys() & set(rows[number]):
                        mine[term] = gain
            else:
                for number, share in sorted(slot.shares.items(), key=lambda pair: pair[1]):
                    mine.update(dict.fromkeys(rows[number], slot.weight * share))
            if found:
                get = found.get
                for term, gain in mine.items():
                    found[term] = get(term, 0.0) + gain
            else:
                found = mine
        if places:
            codes = self._term_code
            kept: dict[int, float] = {}
            for place in places:
                first, last = place.start, place.stop
                kept |= {term: gain for term, gain in found.items() if first <= codes[term] < last}
            found = kept
        return self._rerank(reading, found) if found else []

    def _rerank(self, reading: Reading, found: dict[int, float]) -> list[Scored]:
        weights = self._term_weight
        floor = max(found.values()) * 0.35
        total = reading.weight
        rough = [
            (
                gain * gain / (total * max(gain, weights[term]) ** TERM_POWER * gain ** (1 - TERM_POWER)),
                term,
            )
            for term, gain in found.items()
            if gain >= floor
        ]
        likely = [term for _, term in heapq.nlargest(_RERANK, rough)]
        marks = ",".join("?" * len(likely))
        scored = []
        wanted = self._opposites.stated(slot.exact for slot in reading.slots if not slot.denied)
        asked = {number for slot in reading.slots for number in slot.shares}
        roles = self._roles - asked
        # What answers a role that the query speaks of: a code without it is not what was meant either.
        spoken = [
            frozenset(n for n, share in slot.shares.items() if share >= SAME)
            for slot in reading.slots
            if not slot.denied and any(slot.shares.get(role, 0) >= SAME for role in self._answered)
        ]
        more = not asked.isdisjoint(self._more)
        for term, blob, missing, context, title_blob, title_missing, flags in self._connection.execute(
            "select term.id, term.stems, term.absent, code.context, code.title_stems, code.title_absent, code.flags"
            f" from term join code on code.id = term.code_id where term.id in ({marks})",
            likely,
        ):
            stems, title = array("I", blob), array("I", title_blob)
            score, words = self._score(reading, total, term, stems, context)
            said = stems + title
            against = self._opposites.contradictions(wanted, said) if wanted else 0
            against += reading.denies(said, array("I", missing + title_missing))
            unasked = len(roles.intersection(title)) + (not more and "add_on" in flags)
            unasked += sum(role.isdisjoint(said) for role in spoken)
            scored.append(Scored(term, score * CONTRADICTION**against * UNASKED**unasked, reading, words))
        return scored

    def _score(
        self, reading: Reading, total: float, term: int, stems: "array[int]", context: bytes
    ) -> tuple[float, frozenset[int]]:
        """A term's score for a reading of this `total` weight, and the stems that answer it."""
        own = set(stems)
        near = None
        answered: dict[int, float] = {}
        gained = 0.0
        for slot in reading.slots:
            share, number = 0.0, -1
            for candidate in own & slot.shares.keys():
                value = slot.shares[candidate]
                if value > share or (value == share and candidate < number):
                    share, number = value, candidate
            if number >= 0:
                answered[number] = max(answered.get(number, 0.0), share)
                gained += slot.weight * share
            else:
                if near is None:
                    near = frozenset(array("I", context))
                if not near.isdisjoint(slot.shares):
                    gained += slot.weight * CONTEXT_SHARE * max(slot.shares[n] for n in near & slot.shares.keys())
        matched = sum(self._weights[number] * share for number, share in answered.items())
        of_term = min(1.0, matched / self._term_weight[term]) if self._term_weight[term] else 0.0
        return gained / total * of_term**TERM_POWER * reading.share, frozenset(answered)
