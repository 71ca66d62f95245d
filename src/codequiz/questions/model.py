"""What a question is."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from codequiz.errors import Problem

LETTERS: Final = "ABCD"
DOMAINS: Final = (
    "integumentary",
    "musculoskeletal",
    "respiratory-cardiovascular",
    "digestive",
    "genitourinary-maternity",
    "nervous-eye-ear",
    "evaluation-management",
    "anesthesia",
    "radiology",
    "pathology-laboratory",
    "medicine",
    "medical-terminology",
    "anatomy",
    "icd-10-cm",
    "hcpcs-level-ii",
    "coding-guidelines",
    "compliance",
    "cases",
)


@dataclass(frozen=True, slots=True)
class Case:
    """A note (operative, visit) that several questions ask about."""

    id: str
    title: str
    note: str


@dataclass(frozen=True, slots=True)
class Question:
    """A single-best-answer question with four choices.

    `answer` is 0-based. `wrong` has one text a choice, why it is wrong; the right choice's is empty.
    `codes` are written `system:CODE`, such as `cpt:11403`. `as_of` is the year of the code sets it is true for.
    `line` is where it starts in `file` (1-based, 0 when not known) and no part of what it is.
    """

    id: str
    domain: str
    stem: str
    choices: tuple[str, ...]
    answer: int
    rationale: str
    wrong: tuple[str, ...]
    codes: tuple[str, ...]
    difficulty: int
    as_of: int
    tags: tuple[str, ...] = ()
    case: Case | None = None
    file: str = ""
    line: int = field(default=0, compare=False, repr=False)

    @property
    def content_hash(self) -> str:
        """SHA-256 (hex) of what is asked and keyed; the same wherever the question is stored, and by any version."""
        content = {
            "stem": self.stem,
            "choices": self.choices,
            "answer": self.answer,
            "rationale": self.rationale,
            "wrong": self.wrong,
            "note": self.case.note if self.case else "",
        }
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def full_rationale(self) -> str:
        """The rule, then a line for each wrong choice that has a reason: `B. …`."""
        reasons = (f"{LETTERS[n]}. {reason}" for n, reason in enumerate(self.wrong) if reason)
        return "\n".join((self.rationale, *reasons))

    def to_json(self) -> dict[str, Any]:
        """Everything, as JSON-ready values; `from_json` reads it back."""
        data: dict[str, Any] = {
            "id": self.id,
            "domain": self.domain,
            "stem": self.stem,
            "choices": list(self.choices),
            "answer": self.answer,
            "rationale": self.rationale,
            "wrong": list(self.wrong),
            "codes": list(self.codes),
            "difficulty": self.difficulty,
            "as_of": self.as_of,
            "tags": list(self.tags),
            "file": self.file,
        }
        if self.case:
            data["case"] = {"id": self.case.id, "title": self.case.title, "note": self.case.note}
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Question":
        """A question from `to_json`'s values. Raises KeyError or TypeError when they are not that."""
        case = data.get("case")
        return cls(
            id=data["id"],
            domain=data["domain"],
            stem=data["stem"],
            choices=tuple(data["choices"]),
            answer=data["answer"],
            rationale=data["rationale"],
            wrong=tuple(data["wrong"]),
            codes=tuple(data["codes"]),
            difficulty=data["difficulty"],
            as_of=data["as_of"],
            tags=tuple(data["tags"]),
            case=Case(case["id"], case["title"], case["note"]) if case else None,
            file=data.get("file", ""),
        )


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a file of questions holds: the sound ones, and every problem."""

    questions: tuple[Question, ...]
    problems: tuple[Problem, ...]
