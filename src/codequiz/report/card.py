"""The card of a code, for people and for programs: the page of the book, and what stands on the pages above it."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from codequiz.codebook import Card, Code
from codequiz.codes import System
from codequiz.pcs import Character
from codequiz.releases.in_force import today
from codequiz.releases.model import Level
from codequiz.report.layout import Line
from codequiz.report.lookup import legend, release_dict
from codequiz.report.notes import full_notes, gist
from codequiz.text import one_line

QuestionCount = Callable[[Code], int]
"""How many practice questions touch a code."""

_SHOWN_CHILDREN: Final = 40
_FLAGS: Final = {
    "add_on": "add-on code: only with its primary procedure, never alone",
    "modifier_51_exempt": "modifier 51 exempt",
}


def card(card_: Card, *, everything: bool = False, touching: QuestionCount | None = None) -> RenderableType:
    """A code's page: its place, what it is, its own notes, then those of each level above, the nearest first.

    Notes of blocks and chapters are shortened unless `everything` is wanted.
    """
    told: set[str] = set()
    sections = [
        [*_heading(card_), *_facts(card_, touching)],
        full_notes([note for note in card_.notes if note.at.id == card_.code.id], card_, told),
        _sevenths(card_),
        _characters(card_),
        _below(card_, everything=everything),
        *_inherited(card_, told, everything=everything),
        _neighbours(card_),
        _source(card_),
    ]
    parts: list[RenderableType] = []
    for section in filter(None, sections):
        parts += [Text(), *section] if parts else section
    return Group(*parts)


def _inherited(card_: Card, told: set[str], *, everything: bool) -> list[list[RenderableType]]:
    """A section for each level above that has notes, the nearest first."""
    sections: list[list[RenderableType]] = []
    shortened = False
    for above in reversed(card_.path):
        notes = [note for note in card_.notes if note.at.id == above.id]
        if not notes:
            continue
        head = Text(f"At {place(above)}, for all below it", style="bold italic")
        if above.level in {Level.CHAPTER, Level.BLOCK} and not everything:
            blocks, cut = gist(notes)
            shortened |= cut
        else:
            blocks = full_notes(notes, card_, told, columns=2)
        sections.append([head, *blocks])
    if shortened:
        hint = Text(f"in full: codequiz show {card_.code.printed} --all", style="dim")
        sections[-1].append(Line(hint, 2))
    return sections


def _source(card_: Card) -> list[RenderableType]:
    release = card_.release
    source = f"{card_.code.system.label} {release.name} · {release.origin}"
    if release.is_sample:
        source += " · not the official wording"
    legend_ = legend(code.billable for code in _listed(card_) if code.system is not System.MODIFIER)
    return [*(Text(text, style="dim") for text in (legend_, one_line(source)) if text)]


def _heading(card_: Card) -> list[RenderableType]:
    code = card_.code
    lines: list[RenderableType] = [
        Line(Text(f"{place(above)}  {one_line(above.title)}", style="dim"), 2 * depth)
        for depth, above in enumerate(card_.path)
    ]
    head = Text.assemble((place(code), "bold cyan"), "  ", (one_line(code.title), "bold"))
    lines += [Line(head, 2 * len(card_.path)), Line(_status(card_), 2 * len(card_.path))]
    return lines


def _status(card_: Card) -> Text:
    code = card_.code
    if code.terminated:
        if code.terminated < today().isoformat():
            return Text(f"no longer valid: terminated {code.terminated}", style="bold red")
        return Text(f"valid until {code.terminated}", style="yellow")
    if code.system is System.MODIFIER:
        return Text("modifier")
    if code.billable:
        return Text("$ billable", style="green")
    return Text(f"· not billable: {card_.needs}" if card_.needs else "· not billable", style="yellow")


def _facts(card_: Card, touching: QuestionCount | None) -> list[RenderableType]:
    code = card_.code
    facts = []
    if code.section:
        facts.append(("Section" if code.system is System.CPT else "Group", code.section))
    facts += [("Billing", _FLAGS.get(flag, flag.replace("_", " "))) for flag in code.flags]
    if card_.names:
        facts.append(("Also called", "; ".join(card_.names)))
    if touching is not None and (count := touching(code)):
        facts.append(
            ("In practice", f"{count} question{'s' * (count != 1)} on it{'' if code.billable else ' or below'}")
        )
    if not facts:
        return []
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="bold")
    table.add_column(overflow="fold")
    for title, value in facts:
        table.add_row(title, Text(one_line(value)))
    return [table]


def _sevenths(card_: Card) -> list[RenderableType]:
    """What each 7th character says, where one is to be added or has been."""
    if not card_.sevenths:
        return []
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, style="cyan")
    table.add_column(overflow="fold")
    base = card_.code.title
    if card_.code.base_id:
        base = next((above.title for above in card_.path if above.id == card_.code.base_id), "")
    for longer in card_.sevenths:
        is_this = longer.id == card_.code.id
        meaning = one_line(longer.title.removeprefix(f"{base}, "))
        style = "bold" if is_this else ""
        table.add_row("→" if is_this else " ", Text(longer.printed, style=style), Text(meaning, style=style))
    return [Text("7th character", style="bold"), table]


def _characters(card_: Card) -> list[RenderableType]:
    """What each character of an ICD-10-PCS code says."""
    return [Text("Character by character", style="bold"), characters(card_.characters)] if card_.characters else []


def characters(spelled: Sequence[Character]) -> RenderableType:
    """Characters of an ICD-10-PCS code: axis, value, meaning, and the definition of the operation."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, justify="right")
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, style="cyan")
    table.add_column(overflow="fold")
    for one in spelled:
        meaning = Text(one_line(one.meaning))
        if one.definition:
            meaning.append(f": {one_line(one.definition)}", style="dim")
        table.add_row(str(one.position), Text(one_line(one.axis)), Text(one.value), meaning)
    return table


