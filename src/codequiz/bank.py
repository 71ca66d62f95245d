"""What questions are installed: find the files, read them all, report what is wrong."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from codequiz import paths, whole_files
from codequiz.errors import CodequizError, InvalidDataError, NothingFoundError, NotReadyError, Problem, UsageError
from codequiz.questions import MAX_FILE_BYTES, Parsed, Question, parse

_NAME: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


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

    Raises CodequizError when it cannot be read or is of another format; problems inside files are returned.
    """
    if path.is_dir():
        return load(sorted(path.glob("*.toml")))
    if path.is_file() and path.suffix.lower() != ".toml":
        raise InvalidDataError(
            f"{path.name} is no .toml file", "bring it in as a bank, and name that: codequiz questions import FILE"
        )
    return load([path])


def chosen(choice: str) -> Bank:
    """The questions of the user's bank of that name, else of a path.

    Raises CodequizError when there is neither.
    """
    own = paths.banks() / f"{choice}.toml"
    if _NAME.fullmatch(choice) and own.is_file():
        return at(own)
    path = Path(choice)
    if _NAME.fullmatch(choice) and not path.exists():
        names = ", ".join(sorted(found.stem for found in paths.banks().glob("*.toml")))
        raise NothingFoundError(
            f"there is no bank {choice!r}", f"banks: {names}" if names else "make one: codequiz questions import FILE"
        )
    return at(path)


def checked_name(name: str) -> str:
    """`name` when a bank can be called so. Raises UsageError."""
    if not _NAME.fullmatch(name) or len(name) > 80:
        raise UsageError(f"a bank cannot be called {name!r}", "lower-case words and numbers joined by hyphens: --name")
    return name


def save(name: str, questions: Sequence[Question], *, replace: bool) -> Path:
    """Keep questions as the user's bank `name`; where it is. The file is whole or not there.

    Raises UsageError when there is one and `replace` is False, CodequizError when it cannot be written.
    """
    from codequiz.exchange import WRITERS

    folder = paths.writable_home() / "banks"
    path = folder / f"{checked_name(name)}.toml"
    if path.exists() and not replace:
        raise UsageError(f"there is a bank {name!r} already", "replace it with --replace, or give another --name")
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise CodequizError(f"cannot create {folder}: {error.strerror or error}", "check CODEQUIZ_HOME") from error
    data = WRITERS["toml"](questions).encode("utf-8")
    write_whole(path, lambda temporary: temporary.write_bytes(data))
    return path


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Have a file written beside its place and renamed into it, so that it is whole or not there.

    Raises CodequizError when it cannot be written.
    """
    try:
        with whole_files.beside(path) as part:
            write(part)
    except OSError as error:
        raise CodequizError(
            f"cannot write {path}: {error.strerror or error}", "check the path and its space"
        ) from error


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
        text = whole_files.read_text(file, MAX_FILE_BYTES)
    except UnicodeDecodeError as error:
        return Parsed((), (Problem(str(file), 0, f"not UTF-8 text (byte {error.start})"),))
    except OSError as error:
        raise CodequizError(f"cannot read {file}: {error.strerror or error}", "check the path") from error
    if text is None:
        raise InvalidDataError(f"{file} is too large for a file of questions", "split it by domain")
    return parse(text, str(file))


def usable(bank: Bank) -> tuple[Question, ...]:
    """The bank's sound questions. Raises InvalidDataError, naming the first problem, when there is none."""
    if bank.questions:
        return bank.questions
    first = f": {bank.problems[0]}" if bank.problems else ""
    raise InvalidDataError(f"no question can be used{first}", "see them all with: codequiz questions check PATH")
