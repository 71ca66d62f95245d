"""What is built and installed works where it lands: another directory, no source tree, no network."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

TREE = Path(__file__).resolve().parent.parent
Run = Callable[..., subprocess.CompletedProcess[str]]


def built(tree: Path, kind: str, into: Path) -> Path:
    """Build a wheel or an sdist of a source tree, without a network."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(into)],
        cwd=tree,
        check=True,
        capture_output=True,
    )
    (made,) = into.iterdir()
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(TREE, "wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """`codequiz` of the wheel, in an environment whose path has spaces and letters beyond ASCII."""
    base = tmp_path_factory.mktemp("install") / "Größe und Maß 編碼"
    venv.create(base / "env", with_pip=False)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(base / "env")}))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)  # noqa: S202 - just built
    # What it depends on comes from the environment of the tests, behind its own packages.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment |= {"CODEQUIZ_HOME": str(base / "meine Daten")}

    def run(*arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        start = "import sys; from codequiz.__main__ import main; main()"
        return subprocess.run(
            [str(base / "env" / "bin" / "python"), "-W", "error", "-c", start, *arguments],
            cwd=base,
            env=environment,
            input=typed,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_an_installed_wheel_finds_codes_and_questions(installed: Run) -> None:
    found = installed("lookup", "acute appendicitis", "--format", "json")
    assert found.returncode == 0, found.stderr
    assert "K35.80" in [hit["code"] for hit in json.loads(found.stdout)["hits"]]
    sat = installed("practice", "--plain", "-n", "2", "--seed", "1", typed="A\nB\ne\n")
    assert sat.returncode == 0, sat.stderr
    assert "Score: " in sat.stdout
    looked = installed("doctor", "--format", "json")
    assert looked.returncode == 0, looked.stderr
    facts = {fact["about"]: fact["value"] for fact in json.loads(looked.stdout)}
    assert "Größe und Maß 編碼" in facts["installed at"]
    assert "current" in facts["codes.db"]
    assert int(facts["questions"].split(",")[0]) > 400


def test_an_installed_wheel_says_when_it_was_built(installed: Run) -> None:
    said = installed("--version").stdout
    assert ", built " in said or "(built " in said
    assert "source tree" not in said


def test_the_wheel_brings_the_man_page(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert any(name.endswith("share/man/man1/codequiz.1") for name in names)
    assert "codequiz/py.typed" in names


def test_a_wheel_made_from_the_sdist_holds_the_same(wheel: Path, tmp_path: Path) -> None:
    sdist = built(TREE, "sdist", tmp_path / "sdist")
    with tarfile.open(sdist) as archive:
        archive.extraction_filter = getattr(tarfile, "data_filter", None)  # 3.11.0 to 3.11.3 know none
        archive.extractall(tmp_path / "tree")  # noqa: S202 - just built
    (tree,) = (tmp_path / "tree").iterdir()
    for needed in ("tests/conftest.py", "docs/codequiz.1", "Makefile", "LICENSE", "hatch_build.py"):
        assert (tree / needed).is_file(), needed
    again = built(tree, "wheel", tmp_path / "wheel")
    with zipfile.ZipFile(wheel) as one, zipfile.ZipFile(again) as other:
        assert sorted(one.namelist()) == sorted(other.namelist())
        version = json.loads(other.read("codequiz/_data/build.json"))
    assert version == json.loads((tree / "build.json").read_text(encoding="utf-8"))


def test_an_older_python_is_named_before_anything_is_made(tmp_path: Path) -> None:
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(TREE / name, tmp_path)
    old = tmp_path / "python"
    old.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    old.chmod(0o755)
    made = subprocess.run(["make", "test", f"PYTHON={old}"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert made.returncode == 2
    assert "needs Python 3.11 or newer, as in: make PYTHON=python3.12 test" in made.stdout
    assert not (tmp_path / ".venv").exists()
