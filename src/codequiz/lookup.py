"""One query, however it is written: a code, several, a prefix, a range, or words."""

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from sqlite3 import Connection
from typing import TYPE_CHECKING, Final

from codequiz.codebook import Code, CodeBook
from codequiz.codes import CodePattern, System, beginnings, normalise, parse_pattern, shapes
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
    r"(icd[- ]?10(?:[- ]?(?:cm|pcs))?|cpt(?:-4)?|hcpcs|modifier|mod)(?:\s+codes?)?(?:\s+(?:for|of))?[\s:]+(?=\S)",
    re.IGNORECASE,
)
_MODIFIED: Final = re.compile(r"([A-Z\d]{5})((?:(?:\s*[-,]\s*|\s+)[A-Z\d]{2})+)", re.IGNORECASE)
"""A procedure with its modifiers, as claims have it: `99213-25`, `27447 RT`."""
_LONGEST: Final = 2000
_ENDING: Final = frozenset({System.HCPCS, System.CPT, System.MODIFIER})
_ENDED_SHARE: Final = 0.8
_NUMBER: Final = 2
_CATEGORY: Final = 3
"""Characters of an ICD-10-CM category; of fewer, its categories are what a beginning lists."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a query found. `code` is set when it names exactly one installed code.

    `missing` is a query that is written like a code and is none that is installed; `nearest` are then real ones.
    `total` counts all matches of a prefix or range, of which `answer` may show fewer. `absent` are code systems without
    which nothing could be found: they were asked for, or the query is written like their codes, and none is installed.
    """

    answer: Answer
    code: Code | None = None
    missing: str = ""
    missing_systems: tuple[System, ...] = ()
    nearest: tuple[Code, ...] = ()
    total: int = 0
    absent: tuple[System, ...] = ()
    unknown: tuple[str, ...] = ()


