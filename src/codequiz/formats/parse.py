"""Read a format from TOML; every problem with its line."""

import re
import tomllib
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Final, TypeVar

from codequiz.errors import Problem
from codequiz.formats.model import Breaks, Confidence, Fact, Format, Navigation, Part, Scale, Section
from codequiz.text import one_line, printable

MAX_QUESTIONS: Final = 1_000
MAX_MINUTES: Final = 24 * 60
_KEY: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_Kind = TypeVar("_Kind", Navigation, Breaks)
_FIELDS: Final = frozenset(
    {"id", "name", "note", "publisher", "minutes", "pass_percent", "navigation", "breaks", "pretest", "scaled"}
    | {"part", "section"}
)


def parse(text: str, file: str) -> tuple[Format | None, tuple[Problem, ...]]:
    """The format in a TOML text, or None and why not. Never raises on bad content."""
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # ValueError: bad TOML, and numbers of thousands of digits
        found = re.search(r"line (\d+)", str(error))
        problem = Problem(file, int(found[1]) if found else 0, f"not valid TOML: {one_line(str(error), 200)}")
        return None, (problem,)
    reader = _Reader(file, text)
    result = reader.read(data)
    return (None if reader.problems else result), tuple(reader.problems)


class _Reader:
    def __init__(self, file: str, text: str) -> None:
        self.problems: list[Problem] = []
        self._file = file
        self._lines = text.split("\n")

    def read(self, data: Mapping[str, Any]) -> Format | None:
        for key in data.keys() - _FIELDS:
            self._problem(key, f"unknown field {key!r}")
        facts: list[Fact] = []
        format_id = self._key(data, "id")
        minutes = self._number(self._value(data, "minutes", facts), "minutes", 1, MAX_MINUTES)
        scale = self._scale(data, facts)
        pass_percent = scale.percent if scale and "pass_percent" not in data else self._pass_percent(data, facts)
        navigation = self._choice(self._value(data, "navigation", facts, "free"), "navigation", Navigation)
        breaks = self._choice(self._value(data, "breaks", facts, "on-clock"), "breaks", Breaks)
        pretest = self._value(data, "pretest", facts, 0)
        parts = self._parts(data, minutes)
        sections = self._sections(data, len(parts))
        total = sum(section.questions for section in sections)
        if not isinstance(pretest, int) or isinstance(pretest, bool) or not 0 <= pretest < max(total, 1):
            self._problem("pretest", f"pretest must be a whole number below the number of questions ({total})")
            pretest = 0
        for number, part in enumerate(parts):
            if not any(section.part == number for section in sections):
                self._problem("part", f"part {part.name!r} has no section")
        if self.problems or navigation is None or breaks is None:
            return None
        return Format(
            id=format_id,
            name=self._text(data, "name") or format_id,
            note=self._text(data, "note"),
            publisher=self._text(data, "publisher"),
            minutes=minutes,
            pass_percent=pass_percent,
            navigation=navigation,
            breaks=breaks,
            pretest=pretest,
            scale=scale,
            parts=parts,
            sections=sections,
            facts=tuple(facts),
        )

    def _problem(self, field: str, message: str, nth: int = 0) -> None:
        self.problems.append(Problem(self._file, self._line(field, nth), one_line(message, 300)))

    def _line(self, field: str, nth: int) -> int:
        """The line of the `nth` (0-based) `field = …` or `[[field]]`; 0 when there is none."""
        pattern = re.compile(rf"\s*(?:{re.escape(field)}\s*[=.]|\[\[?\s*{re.escape(field)}\s*\])")
        found = [number for number, line in enumerate(self._lines, 1) if pattern.match(line)]
        return found[min(nth, len(found) - 1)] if found else 0

    def _value(self, data: Mapping[str, Any], field: str, facts: list[Fact], default: Any = None) -> Any:
        """A value written plainly or as `{ value = …, source = "…", confidence = "A" }`."""
        value = data.get(field, default)
        if isinstance(value, dict):
            facts.append(self._fact(value, field, 0))
            return value.get("value")
        return value

    def _fact(self, table: Mapping[str, Any], name: str, nth: int) -> Fact:
        source = table.get("source", "")
        if not isinstance(source, str):
            self._problem(name, "source must be a text", nth)
            source = ""
        confidence = None
        if "confidence" in table:
            try:
                confidence = Confidence(table["confidence"])
            except ValueError:
                self._problem(name, "confidence must be A (official), B (reported) or M (remembered)", nth)
        return Fact(name, one_line(source), confidence)

    def _key(self, table: Mapping[str, Any], field: str, nth: int = 0) -> str:
        value = table.get(field)
        if isinstance(value, str) and _KEY.fullmatch(value) and len(value) <= 80:
            return value
        self._problem(field, f"{field} must be lower-case words and numbers joined by hyphens", nth)
        return ""

    def _text(self, table: Mapping[str, Any], field: str) -> str:
        value = table.get(field, "")
        if isinstance(value, str) and printable(value) == value:
            return one_line(value)
        self._problem(field, f"{field} must be a text without control characters")
        return ""

    def _number(self, value: object, field: str, low: float, high: float, nth: int = 0) -> float:
        if isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high:
            return float(value)
        self._problem(field, f"{field} must be a number from {low:g} to {high:g}", nth)
        return low

    def _choice(self, value: object, field: str, kind: type[_Kind]) -> _Kind | None:
        try:
            return kind(value)  # type: ignore[arg-type]
        except ValueError:
            self._problem(field, f"{field} must be one of: {', '.join(kind)}")
            return None

    def _pass_percent(self, data: Mapping[str, Any], facts: list[Fact]) -> float:
        return self._number(self._value(data, "pass_percent", facts), "pass_percent", 1, 100)

    def _scale(self, data: Mapping[str, Any], facts: list[Fact]) -> Scale | None:
        table = data.get("scaled")
        if table is None:
            return None
        if not isinstance(table, dict):
            self._problem("scaled", "scaled must be a table: low, high, passing, percent")
            return None
        facts.append(self._fact(table, "scaled", 0))
        low, high, passing = (int(self._number(table.get(k), "scaled", 0, 10_000)) for k in ("low", "high", "passing"))
        percent = self._number(table.get("percent"), "scaled", 1, 100)
        if not low < passing <= high:
            self._problem("scaled", "scaled needs low < passing <= high")
        return Scale(low, high, passing, percent)

    def _parts(self, data: Mapping[str, Any], minutes: float) -> tuple[Part, ...]:
        tables = data.get("part", [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            self._problem("part", "parts must be written as [[part]] tables")
            return (Part("", minutes),)
        if not tables:
            return (Part("", minutes),)
        parts = tuple(
            Part(
                self._text(table, "name") or f"Part {n + 1}",
                self._number(table.get("minutes"), "part", 1, MAX_MINUTES, n),
            )
            for n, table in enumerate(tables)
        )
        total = sum(part.minutes for part in parts)
        if abs(total - minutes) > 0.01:
            self._problem("part", f"the parts have {total:g} minutes together, the exam has {minutes:g}")
        return parts

    def _sections(self, data: Mapping[str, Any], parts: int) -> tuple[Section, ...]:
        tables = data.get("section")
        if not isinstance(tables, list) or not tables or not all(isinstance(table, dict) for table in tables):
            self._problem("section", "at least one [[section]] is needed: key, questions")
            return ()
        sections = tuple(self._section(table, n, parts) for n, table in enumerate(tables))
        keys = [section.key for section in sections]
        for n, key in enumerate(keys):
            if key in keys[:n]:
                self._problem("section", f"the section {key!r} is there twice", n)
        if any(a.part > b.part for a, b in pairwise(sections)):
            self._problem("section", "sections must be in the order of their parts")
        if sum(section.questions for section in sections) > MAX_QUESTIONS:
            self._problem("section", f"at most {MAX_QUESTIONS} questions")
        return sections

    def _section(self, table: Mapping[str, Any], n: int, parts: int) -> Section:
        key = table.get("key")
        if not isinstance(key, str) or not _KEY.fullmatch(key):
            self._problem("section", "key must be lower-case words joined by hyphens", n)
            key = ""
        domains = table.get("domains", [key])
        if not isinstance(domains, list) or not domains or not all(isinstance(domain, str) for domain in domains):
            self._problem("section", "domains must be a list of domain names", n)
            domains = [key]
        count = int(self._number(table.get("questions"), "section", 1, MAX_QUESTIONS, n))
        part = int(self._number(table.get("part", 1), "section", 1, parts, n)) - 1
        for field in table.keys() - {"key", "name", "domains", "questions", "part", "source", "confidence"}:
            self._problem("section", f"unknown field {field!r}", n)
        name = self._text(table, "name") or key.replace("-", " ")
        return Section(key, name, tuple(dict.fromkeys(domains)), count, part, self._fact(table, "section", n))
