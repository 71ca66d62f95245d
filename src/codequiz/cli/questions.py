"""`codequiz questions`: what is in the bank, and whether files of questions are sound."""

from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from codequiz.cli import console
from codequiz.errors import InvalidDataError
from codequiz.text import one_line

questions_app = typer.Typer(
    name="questions",
    no_args_is_help=True,
    rich_markup_mode=None,
    help="The question bank: list it, check files.",
)


class Format(StrEnum):
    """How data is printed."""

    TABLE = "table"
    JSON = "json"


BankOption = Annotated[Path | None, typer.Option("--bank", help="A .toml file or a directory instead of the bank.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.add_typer(questions_app)


@questions_app.command("list")
def list_questions(
    *,
    output: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.TABLE,
    domain: Annotated[list[str] | None, typer.Option("--domain", help="Only this domain; can be repeated.")] = None,
    path: BankOption = None,
) -> None:
    """The questions that practice draws on."""
    from codequiz import bank
    from codequiz.report.questions import question_json, question_table
    from codequiz.report.sessions import as_json

    loaded = bank.at(path) if path else bank.installed()
    for problem in loaded.problems[:5]:
        console.note(str(problem))
    questions = [question for question in loaded.questions if not domain or question.domain in domain]
    if output is Format.JSON:
        console.write_data(as_json([question_json(question) for question in questions]))
    else:
        console.show(question_table(questions))
        console.note(f"{len(questions)} questions in {len({question.domain for question in questions})} domains")


@questions_app.command("check")
def check(
    path: Annotated[Path | None, typer.Argument(help="A .toml file or a directory; the bank when left out.")] = None,
) -> None:
    """Everything wrong with question files, with file and line; exit 4 when there is anything."""
    from codequiz import bank

    loaded = bank.at(path) if path else bank.installed()
    for problem in loaded.problems:
        console.write(one_line(str(problem)))
    if loaded.problems:
        files = Counter(problem.file for problem in loaded.problems)
        raise InvalidDataError(
            f"{len(loaded.problems)} problems in {len(files)} files; {len(loaded.questions)} questions are sound",
            "each line above names file and line",
        )
    console.write(f"{len(loaded.questions)} questions, no problem found")
