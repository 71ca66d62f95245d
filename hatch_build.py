"""Writes into what is built from which commit and when, for `codequiz --version`.

A wheel built from an sdist has no repository any more, so the sdist carries the file too.
"""

import json
import os
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NAME = "build.json"


class BuildInformation(BuildHookInterface):  # type: ignore[type-arg]
    """Adds `build.json` to sdist and wheel; an editable install has none, as its source goes on changing."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before each build; `version` is the kind of build, such as `standard` or `editable`."""
        if version == "editable":
            return
        kept = Path(self.root) / NAME
        if kept.exists():
            content = kept.read_text(encoding="utf-8")
        else:
            content = json.dumps({"commit": _commit(self.root), "built_at": _now().isoformat(timespec="seconds")})
        self._directory = tempfile.TemporaryDirectory()
        made = Path(self._directory.name) / NAME
        made.write_text(content, encoding="utf-8")
        target = NAME if self.target_name == "sdist" else f"codequiz/_data/{NAME}"
        build_data["force_include"][str(made)] = target

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Called after each build."""
        if hasattr(self, "_directory"):
            self._directory.cleanup()


def _now() -> datetime:
    """Now, or what SOURCE_DATE_EPOCH says: the same source then gives the same file, byte for byte."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)


def _commit(root: str) -> str:
    """The commit, with `+` when the tree differs from it; empty where there is no repository."""

    def git(*arguments: str) -> str:
        return subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=True).stdout.strip()

    try:
        if Path(git("rev-parse", "--show-toplevel")).resolve() != Path(root).resolve():
            return ""
        return git("rev-parse", "--short=12", "HEAD") + ("+" if git("status", "--porcelain") else "")
    except (OSError, subprocess.CalledProcessError):
        return ""
