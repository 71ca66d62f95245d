"""What a bug report needs to know of an installation, and nothing of the person: `codequiz doctor`."""

import importlib.metadata
import os
import re
import shutil
import sqlite3
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from codequiz import paths
from codequiz.build import build, platform_line
from codequiz.errors import CodequizError

_ENVIRONMENT: Final = ("TERM", "COLORTERM", "NO_COLOR", "LANG", "LC_ALL", "PYTHONUTF8", "COLUMNS")


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that was looked at; `fault` says what is wrong with it, or is empty."""

    about: str
    value: str
    fault: str = ""


def diagnose() -> tuple[Fact, ...]:
    """Look at everything; changes nothing, and never raises for what it finds."""
    return (*_program(), *_environment(), *_directory(), *_shipped(), *_codes(), *_history())


def without_person(path: Path) -> str:
    """A path in which the home directory is `~` and the user's name is `USER`."""
    text = str(path)
    home = os.path.expanduser("~")  # noqa: PTH111 - Path.home() raises where there is none
    if len(home) > 1 and (text == home or text.startswith(home + os.sep)):
        text = "~" + text[len(home) :]
    names = {os.environ.get(name, "") for name in ("USER", "LOGNAME")} | {os.path.basename(home)}  # noqa: PTH119
    names -= {"", "root"}
    return re.sub(r"[^/]+", lambda part: "USER" if part[0] in names else part[0], text)


def _program() -> list[Fact]:
    return [
        Fact("version", str(build())),
        Fact("platform", platform_line()),
        Fact("installed at", without_person(Path(__file__).resolve().parent)),
        *(_dependency(name) for name in _dependencies()),
    ]


def _dependencies() -> list[str]:
    """What the installation says that it needs, extras left out; nothing where it is run without being installed."""
    try:
        declared = importlib.metadata.requires("codequiz") or []
    except importlib.metadata.PackageNotFoundError:
        return []
    return sorted(re.split(r"[^\w.-]", one)[0] for one in declared if "extra ==" not in one)


def _dependency(name: str) -> Fact:
    try:
        return Fact(name, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Fact(name, "missing", "reinstall codequiz")


def _environment() -> list[Fact]:
    found = [f"{name}={os.environ[name]}" for name in _ENVIRONMENT if name in os.environ]
    streams = [
        f"{name} {'terminal' if stream and stream.isatty() else 'no terminal'}"
        for name, stream in (("input", sys.stdin), ("output", sys.stdout))
    ]
    encodings = f"output {getattr(sys.stdout, 'encoding', None)}, files {sys.getfilesystemencoding()}"
    return [
        Fact("environment", " ".join(found) or "nothing set"),
        Fact("terminal", f"{', '.join(streams)}, {shutil.get_terminal_size((80, 24)).columns} columns"),
        Fact("encodings", encodings),
    ]


def _directory() -> list[Fact]:
    home = paths.home()
    how = "CODEQUIZ_HOME" if os.environ.get("CODEQUIZ_HOME") else "the platform's"
    shown = f"{without_person(home)} ({how})"
    if not home.exists():
        return [Fact("data directory", f"{shown}, not made yet")]
    if not home.is_dir():
        return [Fact("data directory", shown, "not a directory")]
    free = shutil.disk_usage(home).free
    fault = "" if os.access(home, os.W_OK | os.X_OK) else "cannot be written"
    return [Fact("data directory", f"{shown}, {_mode(home)}, {free / 1e6:,.0f} MB free", fault)]


def _shipped() -> list[Fact]:
    facts = []
    for name in ("codes", "questions"):
        try:
            directory = paths.shipped(name)
        except CodequizError as error:
            facts.append(Fact(f"shipped {name}", "missing", error.hint))
        else:
            facts.append(Fact(f"shipped {name}", f"{sum(1 for _ in directory.iterdir())} files"))
    try:
        from codequiz import bank

        loaded = bank.installed()
        fault = str(loaded.problems[0]) if loaded.problems else ""
        facts.append(Fact("questions", f"{len(loaded.questions)}, {len(loaded.problems)} problems", fault))
    except CodequizError as error:
        facts.append(Fact("questions", "none", error.message))
    return facts


def _codes() -> list[Fact]:
    from codequiz import index

    path = paths.codes_db()
    if not path.exists():
        return [Fact("codes.db", "not made yet; the first lookup builds it")]
    about = f"{_size(path)}, {_mode(path)}"
    try:
        with closing(index.connect(path)) as connection:
            faults = index.faults(connection)
            built = f"built in {index.recorded(connection).get('build_seconds', '?')} s"
            releases = index.release_counts(connection)
        current = index.is_current(path)
    except (sqlite3.Error, CodequizError) as error:
        return [Fact("codes.db", about, f"{error}; delete it, it is rebuilt")]
    state = "current" if current else "out of date, the next lookup rebuilds it"
    facts = [Fact("codes.db", f"{about}, {state}, {built}", "; ".join(faults))]
    return facts + [Fact("release", f"{system} {name}, {entries:,} entries") for system, name, entries in releases]


def _history() -> list[Fact]:
    path = paths.history_db()
    if not path.exists():
        return [Fact("history.db", "none yet")]
    from codequiz.history.checking import check

    found = check(path)
    copies = len(list((path.parent / "backups").glob("*.db")))
    counts = f", {found.sessions} sessions, {found.events} events" if found.sessions >= 0 else ""
    about = f"{_size(path)}, {_mode(path)}, version {found.version} of the tables{counts}, {copies} copies in backups"
    exposed = "" if path.stat().st_mode & 0o077 == 0 else f"others can read it: chmod 600 {without_person(path)}"
    return [Fact("history.db", about, "; ".join(fault for fault in (*found.faults, exposed) if fault))]


def _size(path: Path) -> str:
    return f"{path.stat().st_size / 1e6:.1f} MB"


def _mode(path: Path) -> str:
    return f"mode {path.stat().st_mode & 0o777:04o}"
