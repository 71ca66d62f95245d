"""Notes of a card, set as the book sets them: in full where they matter, their gist where they stand far above."""

from collections.abc import Iterable, Sequence
from typing import Final

from rich.console import RenderableType
from rich.text import Text

from codequiz.codebook import Card, CardNote
from codequiz.codes import mentions
from codequiz.releases.model import NoteKind
from codequiz.report.layout import Line
from codequiz.text import one_line

_SHOWN_NAMED: Final = 6
# Notes of chapters and blocks hold for hundreds of codes: their gist is enough, so that the code's own stay in sight.
_FAR_CHARACTERS: Final = 240
_FAR_NOTE_CHARACTERS: Final = 140
_FAR_NOTES: Final = 2
_TITLES: Final = {
    NoteKind.INCLUSION_TERM: "Inclusion terms",
    NoteKind.INCLUDES: "Includes",
    NoteKind.EXCLUDES1: "Excludes1 (not together, unless the two are unrelated)",
    NoteKind.EXCLUDES2: "Excludes2 (not included here; may be coded too)",
    NoteKind.CODE_FIRST: "Code first",
    NoteKind.USE_ADDITIONAL: "Use additional code",
    NoteKind.CODE_ALSO: "Code also",
    NoteKind.SEVENTH: "7th character",
    NoteKind.NOTE: "Note",
}
# The book prints general notes first: they say how the rest is to be read.
_ORDER: Final = (NoteKind.NOTE, *(kind for kind in NoteKind if kind is not NoteKind.NOTE))


def full_notes(notes: Sequence[CardNote], card_: Card, told: set[str], columns: int = 0) -> list[RenderableType]:
    """Each kind of note under its title, `columns` from the left.

    `told` are the titles of named codes given on this card so far; each is given once.
    """
    lines: list[RenderableType] = []
    for kind in _ORDER:
        mine = [note for note in notes if note.kind is kind]
        if mine:
            lines.append(Line(Text(_title(kind, mine), style="bold"), columns))
            lines += _lines(mine, card_, told, columns + 2)
    return lines


def _title(kind: NoteKind, notes: Sequence[CardNote]) -> str:
    title = _TITLES[kind]
    # The book sets the title and the first line as one sentence: "Use additional" + "code to identify …".
    return title.removesuffix(" code") if notes[0].text.startswith("code") else title


def _lines(notes: Iterable[CardNote], card_: Card, told: set[str], columns: int) -> list[RenderableType]:
    """Notes as the book sets them: what follows a line with a colon at its end is indented below it."""
    lines: list[RenderableType] = []
    deeper = 0
    for note in notes:
        text = _sentence(note)
        if note.kind is NoteKind.SEVENTH:
            text = text.replace(": ", "  ", 1)
        if text.endswith(":"):
            deeper = 0
        lines.append(Line(Text(text), columns + deeper))
        lines += [Line(line, columns + 4 + deeper) for line in _titles(note, card_, told)]
        if text.endswith(":"):
            deeper = 2
    return lines


def _sentence(note: CardNote) -> str:
    """A note's text; the book's comma after "Code first" goes, as the title stands on a line of its own."""
    return one_line(note.text).removeprefix(", ")


def _titles(note: CardNote, card_: Card, told: set[str]) -> list[Text]:
    """The titles of the codes that a note names, but for those whose words it has itself or that were told before."""
    from codequiz.search.words import stems

    said = {*stems(note.text), *stems(note.at.title)}
    here = {above.code for above in (*card_.path, card_.code)}
    lines = []
    for mention in mentions(note.text):
        title = card_.named.get(mention.written)
        if title is None or title in told or mention.code in here or said.issuperset(stems(title)):
            continue
        told.add(title)
        lines.append(Text(f"{mention.written}  {one_line(title)}", style="dim"))
    more = len(lines) - _SHOWN_NAMED
    return lines if more <= 1 else [*lines[:_SHOWN_NAMED], Text(f"… and {more} more", style="dim")]


def gist(notes: Sequence[CardNote]) -> tuple[list[RenderableType], bool]:
    """The notes of a level far above in a few lines, and whether something was left out."""
    lines: list[RenderableType] = []
    cut = False
    for kind in NoteKind:
        texts = [_sentence(note) for note in notes if note.kind is kind]
        if not texts:
            continue
        if kind is NoteKind.NOTE:
            shown = [one_line(text, _FAR_NOTE_CHARACTERS) for text in texts[:_FAR_NOTES]]
        else:
            shown = []
            for text in texts:
                if sum(map(len, shown)) + len(text) > _FAR_CHARACTERS and shown:
                    break
                shown.append(text)
        left = len(texts) - len(shown)
        cut = cut or left > 0 or shown != texts[: len(shown)]
        title = _title(kind, [note for note in notes if note.kind is kind]).partition(" (")[0]
        body = "; ".join([*shown, *([f"… and {left} more"] if left else [])]).replace(":; ", ": ")
        lines.append(Line(Text.assemble((title, "bold"), "  ", body, style="dim"), 2))
    return lines, cut
