"""Queries written in codes: one, several, a procedure with its modifiers, a prefix, a range, half a code.

Coders type and paste codes in many ways: with words between them, in brackets, with a space or comma for the dot, with
a letter for a digit. What can only be meant as a code is answered by codes, or said not to be one.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from codequiz.codebook import Code, CodeBook
from codequiz.codes import CodePattern, System, beginnings, lookalikes, normalise, parse_pattern, parts, shapes, trimmed
from codequiz.found import Found, code_hit
from codequiz.search.answer import Answer, Hit

_MODIFIED: Final = re.compile(r"([A-Z\d]{5})((?:(?:\s*[-,]\s*|\s+)[A-Z\d]{2})+)", re.IGNORECASE)
"""A procedure with its modifiers, as claims have it: `99213-25`, `27447 RT`."""
_ANY_BELOW: Final = re.compile(r"([A-Z]\d[A-Z\d])\.X{1,4}", re.IGNORECASE)
"""A category as people write its codes: `E11.x`."""
_BROKEN: Final = re.compile(r"[A-Z]\s?\d[A-Z\d][\s,_.-]{1,3}[A-Z\d]{1,4}|[A-Z]\s\d[A-Z\d]\.[A-Z\d]{1,4}", re.IGNORECASE)
"""An ICD-10-CM code whose dot is something else: `E11,9`, `E11 .9`, `E 11.9`."""
_MOST_PARTS: Final = 12
_NUMBER: Final = 2
_CATEGORY: Final = 3
"""Characters of an ICD-10-CM category; of fewer, its categories are what a beginning lists."""
_PROCEDURE: Final = 5


class CodeQueries:
    """Reads queries against the codes of one index; `installed` are the systems in it."""

    def __init__(self, book: CodeBook, installed: Sequence[System]) -> None:
        self._book = book
        self._installed = frozenset(installed)

    def read(self, text: str, systems: tuple[System, ...], *, billable: bool, limit: int) -> Found | None:
        """What a query written in codes means; None when it has to be read as words."""
        found = self._pattern(text, systems, billable, limit) or self._modified(text, systems, limit)
        if found is not None:
            return found
        written, has_fillers = parts(text)
        if not 1 <= len(written) <= _MOST_PARTS:
            return None
        found = self._listed(text, written, systems, billable, limit) or self._mended(text, systems)
        if found is not None:
            return found
        if len(written) > 1:
            first = None if any(map(self._may_be_word, written)) else self._missing(written[0], systems)
            return first and replace(first, unknown=tuple(written[1:]))
        if has_fillers or self._is_word(written[0]):
            return None
        # Two digits are a number before they are the beginning of a code.
        is_number = written[0].isdigit() and len(written[0]) <= _NUMBER
        begun = None if is_number else self._begun(written[0], systems, billable, limit)
        return begun or self._missing(written[0], systems)

    def read_half(self, text: str, systems: tuple[System, ...], *, billable: bool, limit: int) -> Found | None:
        """What a query that no words were found for may be, where it is one part: half a code, or one mistyped."""
        written, _ = parts(text)
        if len(written) != 1:
            return None
        (one,) = written
        begun = self._begun(one, systems, billable, limit) or self._missing(one, systems, beginnings(one))
        return begun or self._alike(one, systems) or self._absent(one)

    def named_among_words(self, text: str, systems: tuple[System, ...]) -> tuple[Hit, ...]:
        """The codes that a query names beside its words (`K35.80 acute appendicitis`), written out in full."""
        codes = [
            code
            for part in parts(text)[0]
            if any(c.isdigit() for c in part) and (len(normalise(part)) >= _PROCEDURE or "." in part)
            for code in self._book.exact(part, [system for system in shapes(part) if system in systems])
        ]
        return tuple(code_hit(code, "code") for code in dict.fromkeys(codes))

    def _pattern(self, text: str, systems: tuple[System, ...], billable: bool, limit: int) -> Found | None:
        """The codes of a prefix or a range."""
        category = _ANY_BELOW.fullmatch(text)
        pattern = parse_pattern(text) or (
            category and not self._begun(text, systems, billable, 1) and parse_pattern(f"{category[1]}*")
        )
        if not pattern:
            return None
        how = "prefix" if pattern.first == pattern.last else "range"
        if how == "range":
            # Categories bound a range of diagnoses, though codes of other systems would sort between them.
            bounded = tuple(system for system in systems if self._is_bounded(system, pattern))
            systems = bounded or systems
        codes, total = self._book.matching(pattern, systems, limit, billable=billable)
        return Found(Answer(text, tuple(code_hit(code, how) for code in codes), 0.0), total=total) if codes else None

    def _is_bounded(self, system: System, pattern: CodePattern) -> bool:
        """Whether both ends of a range are codes of a system."""
        return all(self._book.find(system, end) is not None for end in (pattern.first, pattern.last))

    def _modified(self, text: str, systems: tuple[System, ...], limit: int) -> Found | None:
        """A procedure and its modifiers."""
        match = _MODIFIED.fullmatch(text)
        if match is None or System.MODIFIER not in systems:
            return None
        procedure = self._book.exact(match[1], [system for system in (System.CPT, System.HCPCS) if system in systems])
        modifiers = [
            self._book.find(System.MODIFIER, normalise(written)) for written in re.findall(r"[A-Za-z\d]{2}", match[2])
        ]
        known = [modifier for modifier in modifiers if modifier is not None]
        if not procedure or len(known) < len(modifiers):
            return None
        return Found(Answer(text, tuple(code_hit(code, "code") for code in [*procedure, *known])[:limit], 0.0))

    def _listed(
        self, text: str, written: list[str], systems: tuple[System, ...], billable: bool, limit: int
    ) -> Found | None:
        """One code or several, where what is no code among them can be nothing else."""
        named = {part: self._named(part, systems) for part in written}
        unknown = tuple(part for part, some in named.items() if not some)
        if len(written) > 1 and not all(any(c.isdigit() for c in part) for part in written):
            return None
        if len(unknown) == len(named) or any(map(self._may_be_word, unknown)):
            return None
        codes = [code for some in named.values() for code in some]
        if billable and len(codes) == 1 and not unknown and not codes[0].billable:
            below = self._billable_below(text, codes[0], limit)
            if below is not None:
                return below
        hits = tuple(code_hit(code, "code") for code in codes if code.billable or not billable or len(codes) == 1)
        one = codes[0] if len(codes) == 1 and not unknown else None
        return Found(Answer(text, hits[:limit], 0.0), code=one, unknown=unknown)

    def _billable_below(self, text: str, header: Code, limit: int) -> Found | None:
        """The billable codes that a header stands for; None where there are none."""
        codes, total = self._book.matching(CodePattern(header.code, header.code), [header.system], limit, billable=True)
        if not codes or header.system is System.MODIFIER:
            return None
        read = (f"read as: {header.printed} → {header.printed}* (the billable codes below it)",)
        hits = tuple(replace(code_hit(code, "prefix"), read=read) for code in codes)
        return Found(Answer(text, hits, 0.0), code=header, total=total)

    def _mended(self, text: str, systems: tuple[System, ...]) -> Found | None:
        """An ICD-10-CM code with something else for its dot."""
        written = trimmed(text)
        if System.ICD10CM not in systems or not _BROKEN.fullmatch(written):
            return None
        code = self._book.find(System.ICD10CM, normalise(re.sub(r"[\s,_.-]", "", written)))
        return Found(Answer(text, (code_hit(code, "code"),), 0.0), code=code) if code else None

    def _begun(self, text: str, systems: tuple[System, ...], billable: bool, limit: int) -> Found | None:
        """The codes that begin with what is no code itself (`992`, `J3`, `0DT`); None when there are none."""
        begin = normalise(text)
        codes, total = self._book.matching(
            CodePattern(begin, begin),
            [system for system in beginnings(text) if system in systems],
            limit,
            billable=billable,
            categories=len(begin) < _CATEGORY and not billable,
        )
        if not codes:
            return None
        read = (f"read as: {text} → {text}* (the codes that begin so)",)
        return Found(
            Answer(text, tuple(replace(code_hit(code, "prefix"), read=read) for code in codes), 0.0), total=total
        )

    def _named(self, text: str, systems: tuple[System, ...]) -> list[Code]:
        looks = [system for system in shapes(text) if system in systems]
        if System.MODIFIER in looks and not (text.isupper() or text[0] == "-" or text.isdigit() or len(systems) == 1):
            # Two small letters are a word (`mi`, `ms`) unless modifiers were asked for.
            looks.remove(System.MODIFIER)
        return self._book.exact(text, looks)

    def _missing(self, text: str, systems: tuple[System, ...], looks: tuple[System, ...] | None = None) -> Found | None:
        """What is written like a code of some systems (of `looks`, else a whole one), and is none; else None."""
        code = normalise(text)
        fitting = [system for system in (shapes(text) if looks is None else looks) if system in systems]
        like = tuple(
            system
            for system in fitting
            if system is not System.MODIFIER and ("." not in text or system is System.ICD10CM)
        )
        if not like or len(code) < _CATEGORY or not any(c.isdigit() for c in code):
            return None
        nearest = dict.fromkeys((*self._meant(code, systems), *self._book.nearest(code, like)))
        return Found(Answer(text, (), 0.0), missing=code, missing_systems=like, nearest=tuple(nearest))

    def _alike(self, text: str, systems: tuple[System, ...]) -> Found | None:
        """A code with a letter for a digit, or the other way round (`024.410`): no code, but near to one."""
        code = normalise(text)
        meant = self._meant(code, systems) if len(code) > _CATEGORY and any(c.isdigit() for c in code) else []
        if not meant:
            return None
        like = tuple(dict.fromkeys(one.system for one in meant))
        return Found(Answer(text, (), 0.0), missing=code, missing_systems=like, nearest=tuple(meant))

    def _meant(self, code: str, systems: tuple[System, ...]) -> list[Code]:
        return [
            found
            for other in lookalikes(code)
            for found in self._book.exact(other, [system for system in shapes(other) if system in systems])
        ]

    def _absent(self, text: str) -> Found | None:
        """The systems that a query is written like a code of, where none of them is installed."""
        code = normalise(text)
        if len(code) < _CATEGORY or not any(c.isdigit() for c in code):
            return None
        meant = shapes(text) or beginnings(text)
        return Found(Answer(text, (), 0.0), absent=meant) if meant and not self._installed & set(meant) else None

    def _may_be_word(self, text: str) -> bool:
        """Whether what is no code may be something else than a code that does not exist."""
        looks = set(shapes(text)) - {System.MODIFIER}
        return not looks or self._is_word(text)

    def _is_word(self, text: str) -> bool:
        from codequiz.search.words import split

        words = split(text)
        if len(words) != 1 or words[0].isdigit() or "." in words[0]:
            return False
        return self._book.words.is_short_form(words[0]) or self._book.words.wordings_with(words[0]) is not None
