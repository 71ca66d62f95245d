"""`codequiz codes`: which code sets are installed."""

import json
from typing import Annotated

import typer

from codequiz.cli import console
from codequiz.cli.lookup import CardFormat

group = typer.Typer(help="The installed code sets: what they are, where they come from, how current they are.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="codes")


@group.callback(invoke_without_command=True)
def codes(ctx: typer.Context) -> None:
    """The installed code sets; alone it shows their status."""
    if ctx.invoked_subcommand is None:
        status(output=CardFormat.TABLE)


@group.command()
def status(
    *, output: Annotated[CardFormat, typer.Option("--format", help="How to write it.")] = CardFormat.TABLE
) -> None:
    """Show each code set: release, counts, whether it is a sample, and whether it is in force today."""
    from codequiz.cli.indexing import open_codes
    from codequiz.codebook import CodeBook
    from codequiz.report import lookup as report

    releases = CodeBook(open_codes()).releases()
    if output is CardFormat.JSON:
        console.write_data(json.dumps([report.release_dict(release) for release in releases], indent=2) + "\n")
    else:
        for release in releases:
            console.write(f"{release.system.label} {release.name}: {release.entries:,} entries")
