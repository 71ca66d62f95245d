"""A question as a foreign format gives it, before it is checked like any other."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from codequiz.errors import Problem
from codequiz.questions import LETTERS, Parsed, read_tables
from codequiz.text import one_line

DEFAULT_DIFFICULTY: Final = 2


@dataclass(slots=True)
class Draft:
    """Values as in a question file, the line they start at, and lines of single fields where they are known."""

    line: int
    values: dict[str, Any] = field(default_factory=dict)
    field_lines: dict[str, int] = field(default_factory=dict)
    case: dict[str, str] | None = None


class DraftPositions:
    """Where drafts stand."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        alone = [draft for draft in drafts if draft.case is None]
        in_case = [draft for draft in drafts if draft.case is not None]
        first = {draft.case["id"]: draft.line for draft in reversed(in_case) if draft.case}
        self._tables = {
            "question": [draft.line for draft in alone],
            "case": [first[case_id] for case_id in dict.fromkeys(_case_ids(in_case))],
            "case.question": [draft.line for group in _groups(in_case) for draft in group],
        }
        self._fields = {draft.line: draft.field_lines for draft in drafts}

    def table(self, kind: str, index: int) -> int:
        """The line of a draft."""
        lines = self._tables[kind]
        return lines[index] if index < len(lines) else 0

    def field(self, table_line: int, name: str) -> int:
        """The line of a field; the draft's own when it has none."""
        return self._fields.get(table_line, {}).get(name, table_line)


def checked(drafts: Sequence[Draft], problems: Iterable[Problem], file: str, name: str, year: int) -> Parsed:
    """The drafts as questions, checked as question files are; what they lack is filled in or left empty.

    Without ids they get `name-001` and so on; without a domain, `name` is theirs. A draft with a problem is left out.
    """
    for number, draft in enumerate(drafts, 1):
        values = draft.values
        values.setdefault("id", f"{name}-{number:03}")
        values.setdefault("difficulty", DEFAULT_DIFFICULTY)
        values.setdefault("as_of", year)
        values.setdefault("tags", [])
        values.setdefault("codes", [])
        values.setdefault("rationale", "")
        values.setdefault("wrong", {})
    in_case = [draft for draft in drafts if draft.case is not None]
    data = {
        "domain": name,
        "imported": "yes",
        "question": [draft.values for draft in drafts if draft.case is None],
        "case": [{**(group[0].case or {}), "question": [d.values for d in group]} for group in _groups(in_case)],
    }
    parsed = read_tables(data, DraftPositions(drafts), file)
    found = sorted((*problems, *(p for p in parsed.problems if drafts)), key=lambda problem: problem.line)
    if not drafts and not found:
        found = [Problem(file, 0, "no question in it")]
    return Parsed(parsed.questions, tuple(found))


def _case_ids(drafts: Iterable[Draft]) -> list[str]:
    return [draft.case["id"] for draft in drafts if draft.case]


def _groups(drafts: Sequence[Draft]) -> list[list[Draft]]:
    by_id: dict[str, list[Draft]] = {}
    for draft in drafts:
        if draft.case:
            by_id.setdefault(draft.case["id"], []).append(draft)
    return list(by_id.values())


def as_key(text: str) -> str:
    """`text` as an id or domain: lower case, everything else hyphens (`Chapter 3: Skin` → `chapter-3-skin`)."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:80].strip("-")


def letter(index: int) -> str:
    """The letter of a 0-based choice; a question mark beyond the last."""
    return LETTERS[index] if 0 <= index < len(LETTERS) else "?"


def problem(file: str, line: int, message: str) -> Problem:
    """A problem whose message is safe to show."""
    return Problem(file, line, one_line(message, 300))
