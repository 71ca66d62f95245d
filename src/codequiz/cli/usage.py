"""What is wrong with a command line that the option parser refuses, in our own words: what is allowed, what was meant.

Typer exports neither its errors nor the objects it makes of parameters, so an error is known by its name, and what an
option takes is read from where we declared it: the annotation of the command's function.
"""

import inspect
import re
from enum import StrEnum
from typing import Annotated, Any, Final, get_args, get_origin, get_type_hints

from codequiz.text import did_you_mean

_NOT_ONE: Final = re.compile(r"'(?P<typed>.*)' is not one of ")
_NO_COMMAND: Final = re.compile(r"No such command '(?P<typed>.*?)'\.")
_EXTRA: Final = re.compile(r"Got unexpected extra arguments?(?:\(s\))? \((?P<typed>.*)\)")


def is_usage_error(error: Exception) -> bool:
    """Whether an error says that a command line is wrong; help that is shown in place of a command is none."""
    kinds = _kinds(error)
    return "UsageError" in kinds and "NoArgsIsHelpError" not in kinds


def explain(error: Any, path: str) -> tuple[str, str]:
    """What is wrong, and what to do about it; `path` is the command where the error does not know its own."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context else path
    lists = f"{path} --help lists what there is"
    kinds = _kinds(error)
    if "NoSuchOption" in kinds:
        near = " or ".join(sorted(error.possibilities or ()))
        return f"there is no option {error.option_name}", f"did you mean {near}?" if near else lists
    if "BadOptionUsage" in kinds:
        has_value = "does not take" in error.message
        return f"{error.option_name} {'takes no value' if has_value else 'needs a value'}", lists
    if "MissingParameter" in kinds:
        return f"{path} needs {error.param.name.upper()}", lists
    if "BadParameter" in kinds and getattr(error, "param", None) is not None:
        return _bad_value(error, lists)
    message = error.format_message()
    if match := _NO_COMMAND.match(message):
        return _no_command(match["typed"], context, path)
    if match := _EXTRA.match(message):
        return f"{path} has no use for {match['typed']!r}", lists
    return message, lists


def _bad_value(error: Any, lists: str) -> tuple[str, str]:
    name = error.param.opts[0] if error.param.opts[0].startswith("-") else error.param.name.upper()
    allowed, choices = _takes(error.ctx.command.callback, error.param.name)
    if not allowed:
        return f"{name}: {error.message.removeprefix('Value error, ')}", lists
    typed = _NOT_ONE.search(error.message)
    return f"{name} takes {allowed}", did_you_mean(typed["typed"], choices, lists) if typed else lists


def _no_command(typed: str, context: Any, path: str) -> tuple[str, str]:
    names = list(context.command.commands) if context else []
    otherwise = f"{path} --help lists what there is"
    if "lookup" in names and typed != "help":
        otherwise = f"codequiz lookup {typed} looks it up; codequiz --help lists the commands"
    return f"there is no command {path} {typed}", did_you_mean(typed, names, otherwise, within=f"{path} ")


def _takes(function: Any, parameter: str) -> tuple[str, list[str]]:
    """What a parameter of a command's function takes, in words, and its choices; empty where the type says nothing."""
    hint = get_type_hints(inspect.unwrap(function), include_extras=True).get(parameter)
    declared = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    kind = _innermost(hint)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        choices = [str(value) for value in kind]
        return f"one of {', '.join(choices)}", choices
    if kind not in {int, float}:
        return "", []
    least, most = (next((getattr(one, end, None) for one in declared), None) for end in ("min", "max"))
    return f"a {'whole ' * (kind is int)}number" + _bounds(least, most), []


def _bounds(least: float | None, most: float | None) -> str:
    low, high = (None if end is None else f"{end:,}" if isinstance(end, int) else f"{end:g}" for end in (least, most))
    if low and high:
        return f" from {low} to {high}"
    if low:
        return f", {low} or more"
    return f", {high} or less" if high else ""


def _innermost(hint: Any) -> Any:
    """The type of one value: `System` for `Annotated[list[System] | None, …]`."""
    arguments = [one for one in get_args(hint) if one is not type(None)]
    return _innermost(arguments[0]) if arguments else hint


def _kinds(error: Exception) -> set[str]:
    return {kind.__name__ for kind in type(error).__mro__}
