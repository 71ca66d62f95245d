"""Importing files with progress, and saying what came of it: used by `codes import` and `codes install`."""

from datetime import date
from pathlib import Path

from codequiz import code_sets
from codequiz.cli import console
from codequiz.cli.indexing import progress_bars
from codequiz.code_sets import Imported
from codequiz.codes import System
from codequiz.releases import shipped
from codequiz.releases.checking import BadFileError
from codequiz.releases.importing import Wanted
from codequiz.releases.in_force import today
from codequiz.releases.model import Part, Release
from codequiz.report import releases as report


def import_and_tell(files: list[Path], wanted: Wanted) -> None:
    """Import files with progress on standard error, and say what came of it."""
    with progress_bars() as (reading, building):
        try:
            done = code_sets.import_files(files, wanted, reading=reading, building=building)
        except BadFileError as error:
            bad: BadFileError | None = error
        else:
            bad = None
    if bad is not None:
        _tell_problems(bad)
        raise bad
    _tell_import(done)


def _tell_problems(error: BadFileError) -> None:
    for problem in error.problems:
        console.note(str(problem))
    if error.more:
        console.note(error.more.strip())


def _tell_import(done: Imported) -> None:
    prepared = done.prepared
    for left in prepared.left:
        console.note(f"left out: {left.name} ({left.reason})")
    for slip in prepared.slips:
        console.note(f"passed over: {slip}")
    for release in prepared.known:
        console.write(f"already there: {report.label(release)} {release.name} ({release.origin}); nothing changed")
    day = today()
    for release in prepared.added:
        if release.part is Part.CODES:
            counts = f"{release.entries:,} entries, {release.billable:,} billable"
            ended = release.entries - release.billable
            if release.system is System.HCPCS and ended:
                counts = f"{release.entries:,} codes, {ended:,} of them terminated"
        elif release.part is Part.TABLES:
            counts = f"{release.entries:,} rows that make {release.billable:,} codes"
        else:
            counts = f"{release.entries:,} terms, {release.billable:,} with codes"
        told = prepared.told_by.get(release.identifier)
        sample = ", a sample" if release.is_sample else ""
        console.write(f"imported {report.label(release)} {release.name}{sample}: {counts} (from {release.origin})")
        if told is None or not told:
            console.note(f"{release.name}: its edition is not known; import it with --release NAME to say")
        if release.identifier in done.active:
            _tell_in_use(release, day)
        else:
            console.note(f"not in use, {_why_not_used(release, day)}: codequiz codes use {release.identifier}")


def _tell_in_use(release: Release, day: date) -> None:
    """Say it when what was imported is in use and old, and what it took the place of."""
    command = report.mend(release, day)
    if not command or release.is_sample:
        return
    console.note(f"{release.identifier} is in use and out of date today: {command}")
    for sample in shipped.releases():
        is_newer = (sample.effective_to or day) > (release.effective_to or day)
        if sample.is_sample and is_newer and (sample.system, sample.part) == (release.system, release.part):
            console.note(
                f"{sample.identifier} is newer, but has only part of the codes: codequiz codes use "
                f"'{sample.identifier}' goes back to it"
            )


def _why_not_used(release: Release, day: date) -> str:
    if release.effective_from is not None and release.effective_from > day:
        return f"it is in force from {release.effective_from}, and used from then on"
    return "it is a sample" if release.is_sample else "there is a newer one"
