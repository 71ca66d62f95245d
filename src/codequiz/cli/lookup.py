"""`codequiz lookup` and `codequiz show`."""

import json
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from codequiz.cli import console
from codequiz.codes import System
from codequiz.errors import CodequizError, NothingFoundError, UsageError

if TYPE_CHECKING:
    from codequiz.lookup import Found, Lookup


class Format(StrEnum):
    """How results are written."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


class ShowFormat(StrEnum):
    """How a card is written."""

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
        str | None, typer.Option(metavar="FILE|-", help="One query a line from a file or standard input; JSON Lines out.")
    ] = None,
) -> None:
    """Find codes by code, official wording, shorthand, lay word or typo.

    Examples: codequiz lookup lap chole · codequiz lookup "dm2 w neuropathy" · codequiz lookup E11.4*
    """
    from codequiz.cli.indexing import open_codes
    from codequiz.lookup import Lookup

    systems = tuple(system or ())
    if batch is not None:
        if query:
            raise UsageError("a query and --batch exclude each other", "put the queries into the file, one a line")
        engine = Lookup(open_codes())
        for line in _lines(batch):
            found = engine.find(line, systems=systems, billable=billable, limit=limit)
            from codequiz.report.lookup import answer_dict

            console.write_data(json.dumps(answer_dict(found.answer)) + "\n")
        return
    text = " ".join(query or ()).strip()
    if not text:
        raise UsageError("nothing to look up", "type a code or words: codequiz lookup heart attack")
    engine = Lookup(open_codes())
    found = engine.find(text, systems=systems, billable=billable, limit=limit)
    _print(engine, found, output)


def _print(engine: "Lookup", found: "Found", output: Format) -> None:
    from codequiz.report import lookup as report

    answer = found.answer
    if output is Format.JSON:
        data = report.answer_dict(answer)
        if found.nearest:
            data["nearest"] = [report.hit_dict(hit) for hit in report.nearest_hits(found)]
        console.write_data(json.dumps(data, indent=2, ensure_ascii=False) + "\n")
    elif output is Format.JSONL:
        console.write_data(json.dumps(report.answer_dict(answer)) + "\n")
    elif output is Format.CSV:
        console.write_data(report.hits_csv(answer))
    elif found.code is not None:
        console.show(report.card(engine.book.card(found.code)))
    elif answer.hits:
        for typed, taken in answer.corrections:
            console.note(f"spelling: {typed} → {taken}")
        console.show(report.hits_table(found))
    if answer.hits:
        return
    if found.missing:
        message = report.missing_message(found, engine.book.releases())
        near = "; ".join(f"{code.printed} {code.title}" for code in found.nearest[:4])
        raise NothingFoundError(message, f"the nearest are: {near}" if near else "look it up by words")
    raise NothingFoundError("nothing found", "try fewer or other words; codequiz codes status says what is installed")


def _lines(source: str) -> Iterator[str]:
    """The lines of a file, or of standard input for `-`; undecodable bytes are replaced."""
    if source == "-":
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
        for line in sys.stdin:
            yield line.rstrip("\r\n")
        return
    try:
        with Path(source).open(encoding="utf-8", errors="replace") as file:
            for line in file:
                yield line.rstrip("\r\n")
    except OSError as error:
        raise CodequizError(f"cannot read {source}: {error.strerror or error}") from error


def show(
    *,
    code: Annotated[str, typer.Argument(help="A code, with or without its dot.")],
    system: Annotated[list[System] | None, typer.Option(help="The code's system, where two share the code.")] = None,
    output: Annotated[ShowFormat, typer.Option("--format", help="How to write the card.")] = ShowFormat.TABLE,
) -> None:
    """Show everything known of one code: its place, notes, what is missing to bill it, neighbours.

    Example: codequiz show K35.2
    """
    from codequiz.cli.indexing import open_codes
    from codequiz.codes import normalise, shapes
    from codequiz.lookup import Lookup
    from codequiz.report import lookup as report

    engine = Lookup(open_codes())
    wanted = tuple(system or System)
    exact = engine.book.exact(normalise(code), wanted)
    if not exact:
        found = engine.find(code, systems=[name for name in shapes(code) if name in wanted])
        if found.missing:
            _print(engine, found, Format.TABLE)
        raise NothingFoundError(f"no code {code!r}", f"codequiz lookup {code} searches by words")
    cards = [engine.book.card(found) for found in exact]
    if output is ShowFormat.JSON:
        console.write_data(json.dumps(report.card_dict(cards[0]), indent=2, ensure_ascii=False) + "\n")
    else:
        for card in cards:
            console.show(report.card(card))
