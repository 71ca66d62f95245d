"""What the lookup says in words: a line for each hit, what was found, what there is to find."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from codequiz.codebook import InstalledRelease
from codequiz.codes import System
from codequiz.found import Found
from codequiz.releases.in_force import remedy
from codequiz.report.lookup import absent_message, marked, missing_message
from codequiz.search.answer import Hit
from codequiz.text import one_line


def short_name(system: System) -> str:
    """A system's name where there is little room."""
    return "modifiers" if system is System.MODIFIER else system.short_label


def row(hit: Hit, columns: int, *, several: bool) -> Text:
    """A hit in one line, its code `columns` wide; with `several` systems in the list, its own is named."""
    line = Text(no_wrap=True, overflow="ellipsis")
    line.append(f"{one_line(hit.code):{columns}} ", style="bold")
    line.append("$ " if hit.billable and hit.system is not System.MODIFIER else "· ")
    if several:
        line.append(f"{_TAGS[hit.system]:5} ", style="dim")
    line.append_text(marked(one_line(hit.title), hit.words))
    return line


_TAGS = {
    System.ICD10CM: "CM",
    System.ICD10PCS: "PCS",
    System.CPT: "CPT",
    System.HCPCS: "HCPCS",
    System.MODIFIER: "mod",
}


def summary(found: Found, releases: Sequence[InstalledRelease], filtered: str) -> Text:
    """How many hits there are, what was taken for a misspelling, or why there are none.

    `filtered` says what the search was restricted to.
    """
    hits = found.answer.hits
    if found.missing:
        message = missing_message(found, list(releases))
        return Text(one_line(f"{message}{'; the nearest:' if hits else ''}"), style="bold")
    if found.absent:
        return Text(one_line(f"{absent_message(found)}: {remedy(found.absent[0])}"), style="bold")
    if not hits:
        where = f" in {filtered}: F2 and F3 widen the search" if filtered else ": try fewer or other words"
        return Text(one_line(f"nothing found{where}"), style="bold")
    parts = [f"{len(hits)} of {found.total:,}" if found.total > len(hits) else f"{len(hits)} found"]
    parts += [f"spelling: {typed} → {taken}" for typed, taken in found.answer.corrections]
    return Text(one_line(" · ".join(parts)))


def welcome(releases: Sequence[InstalledRelease]) -> RenderableType:
    """What is installed, and what can be typed."""
    lines = [Text("Installed", style="bold")]
    for release in releases:
        size = f"{release.entries:,} entries" + " (a sample)" * (release.is_sample and "sample" not in release.name)
        lines.append(Text(one_line(f"{release.system.label} {release.name}: {size}")))
    examples = ["e119", "E11.4*", "E10-E13", "heart attack", "lap chole", "mri brain", "pnumonia"]
    return Group(*lines, Text(), Text("Type, for example", style="bold"), *map(Text, examples))