class Lookup:
    """Answers queries from one index."""

    def __init__(self, connection: Connection) -> None:
        self.book = CodeBook(connection)
        self._connection = connection
        self._engine: Engine | None = None
        self._installed = [release.system for release in self.book.releases()]

    def find(self, query: str, *, systems: Iterable[System] = (), billable: bool = False, limit: int = 10) -> Found:
        """Everything that `query` may mean, best first; `systems` empty means all that are installed."""
        started = time.perf_counter()
        query = query[:_LONGEST]
        wanted = tuple(systems)
        text = query.strip()
        if not wanted and (match := _SYSTEM_PHRASE.match(text)):
            system = _SYSTEM_WORDS[re.sub(r"[- ]", "", match[1].lower())]
            wanted, text = (system,), text[match.end() :]
        within = tuple(system for system in self._installed if not wanted or system in wanted)
        found = self._found(text, within, billable, limit) if within else Found(Answer(text, (), 0.0), absent=wanted)
        hits = self._ended_last(found.answer.hits)
        elapsed = (time.perf_counter() - started) * 1000
        return replace(found, answer=replace(found.answer, query=query, hits=hits, elapsed_ms=elapsed))

    def _found(self, text: str, systems: tuple[System, ...], billable: bool, limit: int) -> Found:
        """What a query means within some installed systems."""
        found = self._by_code(text, systems, billable, limit)
        if found is not None:
            return found
        answer = self._words(text, systems, billable, limit)
        if answer.hits:
            return Found(answer)
        found = self._begun(text, systems, billable, limit)
        return found or self._missing(text, systems, beginnings(text)) or Found(answer, absent=self._absent(text))

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

    def _by_code(self, text: str, systems: tuple[System, ...], billable: bool, limit: int) -> Found | None:
        """What a query written in codes means; None when it has to be read as words."""
        pattern = parse_pattern(text)
        if pattern is not None:
            codes, total = self.book.matching(pattern, systems, limit, billable=billable)
            if codes:
                how = "prefix" if pattern.first == pattern.last else "range"
                hits = tuple(_code_hit(code, how) for code in codes)
                return Found(Answer(text, hits, 0.0), total=total)
        if modified := self._modified(text, systems):
            return Found(Answer(text, tuple(_code_hit(code, "code") for code in modified)[:limit], 0.0))
        parts = [part for part in re.split(r"[\s,;+]+", text) if part]
        if not 1 <= len(parts) <= 12:
            return None
        named = {part: self._named(part, systems) for part in parts}
        unknown = tuple(part for part, some in named.items() if not some)
        is_listed = len(parts) == 1 or all(any(c.isdigit() for c in part) for part in parts)
        if is_listed and len(unknown) < len(named) and not any(map(self._may_be_word, unknown)):
            codes = [code for some in named.values() for code in some]
            hits = tuple(_code_hit(code, "code") for code in codes if code.billable or not billable or len(codes) == 1)
            one = codes[0] if len(codes) == 1 and not unknown else None
            return Found(Answer(text, hits[:limit], 0.0), code=one, unknown=unknown)
        if len(parts) > 1:
            first = None if any(map(self._may_be_word, parts)) else self._missing(parts[0], systems, shapes(parts[0]))
            return first and replace(first, unknown=unknown[1:])
        if self._is_word(text):
            return None
        # Two digits are a number before they are the beginning of a code.
        begun = None if text.isdigit() and len(text) <= _NUMBER else self._begun(text, systems, billable, limit)
        return begun or self._missing(text, systems, shapes(text))

    def _modified(self, text: str, systems: tuple[System, ...]) -> list[Code]:
        """The procedure and the modifiers that a query is made of; nothing where it is something else."""
        match = _MODIFIED.fullmatch(text)
        if match is None:
            return []
        procedure = self.book.exact(match[1], [system for system in (System.CPT, System.HCPCS) if system in systems])
        written = re.findall(r"[A-Za-z\d]{2}", match[2]) if System.MODIFIER in systems else []
        modifiers = [self.book.find(System.MODIFIER, normalise(one)) for one in written]
        known = [modifier for modifier in modifiers if modifier is not None]
        return [*procedure, *known] if procedure and written and len(known) == len(written) else []

    def _begun(self, text: str, systems: tuple[System, ...], billable: bool, limit: int) -> Found | None:
        """The codes that begin with what is no code itself (`992`, `J3`, `0DT`); None when there are none."""
        begin = normalise(text)
        within = [system for system in beginnings(text) if system in systems]
        codes, total = self.book.matching(
            CodePattern(begin, begin),
            within,
            limit,
            billable=billable,
            categories=len(begin) < _CATEGORY and not billable,
        )
        if not codes:
            return None
        read = (f"read as: {text} → {text}* (the codes that begin so)",)
        hits = tuple(replace(_code_hit(code, "prefix"), read=read) for code in codes)
        return Found(Answer(text, hits, 0.0), total=total)

    def _named(self, text: str, systems: tuple[System, ...]) -> list[Code]:
        looks = [system for system in shapes(text) if system in systems]
        if System.MODIFIER in looks and not (text.isupper() or text[0] == "-" or text.isdigit() or len(systems) == 1):
            # Two small letters are a word (`mi`, `ms`) unless modifiers were asked for.
            looks.remove(System.MODIFIER)
        return self.book.exact(text, looks)

    def _missing(self, text: str, systems: tuple[System, ...], looks: tuple[System, ...]) -> Found | None:
        """What is written like a code of some systems (`looks`), and is none; None when it is not written so."""
        code = normalise(text)
        looks = tuple(system for system in looks if system in systems and system is not System.MODIFIER)
        if "." in text:
            looks = tuple(system for system in looks if system is System.ICD10CM)
        if not looks or len(code) < _CATEGORY or not any(c.isdigit() for c in code):
            return None
        nearest = tuple(self.book.nearest(code, looks))
        return Found(Answer(text, (), 0.0), missing=code, missing_systems=looks, nearest=nearest)

    def _absent(self, text: str) -> tuple[System, ...]:
        """The systems that a query is written like a code of, where none of them is installed."""
        code = normalise(text)
        if len(code) < _CATEGORY or not any(c.isdigit() for c in code):
            return ()
        meant = shapes(text) or beginnings(text)
        return () if set(meant) & set(self._installed) else meant

    def _may_be_word(self, text: str) -> bool:
        """Whether what is no code may be something else than a code that does not exist."""
        looks = set(shapes(text)) - {System.MODIFIER}
        return not looks or self._is_word(text)

    def _is_word(self, text: str) -> bool:
        from codequiz.search.words import split, stem

        words = split(text)
        if len(words) != 1 or words[0].isdigit() or "." in words[0]:
            return False
        known = self._connection.execute(
            "select 1 from alias where term = ? union all select 1 from stem where text = ?", (words[0], stem(words[0]))
        ).fetchone()
        return known is not None


def _code_hit(code: Code, how: str) -> Hit:
    return Hit(code.printed, code.system, code.title, code.billable, 1.0, how, code.title, frozenset())
