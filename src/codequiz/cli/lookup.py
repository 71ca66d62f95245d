"""`codequiz lookup` and `codequiz show`: their options."""

import sys
from collections.abc import Iterator
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from codequiz.cli import completion, console
from codequiz.cli.answering import Format, answer_query, show_code
from codequiz.codes import System
from codequiz.errors import CodequizError, UsageError


class CardFormat(StrEnum):
    """How a card or a status is written."""

    TABLE = "table"
    JSON = "json"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(lookup)
    app.command()(show)


def lookup(
    *,
    query: Annotated[
        list[str] | None,
        typer.Argument(help="A code (e119), a prefix (E11.4*), a range (E10-E13) or words.", show_default=False),
    ] = None,
    system: Annotated[list[System] | None, typer.Option(help="Only this code system; may be repeated.")] = None,
    billable: Annotated[bool, typer.Option("--billable", help="Only codes that can be billed.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many hits.")] = 10,
    output: Annotated[Format, typer.Option("--format", help="How to write the hits.")] = Format.TABLE,
    batch: Annotated[
        str | None,
        typer.Option(metavar="FILE|-", help="One query a line from a file or standard input; JSON Lines out."),
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, max=64, help="With --batch: so many processes at once.")] = 1,
) -> None:
    """Find codes by code, official wording, shorthand, lay word or typo.

    Without a query, on a terminal: search as you type, on the full screen.

    Examples: codequiz lookup lap chole · codequiz lookup "dm2 w neuropathy" · codequiz lookup 'E11.4*'
    """
    systems = tuple(system or ())
    if batch is None:
        if not query and output is Format.TABLE and console.is_interactive():
            _search_as_typed(systems, billable=billable)
            return
        answer_query(" ".join(query or ()), systems=systems, billable=billable, limit=limit, output=output)
        return
    if query:
        raise UsageError("a query and --batch exclude each other", "put the queries into the file, one a line")
    from codequiz import paths, scale
    from codequiz.cli.indexing import open_codes

    open_codes().close()
    options = scale.Options(systems, billable, limit)
    with closing(scale.answers(_lines(batch), paths.codes_db(), options, jobs)) as answers:
        for answer in answers:
            console.write_data(answer + "\n")


def _search_as_typed(systems: tuple[System, ...], *, billable: bool) -> None:
    """The full-screen search. The index is built, if it has to be, before the screen opens."""
    from codequiz.cli.indexing import open_codes
    from codequiz.lookup import Lookup

    engine = Lookup(open_codes())
    from codequiz.tui.lookup_app import LookupApp, pane_of

    LookupApp(pane_of(engine, systems=systems, billable=billable)).run()


def _lines(source: str) -> Iterator[str]:
    """The lines of a file, or of standard input for `-`; undecodable bytes are replaced."""
    from codequiz.scale import bounded_lines

    if source == "-":
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
        yield from bounded_lines(sys.stdin)
        return
    try:
        with Path(source).open(encoding="utf-8", errors="replace") as file:
            yield from bounded_lines(file)
    except OSError as error:
        raise CodequizError(f"cannot read {source}: {error.strerror or error}") from error


def show(
    *,
    code: Annotated[str, typer.Argument(help="A code, with or without its dot.", autocompletion=completion.codes)],
    system: Annotated[list[System] | None, typer.Option(help="The code's system, where two share the code.")] = None,
    output: Annotated[CardFormat, typer.Option("--format", help="How to write the card.")] = CardFormat.TABLE,
    everything: Annotated[
        bool, typer.Option("--all", help="Print the notes of blocks and chapters, and long lists, in full.")
    ] = False,
) -> None:
    """Show everything known of one code: its place, notes, what is missing to bill it, neighbours.

    Example: codequiz show K35.2
    """
    show_code(code, systems=tuple(system or ()), output=Format(output), everything=everything)
