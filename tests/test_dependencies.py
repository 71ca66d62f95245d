"""What the program and its tests import is declared: a fresh clone has nothing else."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

TREE = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((TREE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]


def plain(name: str) -> str:
    """A distribution's name as all its spellings have it, without extras and versions."""
    bare = re.split(r"[\[<>=!~; ]", name)[0]
    return re.sub(r"[-_.]+", "-", bare).lower()


def imported(folder: str) -> Iterator[tuple[str, str]]:
    """Top-level modules from outside that files of a folder import, with the file."""
    own = {path.stem for place in ("tests", "scripts", "benchmarks") for path in (TREE / place).glob("*.py")}
    for path in (TREE / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            for name in (name.split(".")[0] for name in names):
                if name not in sys.stdlib_module_names and name not in own | {"codequiz"}:
                    yield name, str(path.relative_to(TREE))


@pytest.mark.parametrize(("folder", "extras"), [("src", ("anki", "scale")), ("tests", ("anki", "scale", "dev"))])
def test_what_is_imported_is_declared(folder: str, extras: tuple[str, ...]) -> None:
    declared = {plain(one) for one in (*PROJECT["dependencies"], *(name for extra in extras for name in EXTRAS[extra]))}
    providers = packages_distributions()
    found = set(imported(folder))
    assert found
    missing = {(name, file) for name, file in found if declared.isdisjoint(map(plain, providers.get(name, [name])))}
    assert missing == set()
