"""`codequiz questions import` and `export`: banks of one's own, from and for other programs."""

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from codequiz.cli import console
from codequiz.errors import InvalidDataError, UsageError
from codequiz.report.wording import count
from codequiz.text import one_line

if TYPE_CHECKING:
    from codequiz.errors import Problem
    from codequiz.questions import Question


class Source(StrEnum):
    """What can be read."""

    CSV = "csv"
    GIFT = "gift"
    AIKEN = "aiken"
    TOML = "toml"


class Target(StrEnum):
    """What can be written."""

    CSV = "csv"
    GIFT = "gift"
    ANKI = "anki"
    TOML = "toml"


def register(questions_app: typer.Typer) -> None:
    """Add the commands."""
    questions_app.command("import")(import_questions)
    questions_app.command("export")(export_questions)


def import_questions(
    files: Annotated[list[Path], typer.Argument(help="CSV, GIFT, Aiken or TOML files; docs/banks.md describes them.")],
    *,
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help="What to call the bank.  [default: the first file's name]")
    ] = "",
    source: Annotated[
        Source | None, typer.Option("--format", help="What the files are, when their names do not tell.")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace the bank of that name.")] = False,
) -> None:
    """Keep questions of your own as a bank, apart from the project's; practise it with --bank NAME.

    All problems are listed with file and line, and nothing is imported when there is one.
    """
    from codequiz import bank
    from codequiz.exchange.draft import as_key

    bank_name = bank.checked_name(name or as_key(files[0].stem))
    questions, problems = _read_all(files, bank_name, source)
    for problem in problems:
        console.write(one_line(str(problem)))
    if problems:
        raise InvalidDataError(f"{count(len(problems), 'problem')}; nothing was imported", "each line above names one")
    path = bank.save(bank_name, questions, replace=replace)
    console.write(f"{count(len(questions), 'question')} in {path}")
    console.write(f"practise them with: codequiz practice --bank {bank_name}")


def _read_all(files: list[Path], name: str, source: Source | None) -> tuple[list["Question"], list["Problem"]]:
    from codequiz.errors import Problem
    from codequiz.exchange import read

    questions: dict[str, Question] = {}
    problems: list[Problem] = []
    year = datetime.now(UTC).year
    for number, file in enumerate(files):
        try:
            data = file.read_bytes()
        except OSError as error:
            problems.append(Problem(str(file), 0, f"cannot be read: {error.strerror or error}"))
            continue
        unique = name if number == 0 else f"{name}-{number + 1}"
        parsed = read(data, str(file), unique, year, source.value if source else "")
        problems += parsed.problems
        for question in parsed.questions:
            if question.id in questions:
                other = questions[question.id]
                message = f"the id {question.id!r} is also used in {other.file}:{other.line}"
                problems.append(Problem(question.file, question.line, message))
            questions[question.id] = question
    return list(questions.values()), problems


def export_questions(
    file: Annotated[Path, typer.Argument(help="Where to write; - for standard output (not Anki).")],
    *,
    target: Annotated[Target | None, typer.Option("--format", help="By the file's ending when left out.")] = None,
    domain: Annotated[
        list[str] | None, typer.Option("--domain", metavar="DOMAIN", help="Only this domain; can be repeated.")
    ] = None,
    chosen: Annotated[
        str | None, typer.Option("--bank", metavar="BANK", help="A bank of yours, a file or a directory.")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Overwrite the file.")] = False,
) -> None:
    """Write the bank, or one of yours, as CSV, GIFT (Moodle), an Anki package or our TOML."""
    from codequiz import bank
    from codequiz.exchange import WRITERS

    kind = target or _by_ending(file)
    loaded = bank.chosen(chosen) if chosen else bank.installed()
    questions = [question for question in bank.usable(loaded) if not domain or question.domain in domain]
    if not questions:
        raise UsageError("no question is of these domains", "see them with: codequiz questions list")
    if str(file) == "-":
        if kind is Target.ANKI:
            raise UsageError("an Anki package is no text", "name a file: questions.apkg")
        console.write_data(WRITERS[kind](questions))
        return
    if file.exists() and not replace:
        raise UsageError(f"{file} is there already", "overwrite it with --replace")
    if kind is Target.ANKI:
        from codequiz.exchange.anki import write_anki

        title = f"codequiz {chosen}" if chosen else "codequiz"
        bank.write_whole(file, lambda path: write_anki(questions, title, path))
    else:
        data = WRITERS[kind](questions).encode("utf-8")
        bank.write_whole(file, lambda path: path.write_bytes(data))
    console.note(f"{count(len(questions), 'question')} in {file}")


def _by_ending(file: Path) -> Target:
    ending = {".apkg": "anki"}.get(file.suffix.lower(), file.suffix.lower().lstrip("."))
    if ending not in tuple(Target):
        raise UsageError(f"the ending of {file} does not tell the format", f"--format {'|'.join(Target)}")
    return Target(ending)
