"""From files as users download them to releases ready to be put in place.

Each file is recognised by its content, copied compressed into the staging directory, and read from there by its
parser from the first line to the last: what the index will be built from is what was checked.
"""

import gzip
import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from codequiz.codes import System
from codequiz.errors import InvalidDataError
from codequiz.releases import edition as editions
from codequiz.releases.model import CodeEntry, Part, Problem, Release
from codequiz.releases.recognise import Format, recognise
from codequiz.releases.source import EncodingDetector, LeftOut, Piece, pieces
from codequiz.text import one_line

Progress = Callable[[str, int, int], None]
"""Called with (what is being done, bytes done, of how many)."""

MOST_PROBLEMS: Final = 20
_PUBLIC: Final = "public domain (US government)"
_AMA: Final = "copyright American Medical Association; licensed to you, stays on this machine"

# From how many entries on a file is the whole code set, by the smallest editions published.
_WHOLE: Final = {
    (System.ICD10CM, Part.CODES): 60_000,
    (System.ICD10PCS, Part.CODES): 65_000,
    (System.HCPCS, Part.CODES): 5_000,
    (System.CPT, Part.CODES): 8_000,
    (System.ICD10CM, Part.INDEX): 30_000,
    (System.ICD10CM, Part.EXTERNAL_CAUSES): 3_000,
    (System.ICD10CM, Part.NEOPLASMS): 500,
    (System.ICD10CM, Part.DRUGS): 3_000,
    (System.ICD10PCS, Part.TABLES): 65_000,
}
_CUT_OFF: Final = 1000
"""An official file of at least so many entries, and fewer than the whole, has lost its end."""

_MOST_SLIPS: Final = 100
"""The official indexes have a slip here and there (a term without a title, words in the column of a code): one term
in so many is tolerated, and reported. A code set has none."""

