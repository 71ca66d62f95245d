"""Code sets brought in, chosen and removed: joins the releases on disk with the index that is made from them.

An import is prepared beside everything that is in use, the index of it too; then the import is renamed into its
place and the index after it. Killed at any point, the old state works, or the new one whose index is rebuilt by the
next command.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from codequiz import index, index_build, index_file, paths
from codequiz.codes import System
from codequiz.errors import NothingFoundError, UsageError
from codequiz.releases import difference, imported, importing, installed
from codequiz.releases.difference import Changed, Totals
from codequiz.releases.importing import Prepared, Wanted
from codequiz.releases.in_force import today
from codequiz.releases.model import Part, Release
from codequiz.releases.reading import entries


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did. `active` are the identifiers of all releases in use now, and of what completes them."""

    prepared: Prepared
    active: frozenset[str]


def import_files(
    files: Sequence[Path],
    wanted: Wanted,
    *,
    reading: importing.Progress = lambda *_: None,
    building: index_build.Progress = lambda *_: None,
) -> Imported:
    """Import files, all or none, and rebuild the index when what is active changes.

    Raises CodequizError, and then nothing has changed.
    """
    with imported.exclusive() as place, imported.staging(place) as folder:
        index_file.clear_remains(paths.codes_db())
        known = imported.releases()
        prepared = importing.prepare(files, folder, known, wanted, reading)
        if not prepared.added:
            return Imported(prepared, _identifiers(installed.active()))
        now = datetime.now(UTC).isoformat(timespec="microseconds")
        imported.write_manifest(folder, now, prepared.added)
        added = imported.read(folder)
        before = index.fingerprint(installed.active())
        rest = [one for one in installed.every() if one not in prepared.replaced]
        kept = _choices_without(prepared.replaced)
        after = installed.select([*rest, *added], kept, today())
        is_changed = index.fingerprint(after) != before
        with _rebuilt(after, building) if is_changed else nullcontext(_nothing) as settle:
            unique = folder.name.rpartition("-")[2]
            imported.publish(folder, place, f"{now[:19].replace(':', '')}-{prepared.added[0].sha256[:8]}-{unique}")
            imported.choose(kept)
            for release in prepared.replaced:
                imported.remove(release)
            settle()
        return Imported(prepared, _identifiers(after))


def use(name: str, building: index_build.Progress = lambda *_: None) -> Release:
    """Make a release active, and rebuild the index.

    Raises NothingFoundError for a name that there is not, UsageError for one of several releases.
    """
    release = named(name, installed.every())
    with imported.exclusive():
        kept = {**imported.choices(), imported.slot(release.system, release.part): release.name}
        after = installed.select(installed.every(), kept, today())
        with _rebuilt(after, building) as settle:
            imported.choose(kept)
            settle()
    return release


def use_newest(system: System, building: index_build.Progress = lambda *_: None) -> None:
    """Forget the user's choices for a code system and what goes with it: the newest in force are active again."""
    with imported.exclusive():
        kept = imported.choices()
        for part in Part:
            kept.pop(imported.slot(system, part), None)
        with _rebuilt(installed.select(installed.every(), kept, today()), building) as settle:
            imported.choose(kept)
            settle()


def remove(name: str, building: index_build.Progress = lambda *_: None) -> Release:
    """Delete an imported release, and rebuild the index when it was in use.

    Raises UsageError for a release that came with the installation.
    """
    with imported.exclusive():
        release = named(name, installed.every())
        if not release.is_imported:
            raise UsageError(f"{release.identifier} came with codequiz and cannot be removed")
        before = index.fingerprint(installed.active())
        rest = [other for other in installed.every() if other != release]
        kept = _choices_without([release])
        after = installed.select(rest, kept, today())
        is_changed = index.fingerprint(after) != before
        with _rebuilt(after, building) if is_changed else nullcontext(_nothing) as settle:
            imported.choose(kept)
            imported.remove(release)
            settle()
    return release


