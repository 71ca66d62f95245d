"""Write the man page, `docs/codequiz.1`, from the commands themselves: `python scripts/manpage.py [FILE]`."""

import inspect
import re
import sys
from pathlib import Path
from typing import Any

import typer

from codequiz import __version__
from codequiz.cli.app import app
from codequiz.errors import ExitCode

TARGET = Path(__file__).resolve().parent.parent / "docs" / "codequiz.1"

EXIT_CODES = {
    ExitCode.OK: "Done; a paused practice too.",
    ExitCode.FAILURE: "Failure.",
    ExitCode.USAGE: "Wrong usage.",
    ExitCode.NOTHING_FOUND: "Nothing found.",
    ExitCode.INVALID_DATA: "Invalid data.",
    ExitCode.NOT_READY: "Not ready; the hint is the command that makes it ready.",
    ExitCode.INTERRUPTED: "Interrupted.",
}


def escaped(text: str) -> str:
    """Text as roff takes it literally: no line is a request, hyphens can be copied."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"(?m)^([.'])", r"\\&\1", text)


def prose(text: str) -> list[str]:
    """Help as paragraphs; one whose lines are indented (examples) stays as it is."""
    lines: list[str] = []
    for raw in re.split(r"\n\s*\n", inspect.cleandoc(text)):
        block = raw.replace("\b\n", "").strip("\b\n")
        if not block.strip():
            continue
        as_is = any(line.startswith("  ") for line in block.splitlines())
        lines += [".PP"] + ([".nf"] if as_is else []) + [escaped(block)] + ([".fi"] if as_is else [])
    return lines


def parameters(command: Any, context: Any) -> list[str]:
    """The options and arguments of a command, each as a tagged paragraph."""
    lines: list[str] = []
    for parameter in command.params:
        record = parameter.get_help_record(context)
        if record is None:
            continue
        name, text = (" ".join(part.split()) for part in record)
        marked = re.sub(r"(?<![\w-])(--?[a-z][a-z-]*)", r"\\fB\1\\fR", name)
        lines += [".TP", escaped(marked).replace("\\efB", "\\fB").replace("\\efR", "\\fR"), escaped(text)]
    return lines


def command_lines(command: Any, name: str) -> list[str]:
    """A command and the commands below it."""
    lines = [
        f'.SS "{escaped(name)}"',
        *prose(command.help or ""),
        *parameters(command, typer.Context(command, info_name=name)),
    ]
    for sub in getattr(command, "commands", {}).values():
        if not sub.hidden:
            lines += command_lines(sub, f"{name} {sub.name}")
    return lines


def page() -> str:
    """The whole page."""
    root: Any = typer.main.get_command(app)
    lines = [
        f'.TH CODEQUIZ 1 "" "codequiz {__version__}" "User Commands"',
        ".SH NAME",
        r"codequiz \- look up medical codes, practise the CPC exam under its clock",
        ".SH SYNOPSIS",
        r".B codequiz",
        r"\fICOMMAND\fR [\fIOPTION\fR]... [\fIARGUMENT\fR]...",
        ".SH DESCRIPTION",
        *prose(root.help or "")[1:],
        ".PP",
        "Data goes to standard output, everything else to standard error. It works offline.",
        ".SH OPTIONS",
        *parameters(root, typer.Context(root, info_name="codequiz")),
        ".SH COMMANDS",
    ]
    for command in root.commands.values():
        if not command.hidden:
            lines += command_lines(command, f"codequiz {command.name}")
    lines.append(".SH EXIT STATUS")
    for code, meaning in EXIT_CODES.items():
        lines += [".TP", rf"\fB{int(code)}\fR", escaped(meaning)]
    lines += [
        ".SH ENVIRONMENT",
        ".TP",
        r"\fBCODEQUIZ_HOME\fR",
        "The directory of the user's data, in place of the platform's data directory.",
        ".TP",
        r"\fBNO_COLOR\fR",
        "When set, nothing is coloured.",
        ".SH FILES",
        ".TP",
        r"\fIcodes.db\fR",
        "The index of codes: derived, may be deleted at any time, rebuilt when it is missing or old.",
        ".TP",
        r"\fIhistory.db\fR",
        "The history of sessions: irreplaceable; copies are kept in " + r"\fIbackups/\fR.",
    ]
    return "\n".join(line for line in lines if line) + "\n"


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    target.write_text(page(), encoding="utf-8")
