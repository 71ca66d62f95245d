"""Nothing leaves the machine, and nobody else on it can read what is stored."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

import release_files
from codequiz.cli.app import app
from exam_support import write_bank

SOURCE = Path(__file__).resolve().parent.parent / "src" / "codequiz"

GUARD = """
import sys

def refuse(event, arguments):
    if event in {"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo",
                 "socket.gethostbyname", "socket.gethostbyaddr", "urllib.Request", "http.client.connect"}:
        raise RuntimeError(f"the network was touched: {event} {arguments!r}")

sys.addaudithook(refuse)
"""

COMMANDS = [
    ("lookup heart attack", ""),
    ("lookup htn --format json", ""),
    ("lookup --batch - --jobs 2", "htn\nlap chole\n"),
    ("show E11.9", ""),
    ("drill", ""),
    ("questions list --format json", ""),
    ("questions check BANK", ""),
    ("questions export FOLDER/bank.csv --bank BANK", ""),
    ("questions export FOLDER/bank.apkg --bank BANK", ""),
    ("questions import FOLDER/bank.csv --name mine", ""),
    ("practice --plain --bank BANK -n 2", "A\n/ htn\nB\ne\n"),
    ("history", ""),
    ("history show 1", ""),
    ("history rename 1 first", ""),
    ("history note 1 words", ""),
    ("history readiness", ""),
    ("history trend", ""),
    ("history next", ""),
    ("history due", ""),
    ("history report FOLDER/page.html", ""),
    ("history export FOLDER/all.jsonl", ""),
    ("history import FOLDER/all.jsonl", ""),
    ("history merge FOLDER/all.jsonl", ""),
    ("history backup", ""),
    ("history delete 1 --yes", ""),
    ("doctor", ""),
    ("--version", ""),
]
ABOUT_CODE_SETS = [
    ("codes import FOLDER/2025.txt --release FY2025", ""),
    ("codes import FOLDER/2026.txt --release FY2026", ""),
    ("codes import FOLDER/index.xml FOLDER/pcs.xml", ""),
    ("codes status", ""),
    ("codes diff FY2025 FY2026", ""),
    ("codes use icd10cm:FY2025", ""),
    ("codes remove FY2025", ""),
    ("index cholera", ""),
    ("pcs 0DT", ""),
]


def guarded(arguments: list[str], typed: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """A command in a process that may not use the network; a new file is open to all, if the program lets it."""
    site = tmp_path / "site"
    site.mkdir(exist_ok=True)
    (site / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    path = os.pathsep.join([str(site), str(SOURCE.parent)])
    return subprocess.run(
        [sys.executable, *arguments],
        env=os.environ | {"PYTHONPATH": path},
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        umask=0,
    )


def test_the_guard_of_these_tests_bites(tmp_path: Path) -> None:
    for attempt in (
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9')",
    ):
        result = guarded(["-c", attempt], "", tmp_path)
        assert result.returncode == 1
        assert "the network was touched" in result.stderr


def run_all(commands: list[tuple[str, str]], tmp_path: Path) -> None:
    bank = tmp_path / "bank"
    write_bank(bank, {"digestive": 4})
    for line, typed in commands:
        arguments = [word.replace("BANK", str(bank)).replace("FOLDER", str(tmp_path)) for word in line.split()]
        result = guarded(["-m", "codequiz", *arguments], typed, tmp_path)
        assert result.returncode == 0, (arguments, result.stderr)
        assert "the network was touched" not in result.stdout + result.stderr, arguments


def test_no_command_uses_the_network(home: Path, tmp_path: Path) -> None:
    run_all(COMMANDS, tmp_path)


def test_no_command_about_code_sets_uses_the_network(release_home: Path, tmp_path: Path) -> None:
    (tmp_path / "2025.txt").write_bytes(release_files.order_file(release_files.ORDER_2025))
    (tmp_path / "2026.txt").write_bytes(release_files.order_file(release_files.ORDER_2026))
    (tmp_path / "index.xml").write_text(release_files.INDEX, encoding="utf-8")
    (tmp_path / "pcs.xml").write_text(release_files.PCS_TABLES, encoding="utf-8")
    run_all(ABOUT_CODE_SETS, tmp_path)


def every_command(command: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    if not hasattr(command, "commands"):
        yield " ".join(path)
    for name, below in getattr(command, "commands", {}).items():
        yield from every_command(below, (*path, name))


def test_all_commands_but_the_download_are_tried_without_a_network() -> None:
    tried = [line for line, _ in (*COMMANDS, *ABOUT_CODE_SETS)]
    untried = [
        name
        for name in every_command(typer.main.get_command(app))
        if not any(line == name or line.startswith(f"{name} ") for line in tried)
    ]
    assert untried == ["codes install"]


def test_only_downloading_knows_how_to_reach_the_network() -> None:
    reaching = {"socket", "ssl", "http", "urllib", "ftplib", "smtplib", "requests", "httpx", "xmlrpc"}
    harmless = {"urllib.parse"}
    for path in SOURCE.rglob("*.py"):
        module = path.relative_to(SOURCE).with_suffix("").as_posix()
        if module.startswith("releases/download"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                assert name in harmless or name.split(".")[0] not in reaching, f"{module} imports {name}"


@pytest.mark.parametrize("made_before", [False, True])
def test_what_is_stored_is_private_whatever_the_umask(
    made_before: bool, codes_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank = write_bank(tmp_path / "bank", {"digestive": 4})
    data = tmp_path / "data" / "codequiz"
    monkeypatch.setenv("CODEQUIZ_HOME", str(data))
    if made_before:
        data.mkdir(parents=True)
    command = ["-m", "codequiz", "practice", "--plain", "--bank", str(bank), "-n", "2"]
    assert guarded(command, "A\n", tmp_path).returncode == 0
    if not made_before:
        assert guarded(["-m", "codequiz", "lookup", "htn"], "", tmp_path).returncode == 0
        assert (data / "codes.db").exists()
        assert data.stat().st_mode & 0o777 == 0o700
    found = sorted(path for path in data.rglob("*"))
    assert "history.db" in {path.name for path in found}
    for path in found:
        assert path.stat().st_mode & 0o077 == 0, f"{path.name} is open to others"
