"""What the installed code sets say of one code: its place, its notes, its neighbours. Reads `codes.db`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from sqlite3 import Connection
from typing import TYPE_CHECKING, Final

from codequiz.codes import CodePattern, System, format_code, mentions, normalise
from codequiz.index_words import IndexWords
from codequiz.releases.model import Level, NoteKind

if TYPE_CHECKING:
    from codequiz.pcs import Character

_COLUMNS: Final = (
    "code.id, code.system, code.code, code.title, code.billable, code.level, code.parent_id, code.base_id,"
    " code.common, code.section, code.flags, code.terminated, code.release_id"
)
_IS_CODE: Final = f"level not in ('{Level.CHAPTER}', '{Level.BLOCK}')"
_MOST_CHILDREN: Final = 400
_NEIGHBOURS: Final = 3


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a code set. `code` is normalised; `printed` has the dot."""

    id: int
    system: System
    code: str
    title: str
    billable: bool
    level: Level
    parent_id: int | None
    base_id: int | None
    common: int
    section: str
    flags: tuple[str, ...]
    terminated: str
    release_id: int

    @property
    def printed(self) -> str:
        """The code as people write it."""
        return format_code(self.system, self.code)


@dataclass(frozen=True, slots=True)
class InstalledRelease:
    """A code set as it is in the index. Dates are ISO, empty when unknown."""

    id: int
    system: System
    name: str
    effective_from: str
    effective_to: str
    origin: str
    licence: str
    is_sample: bool
    entries: int
    billable: int


@dataclass(frozen=True, slots=True)
class CardNote:
    """A note that applies to a code; `at` is the code (or block, or chapter) at which the book prints it."""

    kind: NoteKind
    text: str
    at: Code


@dataclass(frozen=True, slots=True)
class Card:
    """Everything known of one code. `path` runs from the chapter to its parent; notes include inherited ones.

    `sevenths` are the codes that a 7th character makes of this code, or of the one that this is made of.
    `named` has the titles of the codes and blocks that the notes name, by how the notes write them.
    `characters` spell out an ICD-10-PCS code, where its tables are installed. `lacking` are the fewest and the most
    characters that the billable codes below it have more than it, 0 where there are none.
    """

    code: Code
    release: InstalledRelease
    path: tuple[Code, ...]
    names: tuple[str, ...]
    notes: tuple[CardNote, ...]
    children: tuple[Code, ...]
    sevenths: tuple[Code, ...]
    before: tuple[Code, ...]
    after: tuple[Code, ...]
    named: dict[str, str]
    characters: "tuple[Character, ...]" = ()
    lacking: tuple[int, int] = (0, 0)

    @property
    def needs(self) -> str:
        """What is missing to bill it, in words; empty when nothing is."""
        if self.code.billable or self.code.system is not System.ICD10CM:
            return ""
        if self.code.level in {Level.CHAPTER, Level.BLOCK}:
            return "a heading, not a code"
        if self.sevenths:
            return "needs a 7th character: " + ", ".join(longer.code[-1] for longer in self.sevenths)
        fewest, most = self.lacking
        if not fewest:
            return "needs more characters"
        many = f"{fewest}" if fewest == most else f"{fewest} to {most}"
        return f"needs {many} more character{'s' * (most > 1)}"


