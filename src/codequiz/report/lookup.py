"""Hits of a search, for people and for programs."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from codequiz.codebook import InstalledRelease
from codequiz.codes import System, format_code
from codequiz.found import Found, code_hit
from codequiz.report.layout import ByWidth, Line
from codequiz.search.answer import Answer, Hit
from codequiz.search.words import split, stem
from codequiz.text import one_line

FIELDS: Final = ("code", "system", "title", "billable", "score", "matched")
_TABLE_COLUMNS: Final = 68
"""Columns from which the hits are a table; with fewer, titles would be broken into slivers."""
_PLAIN: Final = frozenset({"code", "prefix", "range", "nearest"})
"""Why a hit is one, where the query says it already."""
_QUERY: Final = 60
"""Characters of a query that a message repeats."""


def hit_dict(hit: Hit) -> dict[str, Any]:
    """A hit as JSON has it."""
    return {
        "code": hit.code,
        "system": str(hit.system),
        "title": hit.title,
        "billable": hit.billable,
        "score": hit.score,
        "matched": hit.matched,
    }


def nearest_hits(found: Found) -> list[Hit]:
    """The real codes near to a missing one, as hits without a score."""
    return [code_hit(code, "nearest", score=0.0) for code in found.nearest]


def answer_dict(answer: Answer) -> dict[str, Any]:
    """An answer as JSON has it."""
    return {
        "query": answer.query,
        "hits": [hit_dict(hit) for hit in answer.hits],
        "elapsed_ms": round(answer.elapsed_ms, 3),
    }


def hits_csv(answer: Answer) -> str:
    """The hits as CSV with a header."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.DictWriter(out, FIELDS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(hit_dict(hit) for hit in answer.hits)
    return out.getvalue()


def hits_table(found: Found) -> RenderableType:
    """The hits: code, whether it can be billed, title with the matched words marked, and why.

    A table, or where there is little room a few lines for each.
    """
    hits = found.answer.hits
    read = dict.fromkeys(line for hit in hits for line in hit.read)
    parts: list[RenderableType] = [
        *(Line(Text(one_line(line), style="dim italic"), 0) for line in read),
        ByWidth(_TABLE_COLUMNS, _table(hits), _stack(hits)),
    ]
    if found.total > len(hits):
        parts.append(Text(f"{len(hits)} of {found.total:,}; --limit shows more", style="dim"))
    elif found.is_cut:
        parts.append(Text(f"the best {len(hits):,}; --limit shows more", style="dim"))
    coded = (hit.billable for hit in hits if hit.system is not System.MODIFIER)
    if marks := legend(coded, ": codequiz show CODE says what is missing"):
        parts.append(Text(marks, style="dim"))
    return Group(*parts)


def _table(hits: Sequence[Hit]) -> Table:
    table = Table(box=None, pad_edge=False, show_header=True, header_style="bold", padding=(0, 1))
    table.add_column("code", no_wrap=True, style="bold cyan")
    table.add_column("system", no_wrap=True, style="dim")
    table.add_column("", no_wrap=True)
    table.add_column("title", overflow="fold", ratio=3)
    says_why = not all(hit.met in _PLAIN for hit in hits)
    if says_why:
        table.add_column("matched", overflow="fold", ratio=2, style="dim")
    for hit in hits:
        why = [_why(hit)] if says_why else []
        table.add_row(hit.code, hit.system.short_label, _mark(hit), marked(one_line(hit.title), hit.words), *why)
    return table


def _stack(hits: Sequence[Hit]) -> RenderableType:
    lines: list[RenderableType] = []
    for hit in hits:
        head = Text.assemble((hit.code, "bold cyan"), "  ", (hit.system.short_label, "dim"), "  ", _mark(hit))
        lines += [head, Line(marked(one_line(hit.title), hit.words), 2)]
        if hit.met not in {*_PLAIN, "title"}:
            lines.append(Line(Text("matched ", style="dim").append_text(_why(hit)), 2))
    return Group(*lines)


def _mark(hit: Hit) -> Text:
    if hit.system is System.MODIFIER:
        return Text(" ")
    return Text("$", style="green") if hit.billable else Text("·", style="yellow")


def _why(hit: Hit) -> Text:
    why = one_line(hit.met)
    return marked(why, hit.words) if ":" in why else Text(why)


def legend(billable: Iterable[bool], more: str = "") -> str:
    """What the marks mean that are there; `more` on what is not billable."""
    marks = set(billable)
    says = ["$ billable"] if True in marks else []
    return "   ".join([*says, f"· not billable{more}"] if False in marks else says)


def marked(text: str, stems: frozenset[str]) -> Text:
    """`text` with the words whose stems matched in bold."""
    out = Text(text)
    if stems:
        position = 0
        for word in text.split(" "):
            if any(stem(part) in stems for part in split(word)):
                out.stylize("bold", position, position + len(word))
            position += len(word) + 1
    return out


def release_dict(release: InstalledRelease) -> dict[str, Any]:
    """A release as JSON has it; dates are ISO or null."""
    return {
        "system": str(release.system),
        "name": release.name,
        "effective_from": release.effective_from or None,
        "effective_to": release.effective_to or None,
        "origin": release.origin,
        "licence": release.licence,
        "sample": release.is_sample,
        "entries": release.entries,
        "billable": release.billable,
    }


def missing_message(found: Found, releases: list[InstalledRelease]) -> str:
    """Why a code is not found: it is not in a whole set, or a sample does not hold it."""
    about = []
    for release in releases:
        if release.system in found.missing_systems:
            if release.is_sample:
                about.append(f"not among the {release.entries:,} of the {release.system.label} sample")
            else:
                about.append(f"not in {release.system.label} {release.name} (all {release.entries:,} entries)")
    system = found.missing_systems[0]
    return f"no code {format_code(system, found.missing)}: {'; '.join(about)}"


def absent_message(found: Found) -> str:
    """What a query needs and is not installed."""
    labels = " and ".join(system.label for system in found.absent)
    return f"{one_line(found.answer.query, _QUERY)}: {labels} {'is' if len(found.absent) == 1 else 'are'} not installed"


def choices(title: str, values: Sequence[tuple[str, str]]) -> RenderableType:
    """Values to choose from and what each means."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="bold cyan")
    table.add_column(overflow="fold")
    for value, meaning in values:
        table.add_row(Text(value), Text(one_line(meaning)))
    return Group(Text(one_line(title), style="bold"), table)
