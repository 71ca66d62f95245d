"""The ICD-10-CM Tabular List in XML, as CDC/NCHS publishes it.

The file names 7th characters once, at the level they apply to (`sevenChrDef`), and leaves the codes that they
make out; they are expanded here, with the placeholder X filling codes of fewer than six characters
(Official Guidelines, I.A.4 and I.A.5).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from codequiz.codes import System, normalise
from codequiz.releases.model import CodeEntry, Level, Note, NoteKind

_NOTE_TAGS: Final = {
    "inclusionTerm": NoteKind.INCLUSION_TERM,
    "includes": NoteKind.INCLUDES,
    "excludes1": NoteKind.EXCLUDES1,
    "excludes2": NoteKind.EXCLUDES2,
    "codeFirst": NoteKind.CODE_FIRST,
    "useAdditionalCode": NoteKind.USE_ADDITIONAL,
    "codeAlso": NoteKind.CODE_ALSO,
    "sevenChrNote": NoteKind.NOTE,
    "notes": NoteKind.NOTE,
}
# "7th characters D and S do not apply to codes in category S06 with 6th character 7 - death …, or 8 - …"
_BARRED: Final = re.compile(r"7th characters? ([A-Z](?:,? (?:and )?[A-Z])*) do(?:es)? not apply to codes (.*)")


def parse_tabular(root: Element) -> Iterator[CodeEntry]:
    """Every chapter, block, category, subcategory and code of the Tabular List, in the order of the book."""
    for chapter in root.iterfind("chapter"):
        name = _text(chapter.find("name"))
        key = f"CH{int(name):02d}" if name.isdigit() else name
        yield CodeEntry(
            System.ICD10CM, key, _text(chapter.find("desc")), billable=False, level=Level.CHAPTER, notes=_notes(chapter)
        )
        blocks: list[tuple[str, str, str]] = []
        for section in chapter.iterfind("section"):
            entry = _block(section, key, blocks)
            yield entry
            for diag in section.iterfind("diag"):
                yield from _diagnosis(diag, entry.code, _Seventh())


def _block(section: Element, chapter: str, blocks: list[tuple[str, str, str]]) -> CodeEntry:
    """A block, below the narrowest block before it whose range holds its own (C00-C14 below C00-C75)."""
    name = section.get("id", "")
    first, _, last = name.partition("-")
    last = last or first
    holders = [known for start, end, known in blocks if start <= first and last <= end]
    key = f"{first}-{last}"
    blocks.append((first, last, key))
    title = _text(section.find("desc")).removesuffix(f"({name})").rstrip()
    return CodeEntry(
        System.ICD10CM,
        key,
        title,
        billable=False,
        level=Level.BLOCK,
        parent=holders[-1] if holders else chapter,
        notes=_notes(section),
    )


def _diagnosis(diag: Element, parent: str, above: "_Seventh") -> Iterator[CodeEntry]:
    code = normalise(_text(diag.find("name")))
    title = _text(diag.find("desc"))
    children = diag.findall("diag")
    seventh = above.refined(diag)
    extensions = () if children else seventh.of(code)
    billable = not children and not extensions
    deeper = Level.CODE if billable else Level.SUBCATEGORY
    level = Level.CATEGORY if len(code) == 3 else deeper
    yield CodeEntry(System.ICD10CM, code, title, billable=billable, level=level, parent=parent, notes=_notes(diag))
    for child in children:
        yield from _diagnosis(child, code, seventh)
    for char, meaning in extensions:
        yield CodeEntry(
            System.ICD10CM, f"{code:X<6}{char}", f"{title}, {meaning}", billable=True, parent=code, extends=code
        )


@dataclass(frozen=True, slots=True)
class _Seventh:
    """The 7th characters in force at one place of the book.

    `barred` are (6th character, 7th characters that do not go with it): S06 has such a note.
    """

    extensions: tuple[tuple[str, str], ...] = ()
    barred: tuple[tuple[str, str], ...] = ()

    def refined(self, diag: Element) -> "_Seventh":
        barred = tuple(
            (sixth, "".join(re.findall(r"\b[A-Z]\b", match[1])))
            for note in diag.iterfind("*/note")
            if (match := _BARRED.match(_text(note)))
            for sixth in re.findall(r"(?:6th character|, or) (\w)\b", match[2])
        )
        return _Seventh(_extensions(diag) or self.extensions, barred or self.barred)

    def of(self, code: str) -> tuple[tuple[str, str], ...]:
        without = "".join(chars for sixth, chars in self.barred if len(code) == 6 and code[5] == sixth)
        return tuple(pair for pair in self.extensions if pair[0] not in without)


def _extensions(diag: Element) -> tuple[tuple[str, str], ...]:
    return tuple(
        (extension.get("char", ""), _text(extension))
        for definition in diag.iterfind("sevenChrDef")
        for extension in definition.iterfind("extension")
    )


def _notes(element: Element) -> tuple[Note, ...]:
    notes = [
        Note(kind, text)
        for child in element
        if (kind := _NOTE_TAGS.get(child.tag))
        for note in child.iterfind("note")
        if (text := _text(note))
    ]
    notes += [Note(NoteKind.SEVENTH, f"{char}: {meaning}") for char, meaning in _extensions(element)]
    return tuple(notes)


def _text(element: Element | None) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""
