"""What every importer yields: entries of a code set, their notes, and the problems found on the way."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from codequiz.codes import System


class Level(StrEnum):
    """Where an entry stands in its code set's hierarchy."""

    CHAPTER = "chapter"
    BLOCK = "block"
    CATEGORY = "category"
    SUBCATEGORY = "subcategory"
    CODE = "code"

    @property
    def is_code(self) -> bool:
        """Whether it is an entry of the code set rather than a heading above it."""
        return self not in {Level.CHAPTER, Level.BLOCK}


class Part(StrEnum):
    """What a release holds of its system: the codes, or a supplement to them that is published apart."""

    CODES = "codes"
    INDEX = "index"
    EXTERNAL_CAUSES = "external-causes"
    NEOPLASMS = "neoplasms"
    DRUGS = "drugs"
    TABLES = "tables"

    @property
    def label(self) -> str:
        """The name people use for it; empty for the codes themselves."""
        return _PART_LABELS[self]


_PART_LABELS = {
    Part.CODES: "",
    Part.INDEX: "Alphabetic Index",
    Part.EXTERNAL_CAUSES: "External Cause Index",
    Part.NEOPLASMS: "Table of Neoplasms",
    Part.DRUGS: "Table of Drugs and Chemicals",
    Part.TABLES: "Tables",
}


class NoteKind(StrEnum):
    """The instructional notes of the ICD-10-CM Tabular List."""

    INCLUSION_TERM = "inclusion term"
    INCLUDES = "includes"
    EXCLUDES1 = "excludes1"
    EXCLUDES2 = "excludes2"
    CODE_FIRST = "code first"
    USE_ADDITIONAL = "use additional"
    CODE_ALSO = "code also"
    SEVENTH = "7th character"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Note:
    """One line of a note. For 7th characters, `text` is the character, a colon and its meaning."""

    kind: NoteKind
    text: str


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """One chapter, block, category, subcategory or code.

    `code` and `parent` are normalised (no dot); `parent` is empty at the top. `extends` names the entry that a
    7th character was added to. `common` is 0 (not said) to 3 (daily work). `also` are other names people use;
    `group` is the section or category in which a flat code set shelves the code.
    `terminated` is the ISO date of the last day on which the code may be used, or empty.
    """

    system: System
    code: str
    title: str
    billable: bool
    level: Level = Level.CODE
    parent: str = ""
    extends: str = ""
    notes: tuple[Note, ...] = ()
    also: tuple[str, ...] = ()
    common: int = 0
    group: str = ""
    flags: tuple[str, ...] = ()
    terminated: str = ""


@dataclass(frozen=True, slots=True)
class IndexTerm:
    """One line of the Alphabetic Index or of a table printed with it, in the order of the book.

    `depth` is 0 for a main term. `modifiers` are the nonessential ones, in their brackets. `code` and
    `manifestation` are normalised, a final hyphen kept (more characters are needed). `cells` are a table's
    (column, code) pairs, empty cells left out.
    """

    depth: int
    title: str
    modifiers: str = ""
    code: str = ""
    manifestation: str = ""
    see: str = ""
    see_also: str = ""
    cells: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PcsRow:
    """One row of an ICD-10-PCS table.

    `axes` has all seven characters: for each its name and the (value, meaning) pairs that go together in this row.
    """

    axes: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    definition: str = ""

    @property
    def codes(self) -> int:
        """How many codes the row makes."""
        from math import prod

        return prod(len(values) for _, values in self.axes)


@dataclass(frozen=True, slots=True)
class Release:
    """One edition of a code system, or of a supplement to it, and the file that holds it.

    `effective_from` and `effective_to` are the first and the last day on which it is in force, None when unknown.
    `is_sample` says that it does not hold the whole code set. `format` names the parser (`releases.reading`).
    An imported release has the SHA-256 of its original file, which `path` holds compressed, and the `encoding` of
    its text. `companions` complete it: the Tabular List to an order file, other descriptors of the same codes.
    """

    system: System
    name: str
    effective_from: date | None
    effective_to: date | None
    origin: str
    licence: str
    is_sample: bool
    path: Path
    format: str
    part: Part = Part.CODES
    sha256: str = ""
    encoding: str = "utf-8"
    imported_at: str = ""
    entries: int = 0
    billable: int = 0
    companions: tuple["Release", ...] = ()

    @property
    def is_imported(self) -> bool:
        """Whether the user brought it in, rather than the installation."""
        return bool(self.sha256)

    @property
    def is_licensed(self) -> bool:
        """Whether its wording belongs to someone else and may not leave the machine (the AMA's CPT)."""
        return self.is_imported and self.system is System.CPT

    @property
    def identifier(self) -> str:
        """System and name: what commands call it."""
        return f"{self.system}:{self.name}"


Problems = Callable[[int, str], None]
"""Where a parser reports what is wrong: (line, what). It goes on with the next line."""
