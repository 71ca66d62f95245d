"""Aiken: the question, its choices as `A.` or `A)`, and `ANSWER: B`. It has no place for anything else."""

import re
from typing import Final

from codequiz.errors import Problem
from codequiz.exchange.draft import Draft, checked, problem
from codequiz.questions import LETTERS, Parsed

_CHOICE: Final = re.compile(r"([A-Z])[.)]\s+(.*)")
_ANSWER: Final = re.compile(r"ANSWER:\s*(\S*)\s*")


def read_aiken(text: str, file: str, name: str, year: int) -> Parsed:
    """The questions of an Aiken text and all problems, each with its line."""
    drafts: list[Draft] = []
    problems: list[Problem] = []
    stem: list[str] = []
    choices: list[tuple[int, str, str]] = []
    start = 0
    for number, raw in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        line = raw.strip()
        if not line:
            continue
        start = start or number
        if match := _ANSWER.fullmatch(line):
            wrong = _faults(stem, choices)
            problems += (problem(file, at or start, message) for at, message in wrong)
            if not wrong:
                values = {"stem": "\n".join(stem), "choices": [choice for _, _, choice in choices], "answer": match[1]}
                drafts.append(Draft(start, values, {"answer": number, "choices": choices[0][0]}))
            stem, choices, start = [], [], 0
        elif match := _CHOICE.fullmatch(line):
            choices.append((number, match[1], match[2]))
        elif choices:
            problems.append(problem(file, number, "a line that is neither a choice (“A. …”) nor “ANSWER: A”"))
        else:
            stem.append(line)
    if start:
        problems.append(problem(file, start, "the last question has no “ANSWER:” line"))
    return checked(drafts, problems, file, name, year)


def _faults(stem: list[str], choices: list[tuple[int, str, str]]) -> list[tuple[int, str]]:
    faults = []
    if not stem:
        faults.append((0, "choices without a question"))
    letters = "".join(letter for _, letter, _ in choices)
    if letters != LETTERS:
        at = choices[0][0] if choices else 0
        faults.append((at, f"the choices must be A, B, C and D, in this order, not {', '.join(letters) or 'none'}"))
    return faults
