"""What every importer yields: entries of a code set, their notes, and the problems found on the way."""

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


class NoteKind(StrEnum):
    """The instructional notes of the ICD-10-CM Tabular List, and the everyday names that this project adds."""

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
    `terminated` is the ISO date from which the code is no longer valid, or empty.
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
class Release:
    """One edition of a code system and the file that holds it.

    `effective_from` and `effective_to` are the first and the last day on which it is in force, None when unknown.
    `is_sample` says that it does not hold the whole code set. `format` names the parser (`releases.reading`).
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


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a file: where (line 0 when the whole file is meant) and what."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}" if self.line else f"{self.file}: {self.message}"
