"""What questions are installed: find the files, read them all, report what is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from codequiz import paths
from codequiz.errors import CodequizError, InvalidDataError, NotReadyError
from codequiz.questions import MAX_FILE_BYTES, Parsed, Problem, Question, parse


@dataclass(frozen=True, slots=True)
class Bank:
    """Questions of one or several files, each id once, and the problems met."""

    questions: tuple[Question, ...]
    problems: tuple[Problem, ...]


def installed() -> Bank:
    """The questions that the project ships.

    Raises NotReadyError when there are none.
    """
    return load(sorted(paths.shipped("questions").glob("*.toml")))


def at(path: Path) -> Bank:
    """The questions of a file, or of all `*.toml` files of a directory.

    Raises CodequizError when it cannot be read; problems inside files are returned.
    """
    if path.is_dir():
        return load(sorted(path.glob("*.toml")))
    return load([path])


def chosen(choice: str) -> Bank:
    """The questions of a path, or of the user's bank of that name.

    Raises CodequizError when there is neither.
    """
    return at(Path(choice))


def load(files: Sequence[Path]) -> Bank:
    """Read question files; a later question with an id that an earlier one has is a problem, and left out."""
    if not files:
        raise NotReadyError("there are no question files", "give a bank of your own with --bank FILE")
    questions: dict[str, Question] = {}
    problems: list[Problem] = []
    for file in files:
        parsed = read(file)
        problems += parsed.problems
        for question in parsed.questions:
            if question.id in questions:
                other = questions[question.id].file
                problems.append(Problem(question.file, 0, f"the id {question.id!r} is also used in {other}"))
            else:
                questions[question.id] = question
    return Bank(tuple(questions.values()), tuple(problems))


def read(file: Path) -> Parsed:
    """Parse one file. Raises CodequizError when it cannot be read at all."""
    try:
        if file.stat().st_size > MAX_FILE_BYTES:
            raise InvalidDataError(f"{file} is too large for a file of questions", "split it by domain")
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        return Parsed((), (Problem(str(file), 0, f"not UTF-8 text (byte {error.start})"),))
    except OSError as error:
        raise CodequizError(f"cannot read {file}: {error.strerror or error}", "check the path") from error
    return parse(text, str(file))


def usable(bank: Bank) -> tuple[Question, ...]:
    """The bank's sound questions. Raises InvalidDataError, naming the first problem, when there is none."""
    if bank.questions:
        return bank.questions
    first = f": {bank.problems[0]}" if bank.problems else ""
    raise InvalidDataError(f"no question can be used{first}", "see them all with: codequiz questions check PATH")