def _below(card_: Card, *, everything: bool) -> list[RenderableType]:
    below = [child for child in card_.children if not child.base_id]
    if not below:
        return []
    shown = below if everything else below[:_SHOWN_CHILDREN]
    parts: list[RenderableType] = [Text("Below it", style="bold"), _table(shown)]
    if len(shown) < len(below):
        more = f"… and {len(below) - len(shown)} more: codequiz show {card_.code.printed} --all"
        parts.append(Line(Text(more, style="dim"), 2))
    return parts


def _neighbours(card_: Card) -> list[RenderableType]:
    # The neighbours of a code with a 7th character are the other 7th characters, which have a table of their own.
    if card_.code.base_id or not (card_.before or card_.after):
        return []
    # Between the codes of a sample there are others.
    where = " in the sample" if card_.release.is_sample else ""
    return [
        Text(f"Neighbours{where}", style="bold"),
        _table([*card_.before, card_.code, *card_.after], here=card_.code),
    ]


def _listed(card_: Card) -> list[Code]:
    """The codes that the card lists with a mark."""
    below = [child for child in card_.children if not child.base_id]
    return [*below, *card_.before, card_.code, *card_.after] if _neighbours(card_) else below


def _table(codes: Sequence[Code], here: Code | None = None) -> Table:
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, style="cyan")
    if any(code.system is not System.MODIFIER for code in codes):
        table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for code in codes:
        is_this = here is not None and code.id == here.id
        mark = Text("$", style="green") if code.billable else Text("·", style="yellow")
        marks = [] if code.system is System.MODIFIER else [mark]
        style = "bold" if is_this else ""
        table.add_row(
            "→" if is_this else " ", Text(place(code), style=style), *marks, Text(one_line(code.title), style=style)
        )
    return table


def place(code: Code) -> str:
    """A code, block or chapter as people name it (`Chapter 4`, `E08-E13`, `E11.9`)."""
    if code.level is Level.CHAPTER:
        number = code.code.removeprefix("CH")
        return f"Chapter {int(number)}" if number.isdigit() else code.code
    return code.code if code.level is Level.BLOCK else code.printed


def card_dict(card_: Card, *, touching: QuestionCount | None = None) -> dict[str, Any]:
    """A card as JSON has it, nothing shortened; `questions` is null where there is no bank to count in."""
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
        "questions": touching(code) if touching is not None else None,
        "path": [{"code": place(above), "title": above.title} for above in card_.path],
        "notes": [
            {"kind": str(note.kind), "text": note.text, "at": place(note.at), "inherited": note.at.id != code.id}
            for note in card_.notes
        ],
        "named": card_.named,
        "characters": [
            {"position": one.position, "axis": one.axis, "value": one.value, "meaning": one.meaning}
            for one in card_.characters
        ],
        "children": [_brief(child) for child in card_.children],
        "before": [_brief(near) for near in card_.before],
        "after": [_brief(near) for near in card_.after],
        "release": release_dict(card_.release),
    }


def _brief(code: Code) -> dict[str, Any]:
    return {"code": code.printed, "title": code.title, "billable": code.billable}