def _choices_without(gone: Sequence[Release]) -> dict[str, str]:
    """The user's choices but those of releases that go; else one of that name imported later would be used at once."""
    names = {(imported.slot(one.system, one.part), one.name) for one in gone}
    return {slot: name for slot, name in imported.choices().items() if (slot, name) not in names}


def named(name: str, known: Sequence[Release]) -> Release:
    """The release called `name`: `FY2026`, or `icd10cm:FY2026` where two systems have it.

    Raises NothingFoundError when there is none, UsageError when there are several.
    """
    found = _all_named(name, known)
    if len(found) > 1:
        raise UsageError(
            f"{name!r} names several releases", "say which: " + " or ".join(one.identifier for one in found)
        )
    return found[0]


def _all_named(name: str, known: Sequence[Release]) -> list[Release]:
    """Every release called `name`, at least one, and of each code system and part one."""
    wanted = _plain(name)
    found = [one for one in known if wanted in {_plain(one.name), _plain(one.identifier)}]
    if not found:
        there = dict.fromkeys(one.identifier for one in known)
        raise NothingFoundError(f"no release {name!r}", f"there are {', '.join(there)}")
    # The user's file goes before the shipped one of the same name.
    own = {one.identifier for one in found if one.is_imported}
    return [one for one in found if one.is_imported or one.identifier not in own]


def _plain(name: str) -> str:
    return name.strip().lower().replace(" ", "-")


def _rebuilt(releases: Sequence[Release], building: index_build.Progress) -> AbstractContextManager[Callable[[], None]]:
    return index_build.built(paths.codes_db(), releases, building)


def _nothing() -> None:
    pass


def _identifiers(releases: Sequence[Release]) -> frozenset[str]:
    return frozenset(one.identifier for release in releases for one in (release, *release.companions))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two releases compared; `is_licensed` when their wording may not leave the machine."""

    old: str
    new: str
    changes: Sequence[Changed]
    totals: Totals
    is_licensed: bool


def compared(old: str, new: str) -> Comparison:
    """Compare two releases, each by its name or by a file with one code set.

    Raises NothingFoundError for what is neither, UsageError when they are of different code systems or may be of
    several, InvalidDataError for a damaged file.
    """
    with TemporaryDirectory(prefix="codequiz-") as name:
        one, other = _of_one_system(
            _releases_or_file(old, Path(name) / "old"), _releases_or_file(new, Path(name) / "new")
        )
        changes, totals = difference.compare(entries(one), entries(other))
    return Comparison(
        one.identifier, other.identifier, changes, totals, is_licensed=one.is_licensed or other.is_licensed
    )


def _of_one_system(old: Sequence[Release], new: Sequence[Release]) -> tuple[Release, Release]:
    """The two that are of one code system, where there is one such pair: `FY2025` may be of two systems."""
    pairs = [(one, other) for one in old for other in new if one.system is other.system]
    if not pairs:
        raise UsageError(f"{old[0].identifier} and {new[0].identifier} are of different code systems")
    if len(pairs) > 1:
        systems = " and ".join(one.system.label for one, _ in pairs)
        commands = ", or: ".join(f"codequiz codes diff {one.identifier} {other.identifier}" for one, other in pairs)
        raise UsageError(f"both {systems} have these releases", f"say which: {commands}")
    return pairs[0]


def _releases_or_file(name: str, folder: Path) -> Sequence[Release]:
    known = [release for release in installed.every() if release.part is Part.CODES]
    path = Path(name).expanduser()
    if not path.is_file():
        return [replace(release, companions=()) for release in _all_named(name, known)]
    folder.mkdir()
    prepared = importing.prepare([path], folder, (), Wanted(), lambda *_: None)
    found = [release for release in prepared.added if release.part is Part.CODES]
    if not found:
        raise UsageError(f"{path.name}: no code set in it to compare")
    if len(found) > 1:
        raise UsageError(f"{path.name}: several code sets in it", "import it and compare its releases by name")
    return found
