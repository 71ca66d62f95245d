"""From scored terms to hits: the codes in order, each with its 7th character and why it matched."""

from collections.abc import Mapping
from sqlite3 import Connection
from typing import Final, NamedTuple

from codequiz.codes import System, format_code
from codequiz.search.answer import Hit, TermKind
from codequiz.search.query import Reading
from codequiz.search.words import stem, stems

LEAST: Final = 0.12
LEAST_OF_BEST: Final = 0.25
"""What scores less than this, or than this share of the best hit, is no answer: of about two thousand queries whose
code was found, one had it below."""
COMMON_BONUS: Final = 0.01
"""A common code ranks before a rare one of about the same score: by this share for each step of how common it is."""

# What people say of an encounter or a fracture that a 7th character expresses.
_ENCOUNTER: Final = frozenset(
    stem(word) for word in "initial subsequent sequela open closed nonunion malunion delayed routine".split()
)


class Scored(NamedTuple):
    """A term's score for a reading, and the stems that answer it."""

    term: int
    score: float
    reading: Reading
    words: frozenset[int]


class _Entry(NamedTuple):
    id: int
    system: System
    code: str
    title: str
    billable: bool
    base: int | None
    meaning: str = ""


class Hits:
    """Reads the codes of one index for the terms that were found."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def best(
        self, scored: Mapping[int, Scored], texts: Mapping[int, str], *, billable: bool, limit: int
    ) -> tuple[Hit, ...]:
        """The best `limit` codes; `scored` is by code the best of its terms, `texts` has the stems that they name."""
        ranked = []
        codes = list(scored)
        for start in range(0, len(codes), 500):
            some = codes[start : start + 500]
            marks = ",".join("?" * len(some))
            # `base`: the entry whose 7th characters make codes; the entry itself, or the one it extends.
            for code_id, system, code, title, is_billable, common, base in self._connection.execute(
                "select id, system, code, title, billable, common, ifnull(base_id, (select longer.base_id from code as"
                f" longer where longer.parent_id = code.id limit 1)) from code where id in ({marks})",
                some,
            ):
                if billable and not (is_billable or base):
                    continue
                score = scored[code_id].score * (1 + COMMON_BONUS * common)
                ranked.append((-score, code, code_id, system, title, is_billable, base))
        ranked.sort()
        least = max(LEAST, -ranked[0][0] * LEAST_OF_BEST) if ranked else LEAST
        hits: dict[tuple[System, str], Hit] = {}
        for negative, code, code_id, system, title, is_billable, base in ranked:
            if len(hits) == limit or -negative < least:
                break
            entry = _Entry(code_id, System(system), code, title, bool(is_billable), base)
            words = frozenset(texts[number] for number in scored[code_id].words)
            hit = self._hit(scored[code_id], words, -negative, entry, must_bill=billable)
            # A 7th character can lead to a code that was found by a name of its own.
            hits.setdefault((hit.system, hit.code), hit)
        return tuple(hits.values())

    def _hit(self, scored: Scored, words: frozenset[str], score: float, entry: _Entry, *, must_bill: bool) -> Hit:
        kind, text = self._connection.execute("select kind, text from term where id = ?", (scored.term,)).fetchone()
        why = TermKind(kind).label
        parts = [why if kind == TermKind.TITLE else f"{why}: {text}"]
        if entry.base:
            longer = self._extended(scored.reading, entry, always=must_bill and not entry.billable)
            if longer is not None and longer.code != entry.code:
                parts.append(f"7th character {longer.code[-1]}: {longer.meaning}")
                entry = longer
        read = [f"read as: {typed} → {meant}" for typed, meant in scored.reading.expanded]
        read += [
            f"spelling: {slot.word} → {slot.corrected}"
            for slot in scored.reading.slots
            if slot.corrected and not scored.words.isdisjoint(slot.shares)
        ]
        return Hit(
            format_code(entry.system, entry.code), entry.system, entry.title, entry.billable, round(score, 4),
            "; ".join(parts), text, words, tuple(read),
        )  # fmt: skip

    def _extended(self, reading: Reading, entry: _Entry, *, always: bool) -> _Entry | None:
        """The code with the 7th character that a query speaks of (the first, when it says none and one is needed)."""
        asked = {stem(slot.word) for slot in reading.slots if not slot.denied} & _ENCOUNTER
        if not asked and not always:
            return None
        best: tuple[int, _Entry] | None = None
        for code_id, code, title, base_title in self._connection.execute(
            "select longer.id, longer.code, longer.title, base.title from code as longer join code as base"
            " on base.id = longer.base_id where longer.parent_id = ? and longer.base_id is not null order by longer.id",
            (entry.base,),
        ):
            meaning = title.removeprefix(f"{base_title}, ")
            said = len(asked & set(stems(meaning)))
            if best is None or said > best[0]:
                best = (said, _Entry(code_id, entry.system, code, title, True, entry.base, meaning))
        if best is None or not (always or best[0]):
            return None
        return best[1]
