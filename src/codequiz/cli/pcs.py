"""`codequiz pcs`: an ICD-10-PCS code built character by character from the tables."""

from typing import TYPE_CHECKING, Annotated

import typer

from codequiz.cli import console
from codequiz.cli.output import PageFormat
from codequiz.codes import System, normalise
from codequiz.errors import NothingFoundError, NotReadyError
from codequiz.text import printable

if TYPE_CHECKING:
    from codequiz.pcs import PcsTables, Step


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("pcs")(pcs)


def pcs(
    *,
    begin: Annotated[str, typer.Argument(help="The first characters, if known: 0DT", show_default=False)] = "",
    output: Annotated[PageFormat, typer.Option("--format", help="How to write it.")] = PageFormat.TABLE,
) -> None:
    """Build an ICD-10-PCS code step by step from the tables; without a terminal, show what may come next.

    Examples: codequiz pcs · codequiz pcs 0DT · codequiz pcs 0DTJ4ZZ
    """
    from codequiz.cli.indexing import open_codes
    from codequiz.pcs import LENGTH, PcsTables
    from codequiz.releases.in_force import remedy
    from codequiz.releases.model import Part

    tables = PcsTables(open_codes())
    if not tables.is_installed:
        raise NotReadyError(
            "the ICD-10-PCS tables are not installed",
            f"{remedy(System.ICD10PCS, Part.TABLES)}, or codequiz codes import FILE (its XML, or the zip it comes in)",
        )
    prefix = normalise(printable(begin))
    known = len(tables.spell(prefix))
    if known < len(prefix) or len(prefix) > LENGTH:
        raise NothingFoundError(
            f"no code begins with {prefix}",
            f"{prefix[:known]} is right; codequiz pcs {prefix[:known]} shows what may follow",
        )
    if output is PageFormat.JSON:
        console.write_json(_as_dict(tables, prefix))
    elif console.is_interactive() and len(prefix) < LENGTH:
        _build(tables, prefix)
    else:
        _show(tables, prefix)


def _show(tables: "PcsTables", prefix: str) -> "Step | None":
    """Print what is known of a beginning and what may come next."""
    from rich.text import Text

    from codequiz.report.card import characters
    from codequiz.report.lookup import choices

    if prefix:
        console.show(characters(tables.spell(prefix)))
    step = tables.next(prefix)
    if step is None:
        console.show(Text(f"{prefix} is complete: codequiz show {prefix}", style="bold"))
    else:
        console.show(choices(f"{step.position} {step.axis} ({tables.count(prefix):,} codes)", step.values))
    return step


def _build(tables: "PcsTables", prefix: str) -> None:
    """Ask for one character after the other; `-` takes the last one back, an empty line ends."""
    while True:
        step = _show(tables, prefix)
        if step is None:
            return
        if len(step.values) == 1:
            prefix += step.values[0][0]
            continue
        try:
            answer = console.ask(f"{prefix}? ").strip().upper()
        except EOFError:
            return
        if not answer:
            return
        if answer == "-":
            prefix = _back(tables, prefix)
        elif answer in dict(step.values):
            prefix += answer
        else:
            some = [pair for pair in step.values if answer.lower() in pair[1].lower()]
            if len(some) == 1:
                prefix += some[0][0]
            else:
                console.note(
                    f"{answer}: {'several match' if some else 'not among them'}; type the character or its meaning"
                )


def _back(tables: "PcsTables", prefix: str) -> str:
    """A beginning without its last character that was a choice."""
    prefix = prefix[:-1]
    while prefix and (step := tables.next(prefix)) is not None and len(step.values) == 1:
        prefix = prefix[:-1]
    return prefix


def _as_dict(tables: "PcsTables", prefix: str) -> dict[str, object]:
    step = tables.next(prefix)
    return {
        "prefix": prefix,
        "characters": [
            {"position": one.position, "axis": one.axis, "value": one.value, "meaning": one.meaning}
            for one in tables.spell(prefix)
        ],
        "codes": tables.count(prefix),
        "next": {"position": step.position, "axis": step.axis, "values": dict(step.values)} if step else None,
    }
