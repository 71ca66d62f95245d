"""`codes.db`, opened: whether it is current, and a connection to it. `index_build` makes it.

The file is built beside its place and swapped in, so that a reader finds the old index or the new one, never half of
one. Looking up comes through here, so this module imports little.
"""

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

from codequiz import paths
from codequiz.errors import CodequizError

if TYPE_CHECKING:
    from codequiz.releases.model import Release

FORMAT: Final = 19
"""Raised with every change of the tables or of how terms are cut into stems; an older file is rebuilt."""

_MOST_FAULTS: Final = 5


def fingerprint(releases: "Sequence[Release]") -> str:
    """What an index of `releases` is made from, as text to compare.

    That is the format, the hash of each imported file, and of each shipped one its path, size and time of change.
    """
    from codequiz.releases import shipped

    own = [_source(release) for release in releases]
    return json.dumps([FORMAT, own, [_stat(path) for path in (shipped.names_file(), shipped.synonyms_file())]])


def _source(release: "Release") -> list[object]:
    source = [release.system, release.part, release.name, release.sha256] if release.sha256 else _stat(release.path)
    return [*source, *map(_source, release.companions)]


def _stat(path: Path) -> list[object]:
    try:
        stat = path.stat()
    except OSError as error:
        raise CodequizError(f"cannot read {path.name}: {error.strerror}", "reinstall codequiz") from error
    return [str(path), stat.st_size, stat.st_mtime_ns]


def is_current(path: Path) -> bool:
    """Whether `path` is an index of this format, made from the releases that are active today."""
    if not path.is_file():
        return False
    try:
        with closing(connect(path)) as connection:
            meta = recorded(connection)
    except sqlite3.Error:
        return False
    from codequiz.releases.in_force import today

    if today().isoformat() > meta.get("good_until", ""):
        return False
    if meta.get("format") == str(FORMAT) and _is_as_seen(meta.get("seen", "")):
        return True
    from codequiz.releases import installed

    return meta.get("fingerprint") == fingerprint(installed.active())


def seen(releases: "Sequence[Release]") -> str:
    """The shipped files that an index of `releases` is made from, as they are now, to compare without reading any.

    Empty where more has to be looked at: with imported releases, which may take over on their day, and where the
    Tabular List is not installed, which may come.
    """
    from codequiz.releases import shipped

    if shipped.tabular_file() is None or any(release.is_imported for release in releases):
        return ""
    files = [*(release.path for release in releases), shipped.names_file(), shipped.synonyms_file()]
    return json.dumps([str(paths.shipped("codes")), [[str(path), _look(path)] for path in files]])


def _is_as_seen(recorded: str) -> bool:
    if not recorded or (paths.home() / "releases").exists():
        return False
    directory, files = json.loads(recorded)
    # Another installation, with its own codes, may share the index.
    return directory == str(paths.shipped("codes")) and all(_look(Path(path)) == state for path, state in files)


def _look(path: Path) -> list[int] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return [stat.st_size, stat.st_mtime_ns]


def recorded(connection: sqlite3.Connection) -> dict[str, str]:
    """What an index says of itself: docs/codes-database.md has the keys of `meta`."""
    return dict(connection.execute("select key, value from meta"))


def release_counts(connection: sqlite3.Connection) -> list[tuple[str, str, int]]:
    """Of each release its system, its name and how many entries it has: also of an index of another version."""
    return connection.execute("select system, name, entries from release order by id").fetchall()


def faults(connection: sqlite3.Connection) -> list[str]:
    """What SQLite finds wrong with the file; reads all of it."""
    return [row[0] for row in connection.execute(f"pragma integrity_check({_MOST_FAULTS})") if row[0] != "ok"]


def connect(path: Path) -> sqlite3.Connection:
    """A read-only connection to an index."""
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
    connection.execute("pragma mmap_size = 268435456")
    return connection
