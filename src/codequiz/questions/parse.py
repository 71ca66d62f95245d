"""Read a file of questions; every problem with its line."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, Final, Protocol

from codequiz.codes import System
from codequiz.errors import Problem
from codequiz.questions.lines import Lines
from codequiz.questions.model import LETTERS, Case, Parsed, Question
from codequiz.text import one_line, printable

MAX_TEXT: Final = 20_000
"""Characters a single text may have: ten times the longest operative note anybody has to read in an exam."""
MAX_FILE_BYTES: Final = 20_000_000
MAX_PROBLEMS: Final = 1_000


_KEY: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CODE: Final = re.compile(r"([a-z0-9]+):([0-9A-Z][0-9A-Z.]{0,7})")
_FIELDS: Final = frozenset(
    {"id", "domain", "difficulty", "as_of", "tags", "stem", "choices", "answer", "rationale", "codes", "wrong"}
)
_CASE_FIELDS: Final = frozenset({"id", "title", "note", "question"})


def parse(text: str, file: str) -> Parsed:
    """The questions of a TOML file and every problem in it, each with its line.

    A question with a problem is left out, so whatever is returned can be asked. Never raises on bad content.
    """
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # ValueError: bad TOML, and numbers of thousands of digits
        return Parsed((), (Problem(file, _toml_line(str(error)), f"not valid TOML: {one_line(str(error), 200)}"),))
    reader = _Reader(file, Lines(text))
    return reader.read(data)


class Positions(Protocol):
    """Where tables and fields stand in a file."""

    def table(self, kind: str, index: int) -> int:
        """The line of the `index`-th (0-based) `question`, `case` or `case.question`."""
        ...

    def field(self, table_line: int, name: str) -> int:
        """The line of a field of the table that starts at `table_line`."""
        ...


def read_tables(data: Mapping[str, Any], positions: Positions, file: str) -> Parsed:
    """Questions from values shaped like a question file's, whatever they were written in; problems as for `parse`."""
    return _Reader(file, positions).read(data)


def _toml_line(message: str) -> int:
    found = re.search(r"line (\d+)", message)
    return int(found[1]) if found else 0


