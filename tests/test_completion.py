"""What Tab offers, and the scripts that make bash, zsh and fish ask for it: pressed in a real shell."""

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from codequiz.cli.app import app
from exam_support import write_bank
from release_files import WriteFile

SHELLS = {
    # The shell without anybody's settings, and what one puts into its settings for completion.
    "bash": (["--norc", "--noprofile", "-i"], 'eval "$(codequiz --show-completion)"'),
    "zsh": (["-f", "-i"], 'autoload -Uz compinit; compinit -D; eval "$(codequiz --show-completion)"'),
    "fish": (["--no-config", "-i"], "codequiz --show-completion | source"),
}
SECONDS = 60

# Each of them a file that appears when a shell takes the title for something to run.
HOSTILE_TITLES = (
    r"a \$(touch MARK1) b",
    r"a \`touch MARK2` b",
    'odd [/x] [bold]b[/] it\'s "quoted" : co;lon | & > < * ~ {a,b} !x %s',
    "x' $(touch MARK3) '; touch MARK4 ;' ${MARK5:=x}",
    "x\" ; touch MARK5 ; \\\" ; touch MARK6 ; ))' ; touch MARK7 ; '((",
    "back\\' ; touch MARK8 ; \\' end\\",
)


class Shell:
    """An interactive shell on a terminal of its own, in which `codequiz` is the one under test."""

    def __init__(self, descriptor: int) -> None:
        self._terminal = descriptor
        self.seen = ""

    def type(self, text: str) -> None:
        os.write(self._terminal, text.encode())

    def wait_for(self, text: str) -> str:
        """All that was shown until `text` was; the screen is forgotten."""
        end = time.monotonic() + SECONDS
        while text not in self.seen:
            assert time.monotonic() < end, self.seen
            if select.select([self._terminal], [], [], 1)[0]:
                self.seen += os.read(self._terminal, 65_536).decode("utf-8", "replace")
        shown, self.seen = self.seen, ""
        return shown


@contextmanager
def shell(name: str, folder: Path) -> Iterator[Shell]:
    """A shell that has completion for codequiz set up as the program says."""
    if not shutil.which(name):
        pytest.skip(f"{name} is not installed")
    flags, setup = SHELLS[name]
    (folder / "bin").mkdir()
    start = folder / "bin" / "codequiz"
    start.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m codequiz "$@"\n', encoding="utf-8")
    start.chmod(0o755)
    environment = os.environ | {
        "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder),
        "TERM": "xterm",
        "PS1": "",
    }
    process, descriptor = pty.fork()
    if process == 0:
        os.chdir(folder)
        os.execvpe(name, [name, *flags], environment)  # noqa: S606 - the shell itself is what is tested
    try:
        terminal = Shell(descriptor)
        terminal.type(f'{setup}; echo set" "up\n')
        terminal.wait_for("set up")
        yield terminal
    finally:
        os.kill(process, 9)
        os.waitpid(process, 0)
        os.close(descriptor)


@pytest.mark.parametrize("name", SHELLS)
def test_tab_completes_in_a_real_shell(name: str, home: Path, tmp_path: Path) -> None:
    with shell(name, tmp_path) as terminal:
        # One way to go on: it is written out, and the line runs.
        terminal.type("codequiz practice --domain ana\t")
        terminal.wait_for("tomy")
        terminal.type("\x15codequiz show E11.4\t\t")
        assert "E11.40" in terminal.wait_for("E11.49")


@pytest.mark.parametrize("name", SHELLS)
def test_a_title_is_never_run_by_the_shell(name: str, release_home: Path, tmp_path: Path, write: WriteFile) -> None:
    rows = [f'Q{n}999,"{title.replace(chr(34), chr(34) * 2)}"' for n, title in enumerate(HOSTILE_TITLES)]
    file = write("evil.csv", "\n".join(["code,title", *rows]).encode())
    assert CliRunner().invoke(app, ["codes", "import", str(file), "--system", "hcpcs"]).exit_code == 0
    with shell(name, tmp_path) as terminal:
        for n in range(len(HOSTILE_TITLES)):
            terminal.type(f"\x15codequiz show Q{n}\t")
            shown = terminal.wait_for("999")
            assert "Traceback" not in shown
            assert "eval" not in shown
    assert not list(tmp_path.rglob("MARK*"))


def offered(line: str, home: Path) -> list[str]:
    """What bash gets offered when Tab is pressed after `line`."""
    words = line.split(" ")
    environment = os.environ | {
        "_CODEQUIZ_COMPLETE": "complete_bash",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) - 1),
        "CODEQUIZ_HOME": str(home),
    }
    command = [sys.executable, "-m", "codequiz"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.split()


def test_codes_sessions_domains_and_exams_are_completed(home: Path, tmp_path: Path) -> None:
    bank = write_bank(tmp_path / "bank", {"digestive": 1})
    arguments = ["practice", "--plain", "--bank", str(bank), "-n", "1"]
    assert CliRunner().invoke(app, arguments, input="A\ne\n").exit_code == 0
    assert "show" in offered("codequiz sh", home)
    assert offered("codequiz show E11.4", home)[:2] == ["E11.4", "E11.40"]
    assert "e1140" in offered("codequiz show e114", home)
    assert offered("codequiz history show ", home) == ["1"]
    assert offered("codequiz practice --domain ana", home) == ["anatomy"]
    assert offered("codequiz practice --exam cpc-1", home) == ["cpc-150", "cpc-100"]
    assert "--billable" in offered("codequiz lookup --b", home)


def test_completion_without_data_offers_nothing_and_makes_nothing(tmp_path: Path) -> None:
    assert offered("codequiz show E11.4", tmp_path / "none") == []
    assert not (tmp_path / "none").exists()
