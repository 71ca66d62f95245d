"""The options of `lookup` and `show`, said once for both readers: `cli.direct` uses `read`, `cli.lookup` Typer.

Nothing here imports Typer.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

from codequiz.cli.output import AnswerFormat, PageFormat
from codequiz.codes import System


class Option:
    """An option: its flag, what it takes, what it is when not given, and its line in the help.

    `takes` is an enum (one of its values, in capitals or not), a range (a whole number in it), `str` (any text) or
    `bool` (nothing: the option is a switch). One that `repeats` gives a list.
    """

    def __init__(
        self,
        flag: str,
        takes: type[StrEnum] | range | type[str] | type[bool],
        default: Any,
        help_line: str,
        *,
        repeats: bool = False,
        metavar: str | None = None,
    ) -> None:
        self.flag = flag
        self.takes = takes
        self.default = default
        self.help_line = help_line
        self.repeats = repeats
        self.metavar = metavar

    def value(self, text: str) -> object:
        """What `text` gives; None when it is nothing that the option takes, or should be read with more care."""
        if isinstance(self.takes, range):
            number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
            return number if number in self.takes else None
        if issubclass(self.takes, StrEnum):
            return next((value for value in self.takes if value == text.lower()), None)
        return text


def _systems(help_line: str) -> Option:
    return Option("--system", System, None, help_line, repeats=True, metavar="|".join(System))


LOOKUP: Final[Mapping[str, Option]] = {
    "system": _systems("Only this code system; may be repeated."),
    "billable": Option("--billable", bool, False, "Only codes that can be billed."),
    "limit": Option("--limit", range(1, 10_001), 10, "At most so many hits.", metavar="N"),
    "output": Option("--format", AnswerFormat, AnswerFormat.TABLE, "How to write the hits."),
    "batch": Option(
        "--batch",
        str,
        None,
        "One query a line from a file or standard input; JSON Lines out.",
        metavar="FILE|-",
    ),
    "jobs": Option("--jobs", range(1, 65), 1, "With --batch: so many processes at once.", metavar="N"),
}

SHOW: Final[Mapping[str, Option]] = {
    "system": _systems("The code's system, where two share the code."),
    "output": Option("--format", PageFormat, PageFormat.TABLE, "How to write the card."),
    "everything": Option("--all", bool, False, "Print the notes of blocks and chapters, and long lists, in full."),
}


def _is_modifier(word: str) -> bool:
    """Whether a word is a modifier as coders write it (`-25`, `-LT`), and no option: those are in small letters."""
    return len(word) == 3 and word[1:].isalnum() and word == word.upper()


def read(arguments: Sequence[str], options: Mapping[str, Option]) -> tuple[list[str], dict[str, Any]] | None:
    """The words of a command line, and the value of every option; None when something in it is not well formed."""
    names = {option.flag: name for name, option in options.items()}
    values: dict[str, Any] = {name: option.default for name, option in options.items()}
    words: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        if argument == "--":
            words += rest
        elif not argument.startswith("-") or argument == "-" or _is_modifier(argument):
            words.append(argument)
        else:
            flag, equals, text = argument.partition("=")
            name = names.get(flag)
            if name is None:
                return None
            option = options[name]
            if option.takes is bool:
                value: object = None if equals else True
            else:
                given = text if equals else next(rest, None)
                value = None if given is None else option.value(given)
            if value is None:
                return None
            values[name] = [*(values[name] or []), value] if option.repeats else value
    return words, values
