"""From files as users download them to releases ready to be put in place.

Each file is recognised by its content, copied compressed into the staging directory, and read from there by its
parser from the first line to the last: what the index will be built from is what was checked.
"""

import gzip
import hashlib
import re
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from codequiz.codes import System
from codequiz.errors import InvalidDataError, Problem
from codequiz.releases import edition as editions
from codequiz.releases.checking import BadFileError, check_end, read
from codequiz.releases.model import Release
from codequiz.releases.recognise import Format, recognise
from codequiz.releases.source import EncodingDetector, LeftOut, Piece, pieces
from codequiz.text import one_line

Progress = Callable[[str, int, int], None]
"""Called with (what is being done, bytes done, of how many)."""

_PUBLIC: Final = "public domain (US government)"
_AMA: Final = "copyright American Medical Association; licensed to you, stays on this machine"

# Of one zip, the format in the second place says nothing that the first does not.
_INSTEAD: Final = {
    Format.CM_CODES: Format.CM_ORDER,
    Format.PCS_CODES: Format.PCS_ORDER,
    Format.HCPCS_SHEET: Format.HCPCS_RECORDS,
}


# Of any system, in any of the encodings that are read, and the mark for the end of a file that stands after it.
_LINE_ENDS: Final = (b"\n", b"\r", b"\n\x00", b"\r\x00", b"\x00\n", b"\x00\r", b"\x1a")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user says of the files: the code system and the edition, where the files do not tell."""

    system: System | None = None
    edition: str = ""


@dataclass(slots=True)
class Prepared:
    """What an import will add (`path` still in staging), what was there already, and what was left out.

    `told_by` says by release how its edition is known; `slips` are problems of official files that do not hinder.
    `replaced` are releases that were there under another name than the user says now.
    """

    added: list[Release] = field(default_factory=list)
    replaced: list[Release] = field(default_factory=list)
    known: list[Release] = field(default_factory=list)
    left: list[LeftOut] = field(default_factory=list)
    told_by: dict[str, str] = field(default_factory=dict)
    slips: list[Problem] = field(default_factory=list)


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
        f"{one_line(path.name)}: no code set in it: {reasons or 'it holds no files'}{more}",
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
    if same is not None and not (same in known and _is_renamed(same, wanted)):
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
        contents = read(draft, system)
    except InvalidDataError as error:
        if form is Format.HCPCS_SHEET and ": " in piece.name and not isinstance(error, BadFileError):
            target.unlink()
            raise NotTheCodeSetError(error.message.removeprefix(f"{piece.name}: ")) from error
        raise
    check_end(draft, contents, is_ended=copy.is_ended)
    names = (piece.name.rsplit(": ", 1)[-1], piece.path.name)
    newest = None if contents.is_sample else contents.newest
    evidence = editions.Evidence(names, contents.year, contents.latest, newest)
    told = editions.edition(contents.system, form, form.part, evidence, wanted.edition, copy.sha256[:6])
    taken = {one.name for one in [*known, *prepared.added] if (one.system, one.part) == (contents.system, form.part)}
    name = next(n for i in range(1, 1000) if (n := told.name if i == 1 else f"{told.name}-{i}") not in taken)
    release = replace(
        draft, system=contents.system, name=name, effective_from=told.start, effective_to=told.end,
        licence=_licence(contents.system, form),
        is_sample=contents.is_sample, entries=contents.entries, billable=contents.billable,
    )  # fmt: skip
    if same is not None:
        prepared.replaced.append(same)
    prepared.slips += contents.slips
    prepared.told_by[release.identifier] = told.told_by
    prepared.added.append(release)


def _is_renamed(same: Release, wanted: Wanted) -> bool:
    """Whether the user says now that a release is of another edition than its name does."""
    if not wanted.edition:
        return False
    said = editions.edition(same.system, Format(same.format), same.part, editions.Evidence(()), wanted.edition, "")
    # Several of one edition are numbered.
    return re.sub(r"-\d{1,3}$", "", same.name) != said.name


def _licence(system: System, form: Format) -> str:
    if system is System.CPT:
        return _AMA
    return "as you know it" if form is Format.PLAIN_CSV else _PUBLIC


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
    return _Copy(digest.hexdigest(), detector.encoding, last.endswith(_LINE_ENDS))
