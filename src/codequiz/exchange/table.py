"""CSV: one question a row, a header line, every field of a question file in a column of its own.

`stem, A, B, C, D, answer` are needed; `id, domain, rationale, wrong_A … wrong_D, codes, difficulty, as_of, tags,
case_id, case_title, case_note` may be there. `codes` and `tags` are separated by semicolons, or a JSON list.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from codequiz.errors import Problem
from codequiz.exchange.draft import Draft, as_key, checked, problem
from codequiz.questions import LETTERS, MAX_FILE_BYTES, Parsed, Question

COLUMNS: Final = (
    "id", "domain", "stem", *LETTERS, "answer", "rationale", *(f"wrong_{letter}" for letter in LETTERS),
    "codes", "difficulty", "as_of", "tags", "case_id", "case_title", "case_note",
)  # fmt: skip
_NEEDED: Final = ("stem", *LETTERS, "answer")
_NAMES: Final = {
    **{column.lower(): column for column in COLUMNS},
    "question": "stem", "question text": "stem", "explanation": "rationale", "correct": "answer",
    "correct answer": "answer", "category": "domain",
    **{f"{word} {letter}".lower(): letter for word in ("choice", "option", "answer") for letter in LETTERS},
    **{f"{word}_{letter}".lower(): letter for word in ("choice", "option", "answer") for letter in LETTERS},
}  # fmt: skip


def read_csv(text: str, file: str, name: str, year: int) -> Parsed:
    """The questions of a CSV text and all problems, each with its line."""
    problems: list[Problem] = []
    drafts: list[Draft] = []
    rows = _rows(text, file, problems)
    header = next(rows, None)
    if header is None:
        return Parsed((), tuple(problems) or (problem(file, 0, "the file is empty"),))
    columns = [_NAMES.get(cell.strip().lower(), "") for cell in header[1]]
    for cell, column in zip(header[1], columns, strict=True):
        if not column:
            problems.append(problem(file, header[0], f"unknown column {cell!r}; columns: {', '.join(COLUMNS)}"))
    for column in sorted({c for c in columns if c and columns.count(c) > 1}):
        problems.append(problem(file, header[0], f"the column {column!r} is there twice"))
    missing = [column for column in _NEEDED if column not in columns]
    if missing:
        problems.append(problem(file, header[0], f"columns missing: {', '.join(missing)}"))
    if problems:
        return Parsed((), tuple(problems))
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(columns):
            problems.append(problem(file, line, f"{len(cells)} cells, but the header has {len(columns)}"))
            continue
        drafts.append(_draft(line, dict(zip(columns, cells, strict=True)), file, problems))
    return checked(drafts, problems, file, name, year)


def _rows(text: str, file: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """(line at which it starts, cells) of each row; what is not CSV ends it with a problem."""
    limit = csv.field_size_limit(MAX_FILE_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                problems.append(problem(file, line, f"not valid CSV: {error}"))
                return
            yield line, cells
    finally:
        csv.field_size_limit(limit)


def _draft(line: int, row: dict[str, str], file: str, problems: list[Problem]) -> Draft:
    values: dict[str, Any] = {
        "stem": row["stem"],
        "choices": [row[letter] for letter in LETTERS],
        "answer": _answer(row),
        "rationale": row.get("rationale", ""),
        "wrong": {letter: row[f"wrong_{letter}"] for letter in LETTERS if row.get(f"wrong_{letter}", "").strip()},
    }
    if row.get("id", "").strip():
        values["id"] = row["id"].strip()
    if row.get("domain", "").strip():
        values["domain"] = as_key(row["domain"])
    for column in ("difficulty", "as_of"):
        cell = row.get(column, "").strip()
        if cell:
            values[column] = int(cell) if cell.isascii() and cell.isdigit() and len(cell) < 6 else cell
    for column in ("codes", "tags"):
        values[column] = _several(row.get(column, ""), line, column, file, problems)
    case = {key: row.get(f"case_{key}", "").strip() for key in ("id", "title", "note")}
    return Draft(line, values, case=case if case["id"] else None)


def _answer(row: dict[str, str]) -> str:
    """The letter; a number from 1 to 4 or the choice's own text means it too."""
    cell = row["answer"].strip()
    if cell.upper() in LETTERS and len(cell) == 1:
        return cell.upper()
    if cell in {"1", "2", "3", "4"}:
        return LETTERS[int(cell) - 1]
    same = [letter for letter in LETTERS if row[letter].strip() == cell and cell]
    return same[0] if len(same) == 1 else cell


def _several(cell: str, line: int, column: str, file: str, problems: list[Problem]) -> list[str]:
    cell = cell.strip()
    if cell.startswith("["):
        try:
            values = json.loads(cell)
        except (ValueError, RecursionError):
            values = None
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            problems.append(problem(file, line, f"{column} starts like a JSON list and is none"))
            return []
        return values
    return [part for raw in cell.split(";") if (part := raw.strip())]


def write_csv(questions: Iterable[Question]) -> str:
    """The questions as CSV (RFC 4180), with every column."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for question in questions:
        case = question.case
        writer.writerow(
            (
                question.id, question.domain, question.stem, *question.choices, LETTERS[question.answer],
                question.rationale, *question.wrong, _joined(question.codes), question.difficulty, question.as_of,
                _joined(question.tags), *((case.id, case.title, case.note) if case else ("", "", "")),
            )
        )  # fmt: skip
    return out.getvalue()


def _joined(values: tuple[str, ...]) -> str:
    if any(";" in value or value != value.strip() or value.startswith("[") or not value for value in values):
        return json.dumps(values, ensure_ascii=False)
    return "; ".join(values)
