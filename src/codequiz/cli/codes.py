"""`codequiz codes`: which code sets are installed, how current they are, bringing in and comparing others."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from codequiz.cli import console
from codequiz.cli.groups import CommandGroup
from codequiz.cli.output import PageFormat, RowsFormat
from codequiz.codes import System

if TYPE_CHECKING:
    from collections.abc import Iterable

    from codequiz.releases.model import Release

group = typer.Typer(cls=CommandGroup, help="The code sets: what is installed, how current it is, importing, comparing.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="codes")


@group.callback(invoke_without_command=True)
def codes(ctx: typer.Context) -> None:
    """The installed code sets; alone it shows their status."""
    if ctx.invoked_subcommand is None:
        status(output=PageFormat.TABLE)


@group.command()
def status(
    *, output: Annotated[PageFormat, typer.Option("--format", help="How to write it.")] = PageFormat.TABLE
) -> None:
    """Show each code set: release, counts, whether it is a sample, whether it is in force today, and what to do."""
    from dataclasses import replace

    from codequiz.book_index import BookIndex
    from codequiz.cli.indexing import open_codes
    from codequiz.codebook import CodeBook
    from codequiz.releases import installed
    from codequiz.releases.in_force import today
    from codequiz.releases.model import Part
    from codequiz.report import releases as report

    connection = open_codes()
    day = today()
    active = {(one.identifier, one.sha256): one for one in installed.active()}
    # What is in use is counted from the index; the others carry the counts of their import.
    counts = {one.system: one for one in CodeBook(connection).releases()}
    supplements = BookIndex(connection).supplements()
    rows = []
    for release in sorted(
        [*installed.every(), *_derived(active.values())],
        key=lambda one: (list(System).index(one.system), one.part is not Part.CODES),
    ):
        is_active = (release.identifier, release.sha256) in active
        if is_active and release.part is Part.CODES and release.system in counts:
            one = counts[release.system]
            rows.append((replace(release, entries=one.entries, billable=one.billable), True))
        else:
            rows.append((release, is_active))
    if output is PageFormat.JSON:
        lost = {one.part: one.dropped for one in supplements}
        data = [
            report.release_dict(
                one,
                [other for other, _ in rows if (other.system, other.part) == (one.system, one.part)],
                is_active=used,
                day=day,
                dropped=lost.get(one.part) if used else None,
            )
            for one, used in rows
        ]
        console.write_json(data)
    else:
        console.show(report.status(rows, supplements, day))


def _derived(active: "Iterable[Release]") -> "list[Release]":
    """Active releases that are put together from others: the modifiers of an imported HCPCS file."""
    return [one for one in active if one.is_imported and one.system is System.MODIFIER and one.companions]


@group.command("import")
def import_(
    *,
    files: Annotated[list[Path], typer.Argument(help="Official files or zips, as downloaded.", show_default=False)],
    system: Annotated[System | None, typer.Option(help="The code system, where a CSV does not tell.")] = None,
    release: Annotated[
        str, typer.Option(metavar="NAME", help="The edition, where the file does not tell: FY2026, 2025-Q1, 2026.")
    ] = "",
) -> None:
    """Bring in official files: recognised by their content, checked, and imported whole or not at all.

    ICD-10-CM: order and codes files, Tabular XML, Alphabetic Index, External Cause Index, Tables of Neoplasms and
    of Drugs. ICD-10-PCS: order file, tables XML. HCPCS Level II: txt, xlsx, xls. CPT: the AMA's LONGULT, MEDU,
    SHORTU and consumer descriptors, which stay on this machine. Any code set as CSV with a header: code,title.

    Example: codequiz codes import "icd10cm-Code Descriptions-2026.zip"
    """
    from codequiz.cli.importing import import_and_tell
    from codequiz.releases.importing import Wanted

    import_and_tell(files, Wanted(system, release))


@group.command()
def install(
    *,
    name: Annotated[
        str, typer.Argument(help="icd10cm, icd10cm-index, icd10pcs, icd10pcs-tables or hcpcs.", show_default=False)
    ],
    release: Annotated[
        str, typer.Option(metavar="NAME", help="The edition: FY2026, 2025-Q1. Without it the one in force today.")
    ] = "",
    url: Annotated[str, typer.Option(metavar="URL", help="Download this instead of what the catalogue says.")] = "",
    stall: Annotated[
        float, typer.Option(metavar="SECONDS", min=0.1, help="Give up when nothing comes for so long.")
    ] = 30,
) -> None:
    """Download an official zip and import it. Nothing else of codequiz uses the network.

    Example: codequiz codes install hcpcs --release 2026-Q4
    """
    from codequiz.cli.importing import import_and_tell
    from codequiz.cli.indexing import download_bar
    from codequiz.errors import InvalidDataError
    from codequiz.releases import downloading
    from codequiz.releases.download import Limits
    from codequiz.releases.importing import Wanted

    with download_bar() as progress:
        fetched = downloading.fetch(name, release, url, Limits(stall_seconds=stall), progress)
    try:
        import_and_tell([fetched.path], Wanted())
    except InvalidDataError as error:
        error.hint = fetched.by_hand
        raise
    finally:
        fetched.discard()


@group.command()
def use(
    *, name: Annotated[str, typer.Argument(help="A release as `codequiz codes status` names it, or `newest:SYSTEM`.")]
) -> None:
    """Make a release the one that is used: codequiz codes use icd10cm:FY2025; back again: newest:icd10cm."""
    from codequiz import code_sets
    from codequiz.cli.indexing import progress_bars
    from codequiz.errors import UsageError

    with progress_bars() as (_, building):
        if name.startswith("newest:"):
            system = name.removeprefix("newest:")
            if system not in {one.value for one in System}:
                raise UsageError(f"no code system {system!r}", "one of " + ", ".join(System))
            code_sets.use_newest(System(system), building)
            message = f"the newest release of {System(system).label} that is in force is used"
        else:
            message = f"{code_sets.use(name, building).identifier} is used"
    console.write(message)


@group.command()
def remove(*, name: Annotated[str, typer.Argument(help="An imported release.")]) -> None:
    """Delete an imported release; what came with codequiz stays."""
    from codequiz import code_sets
    from codequiz.cli.indexing import progress_bars

    with progress_bars() as (_, building):
        release = code_sets.remove(name, building)
    console.write(f"removed {release.identifier}")


@group.command()
def diff(
    *,
    old: Annotated[str, typer.Argument(help="A release (FY2025, icd10cm:FY2025) or a file.")],
    new: Annotated[str, typer.Argument(help="The release or file to compare it with.")],
    output: Annotated[RowsFormat, typer.Option("--format", help="How to write the changes.")] = RowsFormat.TABLE,
    limit: Annotated[
        int, typer.Option(metavar="N", min=0, help="At most so many of each kind in the table; 0: all.")
    ] = 60,
) -> None:
    """Show what changed between two releases: new, deleted, retitled codes, billable ones turned into headers.

    Example: codequiz codes diff FY2025 FY2026 · codequiz codes diff old.zip new.zip --format csv
    """
    from codequiz.code_sets import compared
    from codequiz.report import releases as report

    result = compared(old, new)
    if output is RowsFormat.JSON:
        data = report.diff_dict(result.old, result.new, result.changes, result.totals, is_licensed=result.is_licensed)
        console.write_json(data)
    elif output is RowsFormat.CSV:
        console.write_data(report.diff_csv(result.changes, is_licensed=result.is_licensed))
        console.note(report.summary(result.totals))
    else:
        console.show(
            report.diff_table(result.old, result.new, result.changes, result.totals, limit or len(result.changes))
        )
