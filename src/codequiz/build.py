"""What exactly runs here: version, and the commit that it was built from."""

import json
import platform
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from codequiz import __version__

_FILE: Final = Path(__file__).resolve().parent / "_data" / "build.json"
_TREE: Final = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True, slots=True)
class Build:
    """A version. `commit` and `built_at` (ISO, UTC) are empty when unknown; `source_tree` when it runs from one."""

    version: str
    commit: str
    built_at: str
    source_tree: bool

    def __str__(self) -> str:
        about = [f"commit {self.commit}"] if self.commit else []
        about += [f"built {self.built_at[:10]}"] if self.built_at else []
        about += ["from a source tree"] if self.source_tree else []
        return f"codequiz {self.version}" + (f" ({', '.join(about)})" if about else "")


def build() -> Build:
    """The build that runs; what `hatch_build.py` wrote into it."""
    try:
        data = json.loads(_FILE.read_text(encoding="utf-8"))
        return Build(__version__, str(data["commit"]), str(data["built_at"]), source_tree=False)
    except (OSError, ValueError, KeyError, TypeError):
        return Build(__version__, "", "", source_tree=(_TREE / "pyproject.toml").is_file())


def platform_line() -> str:
    """The interpreter, the database library and the system, in one line."""
    return (
        f"{platform.python_implementation()} {platform.python_version()}, SQLite {sqlite3.sqlite_version},"
        f" {platform.system()} {platform.machine()}"
    )
