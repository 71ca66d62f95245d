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
from codequiz.codes import System
from codequiz.releases.difference import Change, Changed, Totals
from codequiz.releases.in_force import State, remedy, standing, state
from codequiz.releases.model import Part, Release
from codequiz.text import one_line

CHANGE_FIELDS: Final = ("change", "system", "code", "billable", "old_title", "new_title")
_SHOWN: Final = 60
_NAME_WIDTH: Final = 8


def mend(release: Release, day: date, others: Iterable[Release] = ()) -> str:
    """The command that brings what a release lacks or is too old for; empty when nothing is wrong with it.

    Where one of the `others` of its kind is whole and in force, the command is to use that one.
    """
    is_old = _state(release, day) is State.EXPIRED
    if not (is_old or release.is_sample):
        return ""
    if any(not one.is_sample and _state(one, day) is State.IN_FORCE for one in others):
        return f"codequiz codes use newest:{release.system}"
    return remedy(release.system, release.part)


def _state(release: Release, day: date) -> State:
    return state(release.effective_from, release.effective_to, day)


def label(release: Release) -> str:
    """What people call the release's system and part."""
    return f"{release.system.label} {release.part.label}".strip()


def release_dict(
    release: Release, others: Iterable[Release], *, is_active: bool, day: date, dropped: int | None = None
) -> dict[str, Any]:
    """A release as JSON has it; dates are ISO or null, `mend` a command or null. `others` are all of its kind."""
    data: dict[str, Any] = {
        "system": str(release.system),
        "part": str(release.part),
        "name": release.name,
        "active": is_active,
        "effective_from": release.effective_from.isoformat() if release.effective_from else None,
        "effective_to": release.effective_to.isoformat() if release.effective_to else None,
        "state": str(_state(release, day)),
        "standing": standing(release.system, release.name, release.effective_from, release.effective_to, day),
        "sample": release.is_sample,
        "imported": release.is_imported,
        "entries": release.entries,
        "billable": release.billable,
        "origin": release.origin,
        "licence": release.licence,
        "sha256": release.sha256 or None,
        "mend": mend(release, day, others) or None,
    }
    if dropped is not None:
        data["dropped"] = dropped
    return data


def status(releases: Sequence[tuple[Release, bool]], supplements: Sequence[Supplement], day: date) -> RenderableType:
    """All releases below what they are of, the active ones marked, each with its standing today.

    One that is in use and out of date, or a sample, has the command that mends it.
    """
    lost = {supplement.part: supplement for supplement in supplements}
    groups: dict[str, list[tuple[Release, bool]]] = {}
    for release, is_active in releases:
        groups.setdefault(label(release), []).append((release, is_active))
    widest = max((len(one_line(release.name)) for release, _ in releases), default=0)
    parts: list[RenderableType] = []
    for title, some in groups.items():
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(no_wrap=True)
        table.add_column(overflow="fold", min_width=min(widest, _NAME_WIDTH))
        table.add_column(overflow="fold", ratio=1)
        for release, is_active in some:
            told = _counts(release, lost.get(release.part) if is_active else None)
            told.append("\n").append_text(_today(release, some, day, is_active=is_active))
            table.add_row(Text("●" if is_active else " ", style="green"), Text(one_line(release.name)), told)
        parts += [Text(title, style="bold"), table]
    return Group(*parts, Text("● in use; codequiz codes use NAME changes that", style="dim"))


def _counts(release: Release, supplement: Supplement | None) -> Text:
    """What a release holds, and where it comes from when that is not a file of the user's."""
    counted = []
    if release.entries and release.part is Part.CODES:
        billable = f", {release.billable:,} billable" if release.billable else ""
        counted.append(f"{release.entries:,} entries{billable}")
    elif release.entries:
        counted.append(f"{release.entries:,} {'rows' if release.part is Part.TABLES else 'terms'}")
    counted.append("a sample" if release.is_sample else "whole")
    if not release.is_imported:
        counted.append("came with codequiz")
    if supplement is not None and supplement.dropped:
        counted.append(f"{supplement.dropped:,} of its codes are not in the code set and left out")
    return Text("; ".join(counted))


def _today(release: Release, kind: Sequence[tuple[Release, bool]], day: date, *, is_active: bool) -> Text:
    """How a release stands today. `kind` are all of its code set and part, each with whether it is in use."""
    if release.system is System.MODIFIER and release.companions:
        return Text(f"those of HCPCS from hcpcs:{one_line(release.name)}, those of CPT from the sample")
    text = Text()
    now = _state(release, day)
    if now is State.EXPIRED:
        text.append("out of date: ", style="bold yellow")
    elif now is State.FUTURE:
        text.append("not yet in force: ", style="bold")
    sentence = standing(release.system, release.name, release.effective_from, release.effective_to, day)
    sentence = sentence.removeprefix(f"{release.name}, ")
    text.append(one_line(sentence if is_active else sentence.partition(";")[0]))
    if is_active:
        command = mend(release, day, (other for other, _ in kind))
        if command:
            text.append(f"\n→ {command}", style="cyan")
    elif release.is_sample:
        whole = next((one for one, is_used in kind if is_used and not one.is_sample), None)
        if whole is not None:
            text.append(f"; not used, as {one_line(whole.name)} is whole")
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
