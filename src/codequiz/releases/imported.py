"""Imported releases on disk: `CODEQUIZ_HOME/releases/`.

One directory an import, made beside its place and renamed into it, so that it is there whole or not at all:
`manifest.json` says what it holds, and one gzip file a release has the original content. `active.json` holds the
user's choices, by slot (`icd10cm`, `icd10cm/index`). Everything here can be read without the program.
"""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any, Final

from codequiz import paths, whole_files
from codequiz.codes import System
from codequiz.errors import CodequizError, InvalidDataError
from codequiz.releases.model import Part, Release

MANIFEST_FORMAT: Final = 1
_MANIFEST: Final = "manifest.json"
_STAGING: Final = ".staging-"
_CHOICES: Final = "active.json"


def directory() -> Path:
    """Where imported releases are."""
    return paths.home() / "releases"


def slot(system: System, part: Part) -> str:
    """What one release at a time is active for."""
    return system.value if part is Part.CODES else f"{system}/{part}"


def releases() -> list[Release]:
    """Every imported release, oldest import first; none when nothing was imported.

    Raises InvalidDataError when a manifest is damaged or of a newer version.
    """
    found: list[Release] = []
    try:
        with os.scandir(directory()) as entries:
            names = sorted(entry.name for entry in entries if not entry.name.startswith(".") and entry.is_dir())
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise CodequizError(f"cannot read {directory()}: {error.strerror or error}") from error
    for name in names:
        found += read(directory() / name)
    return sorted(found, key=lambda release: release.imported_at)


def read(folder: Path) -> list[Release]:
    """The releases of one import; raises as `releases` does."""
    manifest = folder / _MANIFEST
    try:
        data = json.loads(manifest.read_bytes())
        if data["format"] != MANIFEST_FORMAT:
            raise InvalidDataError(
                f"{manifest}: written by another version of codequiz (format {data['format']})", "upgrade codequiz"
            )
        return [_release(folder, data, row) for row in data["releases"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InvalidDataError(
            f"{manifest}: damaged: {error!r}", f"remove {folder} and import its files again"
        ) from error


def _release(folder: Path, data: dict[str, Any], row: dict[str, Any]) -> Release:
    return Release(
        system=System(row["system"]),
        part=Part(row["part"]),
        name=row["name"],
        effective_from=_day(row["effective_from"]),
        effective_to=_day(row["effective_to"]),
        origin=row["source"],
        licence=row["licence"],
        is_sample=row["is_sample"],
        path=folder / row["file"],
        format=row["format"],
        sha256=row["sha256"],
        encoding=row["encoding"],
        imported_at=data["imported_at"],
        entries=row["entries"],
        billable=row["billable"],
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def manifest_row(release: Release) -> dict[str, Any]:
    """A release as a manifest has it."""
    return {
        "system": str(release.system),
        "part": str(release.part),
        "name": release.name,
        "effective_from": release.effective_from.isoformat() if release.effective_from else None,
        "effective_to": release.effective_to.isoformat() if release.effective_to else None,
        "source": release.origin,
        "sha256": release.sha256,
        "format": str(release.format),
        "encoding": release.encoding,
        "licence": release.licence,
        "is_sample": release.is_sample,
        "entries": release.entries,
        "billable": release.billable,
        "file": release.path.name,
    }


@contextmanager
def exclusive() -> Iterator[Path]:
    """The directory of releases, to change: no other process does so meanwhile; remains of killed ones are gone.

    Raises CodequizError when another process is at it, or the directory cannot be written.
    """
    import fcntl
    import shutil

    paths.writable_home()
    place = directory()
    try:
        place.mkdir(mode=0o700, exist_ok=True)
        lock = os.open(place / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise CodequizError(
            f"cannot write {place}: {error.strerror or error}", "set CODEQUIZ_HOME to a directory that you can write to"
        ) from error
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CodequizError("another codequiz is importing", "wait until it has finished") from error
        for remains in place.glob(f"{_STAGING}*"):
            shutil.rmtree(remains, ignore_errors=True)
        yield place
    finally:
        os.close(lock)


@contextmanager
def staging(place: Path) -> Iterator[Path]:
    """A directory to prepare an import in; removed afterwards unless it was published."""
    import shutil
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix=_STAGING, dir=place))
    try:
        yield folder
    finally:
        if folder.exists():
            shutil.rmtree(folder, ignore_errors=True)


def write_manifest(folder: Path, imported_at: str, found: Sequence[Release]) -> None:
    """Write what an import holds, so that it is on disk before the directory is renamed."""
    data = {"format": MANIFEST_FORMAT, "imported_at": imported_at, "releases": [manifest_row(row) for row in found]}
    _write(folder / _MANIFEST, data)


def publish(folder: Path, place: Path, name: str) -> Path:
    """Rename a prepared import into its place: from now on it is there."""
    for file in folder.iterdir():
        with file.open("rb") as opened:
            os.fsync(opened.fileno())
    whole_files.sync_names(folder)
    final = place / name
    folder.rename(final)
    whole_files.sync_names(place)
    return final


def choices() -> dict[str, str]:
    """The user's choice of a release by slot; where there is none, the newest in force is active."""
    try:
        data = json.loads((directory() / _CHOICES).read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError):
        return {}
    return {str(key): str(value) for key, value in data.items()} if isinstance(data, dict) else {}


def choose(kept: dict[str, str]) -> None:
    """Replace the user's choices, by slot. Atomic; nothing is written when they are as they were."""
    if kept != choices():
        _write(directory() / _CHOICES, kept)


def remove(release: Release) -> None:
    """Delete one imported release. The import's other releases stay."""
    import shutil

    folder = release.path.parent
    data = json.loads((folder / _MANIFEST).read_bytes())
    data["releases"] = [row for row in data["releases"] if row["file"] != release.path.name]
    if data["releases"]:
        _write(folder / _MANIFEST, data)
        with suppress(OSError):
            release.path.unlink()
    else:
        # Out of sight first, in one step; a killed removal leaves only remains that the next import clears.
        hidden = folder.with_name(f"{_STAGING}removed-{folder.name}")
        folder.rename(hidden)
        shutil.rmtree(hidden, ignore_errors=True)


def _write(path: Path, data: object) -> None:
    with whole_files.beside(path) as part:
        part.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
