r"""GIFT, Moodle's text format, as far as it holds single-best-answer questions with four choices.

    // codequiz: {"domain": "digestive", …}      what GIFT itself has no place for; other programs skip it
    ::digestive-001:: Stem {
      =right choice
      ~wrong choice#why it is wrong
      ####rationale
    }

`\` keeps `~ = # { } :` and `\` itself from their meaning; `\n` is a line break. `$CATEGORY: name` gives the domain of
what follows. Other types of question are problems, and so is HTML. No well-kept Python library reads GIFT: those on
PyPI were last changed in 2017, or are grammars without positions.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from codequiz.errors import Problem
from codequiz.exchange.draft import Draft, as_key, checked, problem
from codequiz.questions import LETTERS, Parsed, Question

_SPECIAL: Final = re.compile(r"([~=#{}:\\])")
_NOTE: Final = re.compile(r"//\s*codequiz:\s*(\{.*\})\s*$")
_FORMAT: Final = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_HTML: Final = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:[a-zA-Z]{2,8}|#\d+);")
_WEIGHT: Final = re.compile(r"\s*%(-?\d+(?:\.\d+)?)%")
_EXTRA: Final = ("domain", "difficulty", "as_of", "tags", "codes", "case")


@dataclass(slots=True)
class _Block:
    """The lines of one question, joined; `line` is where it starts, `note` what codequiz wrote above it."""

    line: int
    text: str
    note: str
    category: str


def read_gift(text: str, file: str, name: str, year: int) -> Parsed:
    """The questions of a GIFT text and all problems, each with the line at which its question starts."""
    problems: list[Problem] = []
    drafts = []
    for block in _blocks(text):
        try:
            drafts.append(_draft(block))
        except _GiftError as error:
            problems.append(problem(file, block.line + error.below, str(error)))
    return checked(drafts, problems, file, name, year)


class _GiftError(Exception):
    def __init__(self, message: str, below: int = 0) -> None:
        super().__init__(message)
        self.below = below


def _blocks(text: str) -> Iterator[_Block]:
    """Questions are separated by blank lines outside their braces."""
    lines: list[str] = []
    start, note, category, open_ = 0, "", "", False
    for number, line in enumerate((*text.replace("\r\n", "\n").split("\n"), "", ""), 1):
        if line.lstrip().startswith("//"):
            found = _NOTE.match(line.strip())
            note = found[1] if found else note
            if lines:
                lines.append("")  # keeps the lines below in their place
            continue
        if not lines and line.lstrip().upper().startswith("$CATEGORY:"):
            category = line.split(":", 1)[1].strip().rstrip("/").rsplit("/", 1)[-1]
            continue
        if line.strip() or open_:
            if not lines:
                start = number
            lines.append(line)
            open_ = _is_open("\n".join(lines))
        elif lines:
            yield _Block(start, "\n".join(lines), note, category)
            lines, note = [], ""
    if lines:
        yield _Block(start, "\n".join(lines), note, category)


def _is_open(text: str) -> bool:
    plain = re.sub(r"\\.", "", text, flags=re.DOTALL)
    return plain.count("{") > plain.count("}")


def _split(text: str, marks: str) -> Iterator[tuple[str, str, int]]:
    """(mark, text after it, place) at each unescaped mark; the text before the first has the mark ``""``."""
    mark, start, at, place = "", 0, 0, 0
    while at < len(text):
        if text[at] == "\\":
            at += 2
            continue
        if text[at] in marks:
            yield mark, text[start:at], place
            mark, place, start = text[at], at, at + 1
        at += 1
    yield mark, text[start:], place


def _plain(text: str) -> str:
    """Text without escapes and without the spaces around it; `\\n` is a line break."""
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1] if _SPECIAL.match(m[1]) else m[0], text).strip()


def _draft(block: _Block) -> Draft:
    title, rest = "", block.text.strip()
    if rest.startswith("::"):
        parts = re.match(r"::((?:[^\\:]|\\.|:(?!:))*)::", rest, re.DOTALL)
        if parts is None:
            raise _GiftError("the title that starts with :: has no second ::")
        title, rest = _plain(parts[1]), rest[parts.end() :]
    if (found := _FORMAT.match(rest)) is not None:
        rest = rest[found.end() :]
    pieces = list(_split(rest, "{}"))
    if [mark for mark, _, _ in pieces] != ["", "{", "}"]:
        raise _GiftError("a question needs one {…} with its answers" if len(pieces) == 1 else "braces do not match")
    (_, before, _), (_, inside, place), (_, after, _) = pieces
    if after.strip():
        raise _GiftError("text after the answers (missing-word questions) is not read")
    stem = _plain(before)
    if _HTML.search(stem + inside):
        raise _GiftError("HTML is not read: write plain text")
    below = block.text.count("\n", 0, block.text.find(rest) + place)
    values, choices = _answers(inside, below)
    values |= {"stem": stem, "choices": choices}
    if title:
        values["id"] = title if re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", title) else as_key(title)
    if block.category and as_key(block.category):
        values["domain"] = as_key(block.category)
    case = _with_note(values, block.note)
    return Draft(block.line, values, case=case)


def _answers(inside: str, below: int) -> tuple[dict[str, Any], list[str]]:
    inside, found, general = _general(inside)
    body = inside.strip()
    if not body:
        raise _GiftError("no answers (essays and descriptions are not read)", below)
    if body[0] == "#" or re.fullmatch(r"(?:T|F|TRUE|FALSE)(?:#.*)?", body, re.DOTALL | re.IGNORECASE):
        raise _GiftError("only multiple choice is read, not numbers or true and false", below)
    choices: list[str] = []
    wrong: dict[str, str] = {}
    right: list[int] = []
    answers = list(_split(body, "=~"))
    # As Moodle tells them apart: an arrow makes pairs only where no answer is marked wrong.
    if "->" in body and all(mark != "~" for mark, _, _ in answers):
        raise _GiftError("matching questions are not read", below)
    for mark, text, _ in answers:
        if not mark:
            if text.strip():
                raise _GiftError("each answer must start with = or ~", below)
            continue
        (_, choice, _), *feedback = _split(_unweighted(mark, text, below), "#")
        if mark == "=":
            right.append(len(choices))
        elif feedback:
            wrong[LETTERS[len(choices)] if len(choices) < len(LETTERS) else "?"] = _plain(feedback[0][1])
        choices.append(_plain(choice))
    if len(right) != 1:
        raise _GiftError(f"{len(right)} right answers (=), and there must be one", below)
    values: dict[str, Any] = {"answer": LETTERS[right[0]] if right[0] < len(LETTERS) else "?"}
    values["wrong"] = {key: reason for key, reason in wrong.items() if reason and key != "?"}
    if found:
        values["rationale"] = _plain(general)
    return values, choices


def _unweighted(mark: str, text: str, below: int) -> str:
    """An answer without its weight, which may only say again what its mark says (`=%100%`, `~%0%`, `~%-50%`)."""
    weight = _WEIGHT.match(text)
    if weight is None:
        return text
    share = float(weight[1])
    if (share != 100) if mark == "=" else (share > 0):
        raise _GiftError(f"answers with weights (%{weight[1]}%) are not read: there is one right answer", below)
    return text[weight.end() :]


def _general(inside: str) -> tuple[str, bool, str]:
    """The answers, whether general feedback (`####`) follows them, and that."""
    match = re.search(r"(?<!\\)((?:\\\\)*)####", inside)
    return (inside[: match.end(1)], True, inside[match.end() :]) if match else (inside, False, "")


def _with_note(values: dict[str, Any], note: str) -> dict[str, str] | None:
    """Add what codequiz wrote above the question; a case's note is taken off the stem again."""
    if not note:
        return None
    try:
        extra = json.loads(note)
    except (ValueError, RecursionError):
        raise _GiftError("the comment “// codequiz:” above it is not valid JSON") from None
    values |= {key: extra[key] for key in _EXTRA if key in extra and key != "case"}
    case = extra.get("case")
    if not isinstance(case, dict) or not all(isinstance(case.get(key), str) for key in ("id", "title", "note")):
        return None
    values["stem"] = values["stem"].removeprefix(case["note"]).strip()
    return {key: case[key] for key in ("id", "title", "note")}


