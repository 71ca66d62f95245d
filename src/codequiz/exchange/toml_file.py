"""Our own question files, written: what `questions.parse` reads back as the same questions."""

import json
from collections.abc import Iterable

from codequiz.questions import LETTERS, Question


def write_toml(questions: Iterable[Question]) -> str:
    """The questions as a question file, marked as imported, so that rationale and reasons may be missing."""
    questions = list(questions)
    domain = questions[0].domain if questions else "imported"
    lines = [f"domain = {_string(domain)}", 'imported = "yes"', ""]
    for question in questions:
        if question.case is None:
            lines += _table("question", question, domain)
    cases = {question.case.id: question.case for question in questions if question.case}
    for case in cases.values():
        lines += [
            "[[case]]",
            f"id = {_string(case.id)}",
            f"title = {_string(case.title)}",
            f"note = {_string(case.note)}",
        ]
        lines.append("")
        for question in questions:
            if question.case and question.case.id == case.id:
                lines += _table("case.question", question, domain)
    return "\n".join(lines)


def _table(name: str, question: Question, domain: str) -> list[str]:
    lines = [f"[[{name}]]", f"id = {_string(question.id)}"]
    if question.domain != domain:
        lines.append(f"domain = {_string(question.domain)}")
    lines += [
        f"difficulty = {question.difficulty}",
        f"as_of = {question.as_of}",
        f"tags = {_list(question.tags)}",
        f"stem = {_string(question.stem)}",
        f"choices = {_list(question.choices)}",
        f'answer = "{LETTERS[question.answer]}"',
        f"rationale = {_string(question.rationale)}",
        f"codes = {_list(question.codes)}",
        "",
    ]
    reasons = [(letter, reason) for letter, reason in zip(LETTERS, question.wrong, strict=True) if reason]
    if reasons:
        lines += [f"[{name}.wrong]", *(f"{letter} = {_string(reason)}" for letter, reason in reasons), ""]
    return lines


def _string(text: str) -> str:
    """A basic string; JSON's escapes are TOML's, but for DEL, which TOML wants escaped and JSON does not."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _list(texts: Iterable[str]) -> str:
    return "[" + ", ".join(_string(text) for text in texts) + "]"
