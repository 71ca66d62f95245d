"""`codequiz practice` as a process on a terminal of its own."""

import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from codequiz.history import History, Status

_PATIENCE_SECONDS = 60


class Terminal:
    """A program on a pseudo-terminal of 80x24."""

    def __init__(
        self,
        *arguments: str,
        python: tuple[str, ...] = (),
        keep_errors: bool = False,
        term: str = "xterm-256color",
        stdin: int | None = None,
    ) -> None:
        self._master, slave = pty.openpty()
        environment = os.environ | {"TERM": term, "COLUMNS": "80", "LINES": "24"}
        self.process = subprocess.Popen(
            [sys.executable, *python, "-m", "codequiz", *arguments],
            stdin=slave if stdin is None else stdin,
            stdout=slave,
            stderr=subprocess.PIPE if keep_errors else slave,
            env=environment,
            start_new_session=True,
        )
        os.close(slave)
        self._seen = b""

    def until(self, wanted: str) -> None:
        """Read until the program has written `wanted`."""
        end = time.monotonic() + _PATIENCE_SECONDS
        while wanted.encode() not in self._seen:
            ready, _, _ = select.select([self._master], [], [], max(end - time.monotonic(), 0))
            assert ready, f"{wanted!r} did not come: {self._seen[-3000:]!r}"
            try:
                self._seen += os.read(self._master, 65_536)
            except OSError:  # the program has closed its side
                raise AssertionError(f"{wanted!r} did not come: {self._seen[-3000:]!r}") from None

    def type(self, keys: str) -> None:
        """Press keys; what was seen before is forgotten."""
        self._seen = b""
        os.write(self._master, keys.encode())

    @property
    def seen(self) -> bytes:
        """What the program has written since keys were last typed."""
        return self._seen

    def end(self) -> int:
        """Read to the end; the exit code."""
        while True:
            ready, _, _ = select.select([self._master], [], [], _PATIENCE_SECONDS)
            try:
                if not ready or not (read := os.read(self._master, 65_536)):
                    break
                self._seen += read
            except OSError:
                break
        return self.process.wait(_PATIENCE_SECONDS)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        if self.process.stderr:
            self.process.stderr.close()
        os.close(self._master)


@pytest.fixture
def terminals() -> Iterator[list[Terminal]]:
    opened: list[Terminal] = []
    yield opened
    for terminal in opened:
        terminal.close()


def answered(home: Path) -> tuple[Status, int]:
    with History(home / "history.db") as history:
        row = history.sessions()[0]
        return row.status, row.answered


def test_practice_on_a_terminal_opens_the_room_and_q_pauses(home: Path, terminals: list[Terminal]) -> None:
    terminals.append(terminal := Terminal("practice", "-n", "3"))
    terminal.until("Question 1 of 3")
    terminal.type("b")
    terminal.until("B saved.")
    terminal.type("q")
    terminal.until("Go on with: codequiz practice --resume")
    assert terminal.end() == 0
    assert answered(home) == (Status.PAUSED, 1)
    terminals.append(resumed := Terminal("practice", "--resume"))
    resumed.until("Resumed with 1 answered")
    resumed.type("q")
    assert resumed.end() == 0


def test_a_long_exam_starts_its_clock_when_somebody_is_ready(home: Path, terminals: list[Terminal]) -> None:
    terminals.append(left := Terminal("practice", "--full", "--exam", "cpc-100"))
    left.until("Enter starts the clock")
    left.type("q\n")
    assert left.end() == 0
    with History(home / "history.db") as history:
        assert history.sessions() == []
    terminals.append(ready := Terminal("practice", "--full", "--exam", "cpc-100"))
    ready.until("Enter starts the clock")
    ready.type("\n")
    ready.until("Question 1 of 100")
    assert answered(home) == (Status.RUNNING, 0)


def test_keys_that_come_at_once_are_taken_in_order(home: Path, terminals: list[Terminal]) -> None:
    terminals.append(terminal := Terminal("practice", "-n", "5"))
    terminal.until("Question 1 of 5")
    terminal.type("g4\ra")
    terminal.until("Question 4: A saved.")
    terminal.type("/bfx")
    terminal.until("System")
    with History(home / "history.db") as history:
        kept = [(row.choice, row.flagged, row.struck, row.confidence) for row in history.answers(1)]
    blank = (None, False, "", "")
    assert kept == [blank, blank, blank, (0, False, "", ""), blank], "what was typed after / answered nothing"


def test_keys_typed_after_quitting_do_nothing(home: Path, terminals: list[Terminal]) -> None:
    terminals.append(terminal := Terminal("practice", "-n", "3"))
    terminal.until("Question 1 of 3")
    terminal.type("eqe?e?")  # one write: the keys after q wait already
    assert terminal.end() == 0
    assert b"Traceback" not in terminal.seen
    assert answered(home) == (Status.PAUSED, 0)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGHUP, 129), (signal.SIGTERM, 143)])
def test_a_signal_pauses(home: Path, terminals: list[Terminal], number: signal.Signals, code: int) -> None:
    terminals.append(terminal := Terminal("practice", "-n", "3"))
    terminal.until("Question 1 of 3")
    terminal.type("a")
    terminal.until("A saved.")
    terminal.process.send_signal(number)
    assert terminal.end() == code
    assert answered(home) == (Status.PAUSED, 1)


def test_a_killed_room_has_lost_nothing(home: Path, terminals: list[Terminal]) -> None:
    terminals.append(terminal := Terminal("practice", "-n", "3"))
    terminal.until("Question 1 of 3")
    terminal.type("a")
    terminal.until("A saved.")
    terminal.process.kill()
    terminal.end()
    terminals.append(resumed := Terminal("practice", "--resume"))
    resumed.until("Resumed with 1 answered")
    resumed.type("q")
    assert resumed.end() == 0


def test_a_terminal_that_cannot_move_its_cursor_gets_lines(home: Path, terminals: list[Terminal]) -> None:
    terminals.append(terminal := Terminal("practice", "-n", "1", term="dumb"))
    terminal.until("\r\nQuestion 1 of 1.")
    terminal.type("p\n")
    terminal.until("Go on with")
    assert b"\x1b" not in terminal.seen


def test_lookup_opens_no_screen_on_a_terminal_that_cannot_move_its_cursor(
    home: Path, terminals: list[Terminal]
) -> None:
    terminals.append(terminal := Terminal("lookup", term="dumb"))
    terminal.until("nothing to look up")
    assert terminal.end() == 2
    assert b"\x1b" not in terminal.seen


def test_lines_break_between_words_on_a_terminal_also_when_the_answers_come_from_a_pipe(
    home: Path, terminals: list[Terminal]
) -> None:
    terminals.append(terminal := Terminal("practice", "-n", "1", "--plain", stdin=subprocess.DEVNULL))
    assert terminal.end() == 0
    text = terminal.seen.decode()
    assert "Question 1 of 1" in text
    assert max(map(len, text.splitlines())) <= 80


def test_plain_practice_does_not_load_textual(home: Path, terminals: list[Terminal]) -> None:
    terminals.append(
        terminal := Terminal("practice", "-n", "1", "--plain", python=("-X", "importtime"), keep_errors=True)
    )
    terminal.until("Question 1 of 1")
    terminal.type("p\n")
    terminal.until("Go on with")
    assert terminal.process.stderr is not None
    loaded = terminal.process.stderr.read().decode()
    assert "codequiz.cli.plain" in loaded
    assert "textual" not in loaded
    piped = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "codequiz", "practice", "-n", "1"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "codequiz.cli.plain" in piped.stderr
    assert "textual" not in piped.stderr