def write_gift(questions: Iterable[Question]) -> str:
    """The questions as GIFT, each with a comment that holds what GIFT has no place for."""
    return "\n".join(_written(question) for question in questions)


def _written(question: Question) -> str:
    extra: dict[str, Any] = {
        "domain": question.domain,
        "difficulty": question.difficulty,
        "as_of": question.as_of,
        "tags": list(question.tags),
        "codes": list(question.codes),
    }
    stem = question.stem
    if question.case:
        extra["case"] = {"id": question.case.id, "title": question.case.title, "note": question.case.note}
        stem = f"{question.case.note}\n\n{stem}"
    # What a text starts with could be taken for its format or its weight: then the real one stands before it.
    kind = "[plain]" if _FORMAT.match(stem) else ""
    lines = [f"// codequiz: {json.dumps(extra, ensure_ascii=False)}", f"::{question.id}::{kind}{_escaped(stem)} {{"]
    for n, choice in enumerate(question.choices):
        mark, weight = ("=", "%100%") if n == question.answer else ("~", "%0%")
        mark += weight if _WEIGHT.match(choice) else ""
        reason = f"#{_escaped(question.wrong[n])}" if question.wrong[n] else ""
        lines.append(f"  {mark}{_escaped(choice)}{reason}")
    if question.rationale:
        lines.append(f"  ####{_escaped(question.rationale)}")
    return "\n".join((*lines, "}", ""))


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text).replace("\n", r"\n")
