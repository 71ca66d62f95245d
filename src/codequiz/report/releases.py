"""Releases, imports and comparisons, for people and for programs."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from codequiz.book_index import Supplement
from codequiz.releases.difference import Change, Changed, Totals
from codequiz.releases.in_force import State, remedy, standing, state
from codequiz.releases.model import Part, Release
from codequiz.report.layout import ByWidth, Line
from codequiz.text import one_line

CHANGE_FIELDS: Final = ("change", "system", "code", "billable", "old_title", "new_title")
_SHOWN: Final = 60
_STANDING_COLUMNS: Final = 36
"""Columns that a release's standing needs beside the rest of the table."""


def mend(release: Release, day: date) -> str:
    """The command that brings what a release lacks or is too old for; empty when nothing is wrong with it."""
    is_old = state(release.effective_from, release.effective_to, day) is State.EXPIRED
    if not (is_old or release.is_sample):
        return ""
    return remedy(release.system, release.part)


def label(release: Release) -> str:
    """What people call the release's system and part."""
    return f"{release.system.label} {release.part.label}".strip()


def release_dict(release: Release, *, is_active: bool, day: date, dropped: int | None = None) -> dict[str, Any]:
    """A release as JSON has it; dates are ISO or null, `mend` a command or null."""
    data: dict[str, Any] = {
        "system": str(release.system),
        "part": str(release.part),
        "name": release.name,
        "active": is_active,
        "effective_from": release.effective_from.isoformat() if release.effective_from else None,
        "effective_to": release.effective_to.isoformat() if release.effective_to else None,
        "state": str(state(release.effective_from, release.effective_to, day)),
        "standing": standing(release.system, release.name, release.effective_from, release.effective_to, day),
        "sample": release.is_sample,
        "imported": release.is_imported,
        "entries": release.entries,
        "billable": release.billable,
        "origin": release.origin,
        "licence": release.licence,
        "sha256": release.sha256 or None,
        "mend": mend(release, day) or None,
    }
    if dropped is not None:
        data["dropped"] = dropped
    return data


def status(releases: Sequence[tuple[Release, bool]], supplements: Sequence[Supplement], day: date) -> RenderableType:
    """All releases, the active ones marked, each with its standing today and what would mend it.

    A table, or where its last column would have little room a few lines for each.
    """
    lost = {supplement.part: supplement for supplement in supplements}
    rows = [
        (release, is_active, _today(release, lost.get(release.part) if is_active else None, day))
        for release, is_active in releases
    ]
    # Every column but the last is as wide as what stands in it.
    fixed = sum(max((len(cells(release)) for release, _, _ in rows), default=0) + 2 for cells in _CELLS)
    return Group(
        ByWidth(fixed + _STANDING_COLUMNS, _status_table(rows), _status_stack(rows)),
        Text("● in use; codequiz codes use NAME changes that", style="dim"),
    )


def _entries(release: Release) -> str:
    return f"{release.entries:,}" if release.entries else ""


def _billable(release: Release) -> str:
    return f"{release.billable:,}" if release.part is Part.CODES and release.billable else ""


def _name(release: Release) -> str:
    return one_line(release.name)


_CELLS: Final = (label, _name, _entries, _billable)
_Row = tuple[Release, bool, Text]


def _status_table(rows: Sequence[_Row]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1))
    table.add_column("", no_wrap=True)
    table.add_column("code set", no_wrap=True)
    table.add_column("release", no_wrap=True)
    table.add_column("entries", no_wrap=True, justify="right")
    table.add_column("billable", no_wrap=True, justify="right")
    table.add_column("today", overflow="fold", ratio=1)
    for release, is_active, today in rows:
        table.add_row(_bullet(is_active), *(Text(cell(release)) for cell in _CELLS), today)
    return table


