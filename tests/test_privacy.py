"""Nothing leaves the machine, and nobody else on it can read what is stored."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

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
    (["lookup", "heart", "attack"], ""),
    (["lookup", "htn", "--format", "json"], ""),
    (["lookup", "--batch", "-"], "htn\nlap chole\n"),
    (["show", "E11.9"], ""),
    (["codes", "status"], ""),
    (["questions", "list", "--format", "json"], ""),
    (["questions", "check", "BANK"], ""),
    (["practice", "--plain", "--bank", "BANK", "-n", "2"], "A\n/ htn\nB\ne\n"),
    (["history"], ""),
    (["history", "show", "1"], ""),
    (["doctor"], ""),
    (["--version"], ""),
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


def test_no_command_uses_the_network(home: Path, tmp_path: Path) -> None:
    bank = write_bank(tmp_path / "bank", {"digestive": 4})
    for arguments, typed in COMMANDS:
        named = [str(bank) if argument == "BANK" else argument for argument in arguments]
        result = guarded(["-m", "codequiz", *named], typed, tmp_path)
        assert result.returncode == 0, (arguments, result.stderr)
        assert "the network was touched" not in result.stdout + result.stderr, arguments


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
