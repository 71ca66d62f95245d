"""The question bank as a table and as JSON."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from codequiz.questions import Question
from codequiz.text import one_line

if TYPE_CHECKING:
    from rich.table import Table


def question_json(question: Question) -> dict[str, Any]:
    """A question as JSON-ready values; `answer` is 0-based, `rationale` has the reasons against the wrong choices."""
    data: dict[str, Any] = {
        "id": question.id,
        "domain": question.domain,
        "stem": question.stem,
        "choices": list(question.choices),
        "answer": question.answer,
        "rationale": question.full_rationale,
        "codes": list(question.codes),
        "file": question.file,
        "difficulty": question.difficulty,
        "as_of": question.as_of,
        "tags": list(question.tags),
    }
    if question.case:
        data["case"] = {"id": question.case.id, "title": question.case.title, "note": question.case.note}
    return data


def question_table(questions: Sequence[Question]) -> "Table":
    """Each question with the beginning of its stem."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
    table.add_column("ID", no_wrap=True)
    table.add_column("Level", justify="right")
    table.add_column("Question", no_wrap=True, overflow="ellipsis")
    for question in questions:
        table.add_row(question.id, str(question.difficulty), one_line(question.stem, 200))
    return table
