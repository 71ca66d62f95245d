"""`codequiz questions`: what is in the bank, and whether files of questions are sound."""

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from codequiz.cli import console
from codequiz.cli.groups import CommandGroup
from codequiz.cli.output import PageFormat
from codequiz.errors import InvalidDataError
from codequiz.report.wording import count
from codequiz.text import one_line

questions_app = typer.Typer(
    name="questions",
    cls=CommandGroup,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="The question bank: list it, check files, import and export banks.",
)


BankOption = Annotated[
    str | None, typer.Option("--bank", metavar="BANK", help="A bank of yours, a file or a directory.")
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    from codequiz.cli import question_files

    question_files.register(questions_app)
    app.add_typer(questions_app)


@questions_app.command("list")
def list_questions(
    *,
    output: Annotated[PageFormat, typer.Option("--format", help="How to print it.")] = PageFormat.TABLE,
    domain: Annotated[
        list[str] | None, typer.Option("--domain", metavar="DOMAIN", help="Only this domain; can be repeated.")
    ] = None,
    path: BankOption = None,
) -> None:
    """The questions that practice draws on."""
    from codequiz import bank
    from codequiz.report.questions import question_json, question_table

    loaded = bank.chosen(path) if path else bank.installed()
    for problem in loaded.problems[:5]:
        console.note(str(problem))
    questions = [question for question in loaded.questions if not domain or question.domain in domain]
    if output is PageFormat.JSON:
        console.write_json([question_json(question) for question in questions])
    else:
        console.show(question_table(questions))
        console.note(f"{len(questions)} questions in {len({question.domain for question in questions})} domains")


@questions_app.command("check")
def check(
    path: Annotated[
        str | None,
        typer.Argument(help="A .toml file, a directory, or the name of an imported bank; the bank when left out."),
    ] = None,
) -> None:
    """Everything wrong with questions that a machine can find, with file and line; exit 4 when there is anything.

    Fields; codes that do not exist, cannot be billed or have ended; codes named in a text and not listed; stems
    that are nearly the same; choices that stand out by form; markup; and a key that could be guessed from place or
    length. That the key is right, no machine can prove.
    """
    from codequiz import bank, paths
    from codequiz.cli.indexing import open_codes
    from codequiz.codebook import CodeBook
    from codequiz.proof import prove

    loaded = bank.chosen(path) if path else bank.installed()
    own = not path or Path(path).resolve().is_relative_to(paths.shipped("questions").resolve())
    with closing(open_codes()) as connection:
        findings = prove(loaded.questions, CodeBook(connection), sample_is_enough=own)
    for finding in findings:
        if finding.is_doubt:
            console.note(f"not sure: {finding.problem}")
    problems = [*loaded.problems, *(finding.problem for finding in findings if not finding.is_doubt)]
    for problem in problems:
        console.write(one_line(str(problem)))
    if problems:
        files = {problem.file for problem in problems}
        raise InvalidDataError(
            f"{count(len(problems), 'problem')} in {count(len(files), 'file')}"
            f" with {count(len(loaded.questions), 'readable question')}",
            "each line above names file and line",
        )
    console.write(f"{count(len(loaded.questions), 'question')}, no problem found")