class _Reader:
    """Reads one parsed file; collects problems instead of stopping at the first."""

    def __init__(self, file: str, lines: Positions) -> None:
        self._file = file
        self._imported = False
        self._lines = lines
        self._problems: list[Problem] = []
        self._questions: list[Question] = []
        self._first_lines: dict[str, int] = {}

    def read(self, data: Mapping[str, Any]) -> Parsed:
        domain = data.get("domain")
        if not isinstance(domain, str) or not _KEY.fullmatch(domain):
            self._problem(0, 'the file must start with domain = "…" (lower case, words joined by hyphens)')
            domain = "unknown"
        self._imported = isinstance(data.get("imported"), str)
        for key in data:
            if key not in ("domain", "imported", "question", "case"):
                self._problem(0, f"unknown field {key!r}")
        for index, table in enumerate(self._tables(data, "question", 0)):
            self._question(table, domain, self._lines.table("question", index), None)
        seen = 0
        for index, table in enumerate(self._tables(data, "case", 0)):
            seen += self._case(table, domain, self._lines.table("case", index), seen)
        if not self._questions and not self._problems:
            self._problem(0, "no [[question]] in it")
        return Parsed(tuple(self._questions), tuple(self._problems[:MAX_PROBLEMS]))

    def _problem(self, line: int, message: str) -> None:
        self._problems.append(Problem(self._file, line, one_line(message, 300)))

    def _tables(self, data: Mapping[str, Any], key: str, line: int) -> Iterator[Mapping[str, Any]]:
        tables = data.get(key, [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            self._problem(line, f"{key!r} must be written as [[{key}]] tables")
            return
        yield from tables

    def _case(self, table: Mapping[str, Any], domain: str, line: int, seen: int) -> int:
        """Read a case whose first question is the `seen`-th `[[case.question]]` of the file; how many it has."""
        before = len(self._problems)
        case_id = self._key(table, line)
        title = self._text(table, "title", line)
        note = self._text(table, "note", line)
        self._unknown(table, _CASE_FIELDS, line)
        sound = len(self._problems) == before
        case = Case(case_id, title, note) if sound else None
        count = 0
        for count, question in enumerate(self._tables(table, "question", line), 1):
            at = self._lines.table("case.question", seen + count - 1) or line
            self._question(question, domain, at, case, wanted=sound)
        if not count:
            self._problem(line, "the case has no [[case.question]]")
        return count

    def _question(
        self, table: Mapping[str, Any], domain: str, line: int, case: Case | None, *, wanted: bool = True
    ) -> None:
        before = len(self._problems)
        question_id = self._key(table, line)
        stem = self._text(table, "stem", line)
        choices = self._choices(table, line)
        answer = self._answer(table, line)
        domain = self._domain(table, domain, line)
        rationale = self._rationale(table, line)
        wrong = self._wrong(table, answer, line)
        codes = self._codes(table, line)
        difficulty = self._whole(table, "difficulty", 1, 3, line)
        as_of = self._whole(table, "as_of", 1990, 2200, line)
        tags = self._strings(table, "tags", line)
        self._unknown(table, _FIELDS, line)
        if question_id in self._first_lines:
            first = self._first_lines[question_id]
            self._problem(line, f"the id {question_id!r} is used twice (first in line {first})")
        elif question_id:
            self._first_lines[question_id] = line
        if wanted and len(self._problems) == before:
            self._questions.append(
                Question(
                    id=question_id,
                    domain=domain,
                    stem=stem,
                    choices=choices,
                    answer=answer,
                    rationale=rationale,
                    wrong=wrong,
                    codes=codes,
                    difficulty=difficulty,
                    as_of=as_of,
                    tags=tags,
                    case=case,
                    file=self._file,
                    line=line,
                )
            )

    def _at(self, line: int, field: str) -> int:
        return self._lines.field(line, field)

    def _unknown(self, table: Mapping[str, Any], known: frozenset[str], line: int) -> None:
        for key in table.keys() - known:
            self._problem(self._at(line, key), f"unknown field {key!r}")

    def _key(self, table: Mapping[str, Any], line: int) -> str:
        value = table.get("id")
        if not isinstance(value, str) or not _KEY.fullmatch(value) or len(value) > 80:
            self._problem(self._at(line, "id"), "id must be lower-case words and numbers joined by hyphens")
            return ""
        return value

    def _domain(self, table: Mapping[str, Any], domain: str, line: int) -> str:
        """A question's own domain, when it is not the file's."""
        value = table.get("domain", domain)
        if not isinstance(value, str) or not _KEY.fullmatch(value) or len(value) > 80:
            self._problem(self._at(line, "domain"), "domain must be lower-case words joined by hyphens")
            return domain
        return value

    def _rationale(self, table: Mapping[str, Any], line: int) -> str:
        """The rationale; an imported question may have none, as most formats know none."""
        if self._imported and not str(table.get("rationale", "")).strip():
            return ""
        return self._text(table, "rationale", line)

    def _text(self, table: Mapping[str, Any], field: str, line: int) -> str:
        return self._clean(table.get(field), f"{field} must be a text", field, line)

    def _clean(self, value: object, complaint: str, field: str, line: int) -> str:
        """`value` as one text without surrounding space; a problem when it is none, is too long or unprintable."""
        if not isinstance(value, str) or not value.strip():
            self._problem(self._at(line, field), complaint + (" (it is empty)" if isinstance(value, str) else ""))
            return ""
        if len(value) > MAX_TEXT:
            self._problem(
                self._at(line, field), f"{field} has {len(value):,} characters; at most {MAX_TEXT:,} are read"
            )
            return ""
        if printable(value.replace("\r\n", "\n")) != value.replace("\r\n", "\n"):
            self._problem(self._at(line, field), f"{field} holds control or invisible characters")
            return ""
        return value.replace("\r\n", "\n").strip()

    def _strings(self, table: Mapping[str, Any], field: str, line: int) -> tuple[str, ...]:
        value = table.get(field)
        if not isinstance(value, list):
            self._problem(self._at(line, field), f"{field} must be a list of texts")
            return ()
        return tuple(self._clean(item, f"each of {field} must be a text", field, line) for item in value[:200])

    def _choices(self, table: Mapping[str, Any], line: int) -> tuple[str, ...]:
        choices = self._strings(table, "choices", line)
        if isinstance(table.get("choices"), list):
            if len(table["choices"]) != len(LETTERS):
                self._problem(self._at(line, "choices"), f"choices must be four, not {len(table['choices'])}")
            elif len({" ".join(choice.split()).casefold() for choice in choices}) < len(choices):
                self._problem(self._at(line, "choices"), "two choices are the same")
        return choices

    def _answer(self, table: Mapping[str, Any], line: int) -> int:
        value = table.get("answer")
        if not isinstance(value, str) or value not in tuple(LETTERS):
            self._problem(self._at(line, "answer"), 'answer must be "A", "B", "C" or "D"')
            return -1
        return LETTERS.index(value)

    def _wrong(self, table: Mapping[str, Any], answer: int, line: int) -> tuple[str, ...]:
        value = table.get("wrong")
        if self._imported and answer >= 0 and isinstance(value, dict | None):
            value = {**{letter: "" for n, letter in enumerate(LETTERS) if n != answer}, **(value or {})}
        if not isinstance(value, dict):
            self._problem(line, "[question.wrong] is missing: a reason for each wrong choice")
            return ()
        expected = {letter for n, letter in enumerate(LETTERS) if n != answer}
        if answer >= 0 and value.keys() != expected:
            odd = ", ".join(sorted(str(key) for key in value.keys() ^ expected))
            self._problem(line, f"wrong must give a reason for each wrong choice and no other (see {odd})")
            return ()
        return tuple(
            self._clean(value[letter], f"wrong.{letter} must be a text", letter, line)
            if letter in value and not (self._imported and value[letter] == "")
            else ""
            for letter in LETTERS
        )

    def _codes(self, table: Mapping[str, Any], line: int) -> tuple[str, ...]:
        codes = self._strings(table, "codes", line)
        for code in codes:
            match = _CODE.fullmatch(code)
            if code and (not match or match[1] not in tuple(System)):
                systems = ", ".join(System)
                self._problem(
                    self._at(line, "codes"), f"code {code!r} must be written system:CODE (systems: {systems})"
                )
        return codes

    def _whole(self, table: Mapping[str, Any], field: str, low: int, high: int, line: int) -> int:
        value = table.get(field)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            self._problem(self._at(line, field), f"{field} must be a whole number from {low} to {high}")
            return low
        return value