# Of one zip, the format in the second place says nothing that the first does not.
_INSTEAD: Final = {
    Format.CM_CODES: Format.CM_ORDER,
    Format.PCS_CODES: Format.PCS_ORDER,
    Format.HCPCS_SHEET: Format.HCPCS_RECORDS,
}
_OFFICIAL_TEXT: Final = frozenset(
    {Format.CM_ORDER, Format.CM_CODES, Format.PCS_ORDER, Format.PCS_CODES, Format.HCPCS_RECORDS}
)
_INDEXES: Final = frozenset({Part.INDEX, Part.EXTERNAL_CAUSES, Part.NEOPLASMS, Part.DRUGS})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user says of the files: the code system and the edition, where the files do not tell."""

    system: System | None = None
    edition: str = ""


@dataclass(slots=True)
class Prepared:
    """What an import will add (`path` still in staging), what was there already, and what was left out.

    `told_by` says by release how its edition is known; `slips` are problems of official files that do not hinder.
    """

    added: list[Release] = field(default_factory=list)
    known: list[Release] = field(default_factory=list)
    left: list[LeftOut] = field(default_factory=list)
    told_by: dict[str, str] = field(default_factory=dict)
    slips: list[Problem] = field(default_factory=list)


class BadFileError(InvalidDataError):
    """A file with problems; `problems` are the first of `count`."""

    def __init__(self, name: str, problems: Sequence[Problem], count: int) -> None:
        more = f" and {count - len(problems):,} more like it" if count > len(problems) else ""
        super().__init__(
            f"{name}: {count:,} {'problem' if count == 1 else 'problems'}; nothing was imported",
            "download the file again; if it is an official one, report this",
        )
        self.problems = tuple(problems)
        self.count = count
        self.more = more


@dataclass(slots=True)
class _Log:
    """Collects the problems of one file, the first of them by line."""

    name: str
    count: int = 0
    problems: list[Problem] = field(default_factory=list)

    def report(self, line: int, message: str) -> None:
        self.count += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(self.name, line, one_line(message, 200)))

    def settle(self) -> None:
        if self.count:
            raise BadFileError(self.name, self.problems, self.count)


def prepare(
    paths: Sequence[Path], folder: Path, known: Sequence[Release], wanted: Wanted, progress: Progress
) -> Prepared:
    """Stage what `paths` hold in `folder`. `known` are the imported releases there are.

    Raises CodequizError when a file cannot be read, InvalidDataError when one is damaged or nothing is recognised.
    """
    prepared = Prepared()
    with ExitStack() as stack:
        found: list[tuple[Piece, Format]] = []
        for path in paths:
            some, left = stack.enter_context(pieces(path))
            prepared.left += left
            taken, passed = _recognised(some)
            if not taken:
                raise _nothing_in(path, [*left, *passed])
            found += taken
            prepared.left += passed
        total = sum(piece.size for piece, _ in found)
        done = 0
        for piece, form in found:
            advance = _Advance(progress, piece.name, done, total)
            try:
                _stage(piece, form, folder, known, wanted, prepared, advance)
            except NotTheCodeSetError as error:
                prepared.left.append(LeftOut(piece.name, error.message))
            done += piece.size
    if not prepared.added and not prepared.known:
        raise _nothing_in(paths[0], prepared.left)
    return prepared


def _nothing_in(path: Path, left: Sequence[LeftOut]) -> InvalidDataError:
    reasons = "; ".join(f"{one.name.rsplit(': ', 1)[-1]} is {one.reason}" for one in left[:3])
    more = f"; {len(left) - 3} more" if len(left) > 3 else ""
    return InvalidDataError(
        f"{one_line(path.name)}: no code set in it: {reasons}{more}",
        "codequiz codes import --help lists the files that can be imported",
    )


@dataclass(frozen=True, slots=True)
class _Advance:
    """Progress within one file, as progress of the whole import."""

    progress: Progress
    name: str
    before: int
    total: int

    def __call__(self, done: int) -> None:
        self.progress(self.name, self.before + done, self.total)


class NotTheCodeSetError(InvalidDataError):
    """A file in a zip that looks like a code set and is something else; it is left out."""


def _recognised(found: Sequence[Piece]) -> tuple[list[tuple[Piece, Format]], list[LeftOut]]:
    """The pieces in known formats, and the others with the reason why they are left."""
    taken: list[tuple[Piece, Format]] = []
    left: list[LeftOut] = []
    for piece in found:
        if not piece.size:
            left.append(LeftOut(piece.name, "empty"))
            continue
        form, reason = recognise(piece.head())
        if form is None:
            left.append(LeftOut(piece.name, reason))
        else:
            taken.append((piece, form))
    there = {form: piece.name for piece, form in taken}
    kept = []
    for piece, form in taken:
        better = _INSTEAD.get(form)
        if better is not None and better in there:
            left.append(LeftOut(piece.name, f"not needed beside {there[better].rsplit(': ', 1)[-1]}"))
        else:
            kept.append((piece, form))
    return kept, left


def _stage(
    piece: Piece,
    form: Format,
    folder: Path,
    known: Sequence[Release],
    wanted: Wanted,
    prepared: Prepared,
    progress: Callable[[int], None],
) -> None:
    target = folder / f"{len(prepared.added)}.gz"
    copy = _copy(piece, target, progress)
    same = next((one for one in [*known, *prepared.added] if one.sha256 == copy.sha256), None)
    if same is not None:
        target.unlink()
        if same not in prepared.added:
            prepared.known.append(same)
        return
    system = wanted.system or form.system
    draft = Release(
        system=system or System.ICD10CM, part=form.part, name="", effective_from=None, effective_to=None,
        origin=piece.name, licence="", is_sample=False, path=target, format=form, sha256=copy.sha256,
        encoding=copy.encoding,
    )  # fmt: skip
    try:
        read = _read(draft, system)
    except InvalidDataError as error:
        if form is Format.HCPCS_SHEET and ": " in piece.name and not isinstance(error, BadFileError):
            target.unlink()
            raise NotTheCodeSetError(error.message.removeprefix(f"{piece.name}: ")) from error
        raise
    _check_end(draft, form, read, copy)
    names = (piece.name.rsplit(": ", 1)[-1], piece.path.name)
    evidence = editions.Evidence(names, read.year, read.latest, not read.is_sample, read.markers.__contains__)
    told = editions.edition(read.system, form, form.part, evidence, wanted.edition, copy.sha256[:6])
    taken = {one.name for one in [*known, *prepared.added] if (one.system, one.part) == (read.system, form.part)}
    name = next(n for i in range(1, 1000) if (n := told.name if i == 1 else f"{told.name}-{i}") not in taken)
    release = replace(
        draft, system=read.system, name=name, effective_from=told.start, effective_to=told.end,
        licence=_AMA if read.system is System.CPT else _PUBLIC if form is not Format.PLAIN_CSV else "as you know it",
        is_sample=read.is_sample, entries=read.entries, billable=read.billable,
    )  # fmt: skip
    prepared.slips += read.slips
    prepared.told_by[release.identifier] = told.told_by
    prepared.added.append(release)


@dataclass(frozen=True, slots=True)
class _Copy:
    sha256: str
    encoding: str
    is_ended: bool


def _copy(piece: Piece, target: Path, progress: Callable[[int], None]) -> _Copy:
    """The piece compressed into `target`; always the same bytes for the same content."""
    digest, detector = hashlib.sha256(), EncodingDetector()
    last, done = b"", 0
    with target.open("wb") as raw, gzip.GzipFile("", "wb", compresslevel=6, fileobj=raw, mtime=0) as out:
        for chunk in piece.chunks():
            digest.update(chunk)
            detector.feed(chunk)
            out.write(chunk)
            last, done = chunk[-2:], done + len(chunk)
            progress(done)
    return _Copy(digest.hexdigest(), detector.encoding, last.endswith((b"\n", b"\x1a", b"\n\x00", b"\x00\n")))


@dataclass(slots=True)
class _Read:
    """What reading a whole release told of it."""

    system: System
    entries: int = 0
    billable: int = 0
    year: int | None = None
    latest: str = ""
    last: str = ""
    is_sample: bool = False
    markers: set[str] = field(default_factory=set)
    slips: list[Problem] = field(default_factory=list)


def _read(draft: Release, system: System | None) -> _Read:
    """Parse everything; raises BadFileError when there are problems, InvalidDataError when there is nothing."""
    log = _Log(draft.origin)
    try:
        if draft.part in _INDEXES:
            read = _read_index(draft, log)
        elif draft.part is Part.TABLES:
            read = _read_tables(draft, log)
        else:
            read = _read_codes(draft, system, log)
    except RecursionError as error:
        raise InvalidDataError(f"{draft.origin}: nested deeper than any official file; refused") from error
    if draft.part is Part.CODES or log.count * _MOST_SLIPS > read.entries:
        log.settle()
    read.slips = log.problems
    if not read.entries:
        raise InvalidDataError(f"{draft.origin}: no codes in it; cut off?", "download the file again")
    whole = _WHOLE.get((read.system, draft.part), 1)
    read.is_sample = (read.billable if draft.part is Part.TABLES else read.entries) < whole
    return read


def _read_index(draft: Release, log: _Log) -> _Read:
    from codequiz.releases.reading import index_terms, xml_of
    from codequiz.releases.xml_files import version_year

    read = _Read(draft.system)
    if draft.format != Format.DRUGS_CSV:
        read.year = version_year(xml_of(draft))
    for term in index_terms(draft, log.report):
        read.entries += 1
        read.billable += bool(term.code or term.cells)
    return read


def _read_tables(draft: Release, log: _Log) -> _Read:
    from codequiz.releases.pcs_tables import parse_tables
    from codequiz.releases.reading import xml_of
    from codequiz.releases.xml_files import version_year

    root = xml_of(draft)
    read = _Read(draft.system, year=version_year(root))
    for row in parse_tables(root, log.report):
        read.entries += 1
        read.billable += row.codes
    return read


def _read_codes(draft: Release, system: System | None, log: _Log) -> _Read:
    read = _Read(draft.system)
    if draft.format == Format.TABULAR:
        from codequiz.releases.reading import xml_of
        from codequiz.releases.xml_files import version_year

        read.year = version_year(xml_of(draft))
    markers = editions.markers(draft.system)
    for entry, day in _entries(draft, system, log):
        if not read.entries and draft.format == Format.PLAIN_CSV:
            read.system = entry.system
        if entry.system is not read.system:
            continue
        if entry.level.is_code:
            read.entries += 1
            read.billable += entry.billable and not entry.terminated
            read.last = entry.code
        read.latest = max(read.latest, day)
        if entry.code in markers and entry.billable:
            read.markers.add(entry.code)
    return read


def _entries(draft: Release, system: System | None, log: _Log) -> Iterator[tuple[CodeEntry, str]]:
    """(entry, its latest date or empty) of a draft."""
    from codequiz.releases.reading import own_entries
    from codequiz.releases.source import text_lines

    if draft.format == Format.HCPCS_SHEET:
        from codequiz.releases.hcpcs_sheet import parse_sheet
        from codequiz.releases.sheets import sheet_rows

        yield from parse_sheet(sheet_rows(draft.path, draft.origin), draft.origin, log.report)
    elif draft.format == Format.PLAIN_CSV:
        from codequiz.releases.plain_csv import parse_csv

        lines = text_lines(draft.path, draft.encoding, draft.origin)
        yield from ((entry, "") for entry in parse_csv(lines, system, draft.origin, log.report))
    elif draft.format == Format.HCPCS_RECORDS:
        from codequiz.releases.hcpcs_records import latest_date, parse_records

        latest = ""

        def dated() -> Iterator[tuple[int, str]]:
            nonlocal latest
            for number, line in text_lines(draft.path, draft.encoding, draft.origin):
                latest = max(latest, latest_date(line))
                yield number, line

        for entry in parse_records(dated(), log.report):
            yield entry, latest
    else:
        yield from ((entry, "") for entry in own_entries(draft, log.report))


def _check_end(draft: Release, form: Format, read: _Read, copy: _Copy) -> None:
    """Raise InvalidDataError when the end of an official file is missing."""
    if form not in _OFFICIAL_TEXT:
        return
    is_short = read.entries >= _CUT_OFF and read.is_sample
    is_torn = not copy.is_ended and read.entries >= _CUT_OFF
    if is_short or is_torn:
        raise InvalidDataError(
            f"{draft.origin}: cut off after {read.last} ({read.entries:,} codes); nothing was imported",
            "download the file again",
        )
