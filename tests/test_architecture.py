"""What the tree promises whoever reads it: who may import what, where SQL and output are, how long a file may be."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

TREE = Path(__file__).resolve().parent.parent
PACKAGE = TREE / "src" / "codequiz"
MODULES = sorted(PACKAGE.rglob("*.py"))


def name(path: Path) -> str:
    """A module's place within the package: `releases/source.py`."""
    return path.relative_to(PACKAGE).as_posix()


def contracts() -> dict[str, dict[str, Any]]:
    settings = tomllib.loads((TREE / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    return {contract["name"]: contract for contract in settings["contracts"]}


def parts() -> set[str]:
    """The modules and packages just below `codequiz`."""
    return {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()} - {
        "__init__"
    }


def test_every_part_has_its_layer_and_all_below_the_edge_are_kept_from_terminal_libraries() -> None:
    layers = [layer.split(" : ") for layer in contracts()["Imports point down"]["layers"]]
    assert sorted(part for layer in layers for part in layer) == sorted(parts())
    edge = next(number for number, layer in enumerate(layers) if "report" in layer)
    below = {f"codequiz.{part}" for layer in layers[edge + 1 :] for part in layer}
    assert set(contracts()["Terminal libraries stay at the edge"]["source_modules"]) == below


def attributes(path: Path) -> Iterator[ast.Attribute]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.Attribute))


HOLD_SQL = ("history/", "search/", "index", "codebook.py", "codeview.py", "book_index.py", "pcs.py")
"""Where the two databases are written and read; everybody else asks these by a method's name."""


def test_sql_is_where_the_databases_are() -> None:
    asking = {name(path) for path in MODULES for node in attributes(path) if node.attr.startswith("execute")}
    assert len(asking) > 10
    assert sorted(path for path in asking if not path.startswith(HOLD_SQL)) == []


def test_one_module_writes_to_the_terminal() -> None:
    """`__main__` makes its streams fit to be written to, `failures` sees to it that all is out."""
    streams = {
        name(path)
        for path in MODULES
        for node in attributes(path)
        if node.attr in {"stdout", "stderr"} and isinstance(node.value, ast.Name) and node.value.id == "sys"
    }
    # Runs as a process of its own, whose output is a pipe to `sheets`.
    assert streams - {"releases/sheet_process.py"} <= {
        "__main__.py",
        "cli/console.py",
        "cli/failures.py",
        "diagnosis.py",
    }


def test_every_module_says_what_it_is() -> None:
    without = [name(path) for path in MODULES if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert without == []


WRITTEN = [path for folder in ("src", "tests", "benchmarks", "scripts") for path in (TREE / folder).rglob("*.py")]
"""What is written in Python, but for `fuzz/`: its README says what it needs."""


MOST_LINES = 300

LONG = {
    "benchmarks/generated.py": "checks generated questions against the Tabular List, by reading it once more, alone",
    "benchmarks/learners.py": "one simulation, from which nothing is used by itself",
    "tests/test_cli_practice.py": "one command, in this process and as one that is killed",
    "tests/test_faults.py": "each writer beside what must hold after it failed",
    "tests/test_plain.py": "one conversation, key by key",
}
"""Files of more than MOST_LINES, each with the reason why it is not two."""


def test_no_file_asks_to_be_split() -> None:
    written = {path.relative_to(TREE).as_posix(): path.read_text(encoding="utf-8") for path in WRITTEN}
    assert {path for path, text in written.items() if text.count("\n") > MOST_LINES} - set(LONG) == set()
    assert set(LONG) <= set(written)


def imported(path: Path) -> Iterator[str]:
    """The packages that a file imports, by their first name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield str(node.module).partition(".")[0]


def declared(*extras: str) -> set[str]:
    """The distributions that `pyproject.toml` asks for, normalised as an index has them."""
    project = tomllib.loads((TREE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *(one for extra in extras for one in project["optional-dependencies"][extra])]
    return {re.split(r"[^\w.-]", one)[0].lower().replace("_", "-") for one in asked}


def test_what_is_imported_is_declared() -> None:
    """Other packages may happen to bring it along today, here."""
    owners = packages_distributions()
    ours = {"codequiz"} | {path.stem for path in WRITTEN}
    for files, known in (
        (MODULES, declared("anki", "scale")),
        (WRITTEN, declared("anki", "scale", "bench", "dev")),
    ):
        names = {one for path in files for one in imported(path)} - ours - sys.stdlib_module_names
        assert {"rich", "typer"} <= names
        lacking = {one for one in names if not {owner.lower() for owner in owners.get(one, [one])} & known}
        assert lacking == set()


def public(body: list[ast.stmt]) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public(node.body)


def test_everything_public_says_what_it_does() -> None:
    without = [
        f"{name(path)}:{node.lineno} {node.name}"
        for path in MODULES
        for node in public(ast.parse(path.read_text(encoding="utf-8")).body)
        if not ast.get_docstring(node)
    ]
    assert without == []


@pytest.mark.parametrize("part", sorted(parts() - {"__main__"}))
def test_the_map_names_every_part(part: str) -> None:
    text = (TREE / "CONTRIBUTING.md").read_text(encoding="utf-8")
    plan = text[text.index("## Where things are") : text.index("Imports point down")]
    assert re.search(rf"(?<![\w/]){part}(?![\w])", plan), f"{part} is not in the map of CONTRIBUTING.md"


DOCUMENTS = [
    *TREE.glob("*.md"),
    *(path for name in ("codes", "docs", "fuzz", "questions") for path in (TREE / name).glob("*.md")),
]
_NAMED = re.compile(r"`([\w./-]+\.(?:py|md|csv|toml|sh|sql|svg|json))`|\]\(([^)#:]+)\)")


_THEIRS = {"banks/NAME.toml", "manifest.json"}
"""Files in the user's data directory."""


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(TREE).as_posix())
def test_files_that_a_document_names_are_there(document: Path) -> None:
    """From the top of the tree, from the document's place, from `docs/` or from the package."""
    named = {one for pair in _NAMED.findall(document.read_text(encoding="utf-8")) for one in pair if one}
    places = (TREE, document.parent, TREE / "docs", PACKAGE)
    lacking = {one for one in named if not any(list(place.glob(re.sub(r"\bN\b", "*", one))) for place in places)}
    assert lacking <= _THEIRS


def test_what_contributors_are_told_to_run_is_there() -> None:
    text = (TREE / "CONTRIBUTING.md").read_text(encoding="utf-8")
    makefile = (TREE / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"`(?:\w+=\S+ )?make (\w+)`", text))
    assert {"test", "lint"} <= targets
    assert {target for target in targets if not re.search(rf"(?m)^{target}:", makefile)} == set()
    tests = set(re.findall(r"`(test_\w+)`", text))
    assert tests
    assert {one for one in tests if not (TREE / "tests" / f"{one}.py").exists()} == set()