def _status_stack(rows: Sequence[_Row]) -> RenderableType:
    lines: list[RenderableType] = []
    for release, is_active, today in rows:
        counted = [f"{_entries(release)} entries"] if release.entries else []
        counted += [f"{_billable(release)} billable"] if _billable(release) else []
        head = Text.assemble(_bullet(is_active), " ", (f"{label(release)} {_name(release)}", "bold"))
        lines += [Line(head, 0), Line(Text(", ".join(counted), style="dim"), 4)] if counted else [Line(head, 0)]
        lines += [Line(part, 4) for part in today.split("\n")]
    return Group(*lines)


def _bullet(is_active: bool) -> Text:
    return Text("●", style="green") if is_active else Text(" ")


def _today(release: Release, supplement: Supplement | None, day: date) -> Text:
    now = state(release.effective_from, release.effective_to, day)
    text = Text()
    if now is State.EXPIRED:
        text.append("out of date: ", style="bold yellow")
    elif now is State.FUTURE:
        text.append("not yet in force: ", style="bold")
    told = standing(release.system, release.name, release.effective_from, release.effective_to, day)
    text.append(one_line(told.removeprefix(f"{release.name}, ")))
    text.append("; a sample" if release.is_sample else "; whole")
    if supplement is not None and supplement.dropped:
        text.append(f"; {supplement.dropped:,} of its codes are not in the code set and left out")
    command = mend(release, day)
    if command:
        text.append(f"\n→ {command}", style="cyan")
    return text


def change_dict(changed: Changed, *, is_licensed: bool) -> dict[str, Any]:
    """A change as JSON and CSV have it. Licensed wording is left out: it may not leave the machine."""
    return {
        "change": str(changed.change),
        "system": str(changed.system),
        "code": changed.printed,
        "billable": changed.billable,
        "old_title": None if is_licensed else changed.old_title or None,
        "new_title": None if is_licensed else changed.new_title or None,
    }


def diff_dict(old: str, new: str, changes: Iterable[Changed], totals: Totals, *, is_licensed: bool) -> dict[str, Any]:
    """A comparison as JSON has it."""
    return {
        "old": old,
        "new": new,
        "totals": asdict(totals),
        "changes": [change_dict(changed, is_licensed=is_licensed) for changed in changes],
    }


def diff_csv(changes: Iterable[Changed], *, is_licensed: bool) -> str:
    """The changes as CSV with a header."""
    out = io.StringIO()
    writer = csv.DictWriter(out, CHANGE_FIELDS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(change_dict(changed, is_licensed=is_licensed) for changed in changes)
    return out.getvalue()


def diff_table(old: str, new: str, changes: Sequence[Changed], totals: Totals, limit: int = _SHOWN) -> RenderableType:
    """The totals and the first changes of each kind."""
    parts: list[RenderableType] = [Text(f"{one_line(old)} → {one_line(new)}", style="bold"), Text(summary(totals))]
    for kind in Change:
        some = [changed for changed in changes if changed.change is kind]
        if not some:
            continue
        parts.append(Text(f"\n{kind.capitalize()} ({len(some):,})", style="bold"))
        table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 1))
        table.add_column(no_wrap=True, style="cyan")
        table.add_column(no_wrap=True)
        table.add_column(overflow="fold", ratio=1)
        for changed in some[:limit]:
            table.add_row(changed.printed, "$" if changed.billable else "·", _titles(changed))
        parts.append(table)
        if len(some) > limit:
            parts.append(Text(f"… and {len(some) - limit:,} more: --limit 0 or --format csv shows all", style="dim"))
    return Group(*parts)


def summary(totals: Totals) -> str:
    """A comparison in one line."""
    return (
        f"{totals.old_billable:,} → {totals.new_billable:,} billable: {totals.billable_added:,} billable codes added, "
        f"{totals.deleted:,} deleted, {totals.retitled:,} long titles changed, {totals.to_header:,} billable codes "
        f"turned into headers" + (f", {totals.terminated:,} terminated" if totals.terminated else "")
    )


def _titles(changed: Changed) -> Text:
    if changed.change is Change.RETITLED:
        return (
            Text(one_line(changed.old_title), style="dim")
            .append("\n→ ")
            .append(one_line(changed.new_title), style="none")
        )
    return Text(one_line(changed.new_title or changed.old_title))