class CodeBook:
    """Reads one index."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.words = IndexWords(connection)

    def releases(self) -> list[InstalledRelease]:
        """The installed code sets."""
        rows = self.connection.execute(
            "select id, system, name, ifnull(effective_from, ''), ifnull(effective_to, ''), origin, licence,"
            " is_sample, entries, billable from release order by id"
        )
        return [
            InstalledRelease(
                row[0], System(row[1]), row[2], row[3], row[4], row[5], row[6], bool(row[7]), row[8], row[9]
            )
            for row in rows
        ]

    def release(self, system: System) -> InstalledRelease | None:
        """The installed release of a system, if there is one."""
        return next((release for release in self.releases() if release.system is system), None)

    def is_whole(self, system: System) -> bool:
        """Whether all codes of a system are installed, not only a sample of them."""
        release = self.release(system)
        return release is not None and not release.is_sample

    def find(self, system: System, code: str) -> Code | None:
        """The entry with this normalised code."""
        return self._one("system = ? and code = ?", (system, code))

    def by_id(self, code_id: int) -> Code | None:
        """The entry with this number in the index."""
        return self._one("id = ?", (code_id,))

    def exact(self, written: str, systems: Iterable[System]) -> list[Code]:
        """The entries that a code names, that which is printed as it was written first (J1100, not J11.00)."""
        code = normalise(written)
        found = [entry for system in systems if (entry := self.find(system, code))]
        return sorted(found, key=lambda entry: entry.printed != written.strip().upper())

    def matching(
        self,
        pattern: CodePattern,
        systems: Sequence[System],
        limit: int,
        *,
        billable: bool = False,
        categories: bool = False,
    ) -> tuple[list[Code], int]:
        """The first `limit` codes of a prefix or range in the order of the book, and how many there are.

        With `billable` only those; with `categories` nothing of ICD-10-CM that is below a category.
        """
        marks = ",".join("?" * len(systems))
        where = f"system in ({marks}) and code >= ? and code < ? and {_IS_CODE}"
        if billable:
            where += " and billable"
        if categories:
            where += f" and (system != '{System.ICD10CM}' or length(code) = 3)"
        values = [*systems, pattern.first, pattern.last + "\x7f"]
        total = self.connection.execute(f"select count(*) from code where {where}", values).fetchone()[0]
        return self._many(f"{where} order by system != 'icd10cm', system, code limit {int(limit)}", values), total

    def beginning(self, start: str, limit: int) -> list[Code]:
        """The `limit` shortest codes of all systems that begin with `start`, a normalised one."""
        values = (start, start + "\x7f")
        return self._many(
            f"code >= ? and code < ? and {_IS_CODE} order by length(code), code limit {int(limit)}", values
        )

    def nearest(self, code: str, systems: Sequence[System], limit: int = 6) -> list[Code]:
        """Installed codes near to one that is not, the nearest first.

        They share its longest beginning, those of its length first; where none does, they are its neighbours.
        """
        marks = ",".join("?" * len(systems))
        for length in range(len(code) - 1, 2, -1):
            stem = code[:length]
            found = self._many(
                f"system in ({marks}) and code >= ? and code < ? and base_id is null and {_IS_CODE}"
                f" order by abs(length(code) - {len(code)}), code limit {int(limit)}",
                [*systems, stem, stem + "\x7f"],
            )
            if found:
                return found
        either = [
            self._one(f"system in ({marks}) and {_IS_CODE} and code {way}", [*systems, code])
            for way in ("< ? order by code desc", "> ? order by code")
        ]
        return [near for near in either if near]

    def card(self, code: Code) -> Card:
        """Everything known of a code."""
        path = self.path(code)
        release = next(release for release in self.releases() if release.id == code.release_id)
        names = tuple(
            row[0]
            for row in self.connection.execute("select text from name where code_id = ? order by position", (code.id,))
        )
        notes = tuple(note for at in (*path, code) for note in self._notes(at, code))
        children = tuple(self._many(f"parent_id = ? order by id limit {_MOST_CHILDREN}", (code.id,)))
        sevenths = tuple(self._many("parent_id = ? and base_id is not null order by id", (code.base_id or code.id,)))
        before, after = self._neighbours(code)
        characters: tuple[Character, ...] = ()
        if code.system is System.ICD10PCS:
            from codequiz.pcs import PcsTables

            characters = PcsTables(self.connection).spell(code.code)
        return Card(
            code, release, path, names, notes, children, sevenths, before, after, self._named(notes), characters,
            self._lacking(code),
        )  # fmt: skip

    def _lacking(self, code: Code) -> tuple[int, int]:
        if code.billable or not code.level.is_code:
            return 0, 0
        row = self.connection.execute(
            "select min(length(code)), max(length(code)) from code"
            " where system = ? and code > ? and code < ? and billable",
            (code.system, code.code, code.code + "\x7f"),
        ).fetchone()
        return (row[0] - len(code.code), row[1] - len(code.code)) if row[0] else (0, 0)

    def path(self, code: Code) -> tuple[Code, ...]:
        """The entries above a code, the chapter first."""
        above: list[Code] = []
        parent = code.parent_id
        while parent is not None:
            entry = self._one("id = ?", (parent,))
            if entry is None:
                break
            above.insert(0, entry)
            parent = entry.parent_id
        return tuple(above)

    def _notes(self, at: Code, code: Code) -> list[CardNote]:
        """The notes at `at` that hold for `code`, which is the same or below it."""
        rows = self.connection.execute("select kind, text from note where code_id = ? order by position", (at.id,))
        notes = [CardNote(NoteKind(kind), text, at) for kind, text in rows]
        # Inclusion terms and 7th characters belong to the code they stand at (an inclusion term also to what a
        # 7th character makes of it); the other notes hold for all below.
        barred = set()
        if at.id != code.id:
            barred = {NoteKind.SEVENTH} if at.id == code.base_id else {NoteKind.SEVENTH, NoteKind.INCLUSION_TERM}
        return [note for note in notes if note.kind not in barred]

    def _neighbours(self, code: Code) -> tuple[tuple[Code, ...], tuple[Code, ...]]:
        if code.parent_id is not None:
            same, values = "parent_id = ?", (code.parent_id, code.id)
        else:
            same, values = "parent_id is null and release_id = ?", (code.release_id, code.id)
        before = self._many(f"{same} and id < ? order by id desc limit {_NEIGHBOURS}", values)
        after = self._many(f"{same} and id > ? order by id limit {_NEIGHBOURS}", values)
        return tuple(reversed(before)), tuple(after)

    def _named(self, notes: Iterable[CardNote]) -> dict[str, str]:
        named = {}
        for note in notes:
            for mention in mentions(note.text):
                if mention.written not in named and (entry := self.find(note.at.system, mention.code)):
                    named[mention.written] = entry.title
        return named

    def _one(self, where: str, values: Sequence[object]) -> Code | None:
        found = self._many(f"{where} limit 1", values)
        return found[0] if found else None

    def _many(self, where: str, values: Sequence[object]) -> list[Code]:
        rows = self.connection.execute(f"select {_COLUMNS} from code where {where}", values)
        return [
            Code(
                row[0], System(row[1]), row[2], row[3], bool(row[4]), Level(row[5]), row[6], row[7], row[8], row[9],
                tuple(row[10].split()), row[11], row[12],
            )
            for row in rows
        ]  # fmt: skip
