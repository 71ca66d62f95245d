"""`codequiz doctor`: what to paste into a bug report."""

from typing import Annotated

import typer

from codequiz.cli import console
from codequiz.cli.output import PageFormat
from codequiz.errors import InvalidDataError
from codequiz.text import one_line


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(doctor)


def doctor(
    *, output: Annotated[PageFormat, typer.Option("--format", help="How to print it.")] = PageFormat.TABLE
) -> None:
    """Check the installation and both databases, for bug reports; changes nothing, exit 4 when something is wrong.

    It names versions, paths (without your name), sizes and counts. It shows no question, answer, score or note.
    """
    from codequiz.diagnosis import diagnose

    facts = diagnose()
    if output is PageFormat.JSON:
        rows = [{"about": fact.about, "value": fact.value, "fault": fact.fault or None} for fact in facts]
        console.write_json(rows)
    else:
        for fact in facts:
            fault = f"  <- {one_line(fact.fault)}" if fact.fault else ""
            console.write(f"{fact.about + ':':<18} {one_line(fact.value)}{fault}")
    faults = [fact for fact in facts if fact.fault]
    if faults:
        raise InvalidDataError(
            f"{len(faults)} {'thing is' if len(faults) == 1 else 'things are'} wrong: "
            + "; ".join(f"{fact.about}: {fact.fault}" for fact in faults),
            "add the lines above to your bug report",
        )
