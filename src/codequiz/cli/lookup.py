"""`codequiz lookup` and `codequiz show` for Typer: help, completion, and what is wrong with a command line."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from codequiz.cli import answering, completion
from codequiz.cli.lookup_options import LOOKUP, SHOW, Option
from codequiz.cli.output import AnswerFormat, PageFormat
from codequiz.codes import System


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(lookup)
    app.command()(show)


def _typer(option: Option) -> Any:
    """An option as Typer wants it described."""
    is_choice = isinstance(option.takes, type) and issubclass(option.takes, StrEnum)
    return typer.Option(
        option.flag,
        help=option.help_line,
        metavar=option.metavar,
        case_sensitive=not is_choice,
        min=option.takes[0] if isinstance(option.takes, range) else None,
        max=option.takes[-1] if isinstance(option.takes, range) else None,
    )


def lookup(
    *,
    query: Annotated[
        list[str] | None,
        typer.Argument(
            help="A code (e119), half a code (992), a range (E10-E13), several codes, or words.",
            metavar="QUERY",
            show_default=False,
        ),
    ] = None,
    system: Annotated[list[System] | None, _typer(LOOKUP["system"])] = None,
    billable: Annotated[bool, _typer(LOOKUP["billable"])] = False,
    limit: Annotated[int, _typer(LOOKUP["limit"])] = LOOKUP["limit"].default,
    output: Annotated[AnswerFormat, _typer(LOOKUP["output"])] = AnswerFormat.TABLE,
    batch: Annotated[str | None, _typer(LOOKUP["batch"])] = None,
    jobs: Annotated[int, _typer(LOOKUP["jobs"])] = LOOKUP["jobs"].default,
) -> None:
    """Find codes by code, official wording, shorthand, lay word or typo.

    Without a query, on a terminal: search as you type, on the full screen.

    Examples: codequiz lookup lap chole · codequiz lookup "dm2 w neuropathy" · codequiz lookup 'E11.4*'
    """
    answering.look_up(query or (), system=system, billable=billable, limit=limit, output=output, batch=batch, jobs=jobs)


def show(
    *,
    code: Annotated[
        str, typer.Argument(help="A code, with or without its dot.", metavar="CODE", autocompletion=completion.codes)
    ],
    system: Annotated[list[System] | None, _typer(SHOW["system"])] = None,
    output: Annotated[PageFormat, _typer(SHOW["output"])] = PageFormat.TABLE,
    everything: Annotated[bool, _typer(SHOW["everything"])] = False,
) -> None:
    """Show everything known of one code: its place, notes, what is missing to bill it, neighbours.

    Example: codequiz show K35.2
    """
    answering.show_code(code, system=system, output=output, everything=everything)
