"""Hits and cards of codes, for people and for programs."""

import csv
import io
from typing import Any, Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from codequiz.codebook import Card, CardNote, Code, InstalledRelease
from codequiz.codes import System, format_code
from codequiz.lookup import Found
from codequiz.releases.model import Level, NoteKind
from codequiz.search.answer import Answer, Hit
from codequiz.search.words import split, stem
from codequiz.text import one_line

FIELDS: Final = ("code", "system", "title", "billable", "score", "matched")
_SHOWN_CHILDREN: Final = 40
_TITLES: Final = {
    NoteKind.INCLUSION_TERM: "Inclusion terms",
    NoteKind.INCLUDES: "Includes",
    NoteKind.EXCLUDES1: "Excludes1 (never with this code)",
    NoteKind.EXCLUDES2: "Excludes2 (not included here; may be coded too)",
    NoteKind.CODE_FIRST: "Code first",
    NoteKind.USE_ADDITIONAL: "Use additional code",
    NoteKind.CODE_ALSO: "Code also",
    NoteKind.SEVENTH: "7th character",
    NoteKind.NOTE: "Note",
}


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
    return [
        Hit(code.printed, code.system, code.title, code.billable, 0.0, "nearest", code.title, frozenset())
        for code in found.nearest
    ]


def answer_dict(answer: Answer) -> dict[str, Any]:
    """An answer as JSON has it."""
    return {
        "query": answer.query,
        "hits": [hit_dict(hit) for hit in answer.hits],
        "elapsed_ms": round(answer.elapsed_ms, 3),
    }


def hits_csv(answer: Answer) -> str:
    """The hits as CSV with a header."""
    out = io.StringIO()
    writer = csv.DictWriter(out, FIELDS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(hit_dict(hit) for hit in answer.hits)
    return out.getvalue()


def hits_table(found: Found) -> RenderableType:
    """The hits as a table: code, whether it can be billed, title with the matched words marked, and why."""
    table = Table(box=None, pad_edge=False, show_header=True, header_style="bold", padding=(0, 1))
    table.add_column("code", no_wrap=True, style="bold cyan")
    table.add_column("system", no_wrap=True, style="dim")
    table.add_column("", no_wrap=True)
    table.add_column("title", overflow="fold", ratio=3)
    table.add_column("matched", overflow="fold", ratio=2, style="dim")
    for hit in found.answer.hits:
        why = one_line(hit.met)
        table.add_row(
            hit.code,
            hit.system.label,
            Text("$", style="green") if hit.billable else Text("·", style="yellow"),
            marked(one_line(hit.title), hit.words),
            marked(why, hit.words) if ":" in why else Text(why),
        )
    read = dict.fromkeys(line for hit in found.answer.hits for line in hit.read)
    parts: list[RenderableType] = [*(Text(one_line(line), style="dim italic") for line in read), table]
    if found.total > len(found.answer.hits):
        parts.append(Text(f"{len(found.answer.hits)} of {found.total:,}; --limit shows more", style="dim"))
    parts.append(Text("$ billable · needs more characters (codequiz show CODE)", style="dim"))
    return Group(*parts)


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


def card(card_: Card) -> RenderableType:
    """A code's page of the book."""
    code = card_.code
    parts: list[RenderableType] = []
    for depth, above in enumerate(card_.path):
        parts.append(Text("  " * depth + f"{_place(above)}  {one_line(above.title)}", style="dim"))
    head = Text("  " * len(card_.path))
    head.append(code.printed, style="bold cyan").append("  ").append(one_line(code.title), style="bold")
    parts.append(head)
    parts.append(_status(card_))
    if card_.names:
        parts.append(_block("Also called", [Text("; ".join(one_line(name) for name in card_.names))]))
    for kind in NoteKind:
        notes = [note for note in card_.notes if note.kind is kind]
        if notes:
            parts.append(_block(_TITLES[kind], [_note(note, card_) for note in notes]))
    if card_.children:
        shown = card_.children[:_SHOWN_CHILDREN]
        lines = [_line(child) for child in shown]
        if len(card_.children) > len(shown):
            lines.append(Text(f"… and {len(card_.children) - len(shown)} more: codequiz lookup {code.printed}*"))
        parts.append(_block("Below it", lines))
    else:
        around = [*map(_line, card_.before), Text("→ ").append(_line(code)), *map(_line, card_.after)]
        if len(around) > 1:
            parts.append(_block("Neighbours", around))
    release = card_.release
    parts.append(Text(f"{code.system.label} {release.name} · {release.origin}", style="dim"))
    return Group(*parts)


def _status(card_: Card) -> Text:
    code = card_.code
    if code.terminated:
        return Text(f"  no longer valid: terminated {code.terminated}", style="bold red")
    facts = [one_line(code.section)] if code.section else []
    facts += [
        flag.replace("_", " ").replace("51 exempt", "51-exempt").replace("add on", "add-on") for flag in code.flags
    ]
    if code.system is System.MODIFIER:
        return Text("  modifier · " + " · ".join(facts))
    if code.billable:
        return Text("  billable" + "".join(f" · {fact}" for fact in facts), style="green")
    return Text(f"  not billable: {card_.needs}", style="yellow")


def _block(title: str, lines: list[Text]) -> RenderableType:
    from rich.padding import Padding

    return Group(Text(title, style="bold"), *(Padding(line, (0, 0, 0, 2)) for line in lines))


def _note(note: CardNote, card_: Card) -> Text:
    text = Text(one_line(note.text))
    for written, title in card_.named.items():
        if written in note.text:
            text.append(f"  [{written} {one_line(title, 60)}]", style="dim")
    if note.at.id != card_.code.id:
        text.append(f"  (at {_place(note.at)})", style="dim")
    return text


def _place(code: Code) -> str:
    if code.level is Level.CHAPTER:
        return f"Chapter {int(code.code.removeprefix('CH'))}" if code.code[2:].isdigit() else code.code
    return code.code if code.level is Level.BLOCK else code.printed


def _line(code: Code) -> Text:
    mark = "$" if code.billable else "·"
    return Text(f"{code.printed:9} {mark} {one_line(code.title)}")


def card_dict(card_: Card) -> dict[str, Any]:
    """A card as JSON has it."""
    code = card_.code
    return {
        "code": code.printed,
        "system": str(code.system),
        "title": code.title,
        "billable": code.billable,
        "level": str(code.level),
        "needs": card_.needs,
        "terminated": code.terminated or None,
        "section": code.section or None,
        "flags": list(code.flags),
        "names": list(card_.names),
        "path": [{"code": _place(above), "title": above.title} for above in card_.path],
        "notes": [
            {"kind": str(note.kind), "text": note.text, "at": _place(note.at), "inherited": note.at.id != code.id}
            for note in card_.notes
        ],
        "named": card_.named,
        "children": [_brief(child) for child in card_.children],
        "before": [_brief(near) for near in card_.before],
        "after": [_brief(near) for near in card_.after],
        "release": release_dict(card_.release),
    }


def _brief(code: Code) -> dict[str, Any]:
    return {"code": code.printed, "title": code.title, "billable": code.billable}


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
