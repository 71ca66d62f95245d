"""Key to paint in the exam room: from a key's byte on the terminal to the text it leads to, as a whole process.

Beside it, in the same run, a Textual app that does nothing but update one label a key: what the library itself takes.
The exam room commits each event to the disk before it paints.

    python benchmarks/key_to_paint.py [PRESSES]
"""

import fcntl
import os
import pty
import select
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_TRIVIAL = """
from textual.app import App
from textual.widgets import Label

class Trivial(App):
    AUTO_FOCUS = None
    n = 0
    def compose(self):
        yield Label("pressed 0 times")
    def on_key(self, event):
        if event.key == "q":
            self.exit()
        self.n += 1
        self.query_one(Label).update(f"pressed {self.n} times")

Trivial().run()
"""
_SIZES = ((80, 24), (120, 40))


class Terminal:
    """A program on a pseudo-terminal."""

    def __init__(self, command: list[str], size: tuple[int, int], home: Path) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        environment = os.environ | {"TERM": "xterm-256color", "CODEQUIZ_HOME": str(home)}
        for name in ("COLUMNS", "LINES"):
            environment.pop(name, None)
        self.process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True
        )
        os.close(slave)

    def wait_for(self, wanted: str, seconds: float = 60.0) -> None:
        """Read until `wanted` has been written."""
        seen = b""
        end = time.monotonic() + seconds
        while wanted.encode() not in seen:
            ready, _, _ = select.select([self.master], [], [], max(end - time.monotonic(), 0))
            if not ready:
                sys.exit(f"{wanted!r} did not come: {seen[-2000:]!r}")
            seen += os.read(self.master, 65_536)

    def quiet(self) -> None:
        """Read until nothing has come for a moment."""
        while select.select([self.master], [], [], 0.05)[0]:
            os.read(self.master, 65_536)

    def milliseconds(self, key: str, wanted: str) -> float:
        """From the key to the text."""
        self.quiet()
        started = time.perf_counter()
        os.write(self.master, key.encode())
        self.wait_for(wanted)
        return (time.perf_counter() - started) * 1000


@contextmanager
def running(command: list[str], size: tuple[int, int], home: Path) -> Iterator[Terminal]:
    terminal = Terminal(command, size, home)
    try:
        yield terminal
    finally:
        terminal.process.kill()
        terminal.process.wait()
        os.close(terminal.master)


def measured(press: Callable[[int], float], presses: int) -> list[float]:
    return sorted(press(n) for n in range(presses))


def report(name: str, times: list[float], base: float) -> None:
    p50, p95 = statistics.median(times), times[int(len(times) * 0.95)]
    print(f"{name:42} {p50:7.1f} {p95:7.1f} {p50 / base:7.2f}")


def main() -> None:
    presses = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    home = Path(tempfile.mkdtemp(prefix="key-to-paint-"))
    program = [sys.executable, "-m", "codequiz"]
    room = [*program, "practice", "--full", "--seed", "1"]
    # The index of codes is built before: that takes more memory than the room.
    subprocess.run(
        [*program, "lookup", "htn"], env=os.environ | {"CODEQUIZ_HOME": str(home)}, capture_output=True, check=True
    )
    print(f"{'milliseconds, ' + str(presses) + ' keys each':42} {'p50':>7} {'p95':>7} {'ratio':>7}")
    try:
        for size in _SIZES:
            at = f"{size[0]}x{size[1]}"
            with running([sys.executable, "-c", _TRIVIAL], size, home) as trivial:
                trivial.wait_for("pressed 0 times")
                times = measured(lambda n: trivial.milliseconds("x", f"pressed {n + 1} times"), presses)
                base = statistics.median(times)
                report(f"one label in Textual, {at}", times, base)
            with running(room, size, home) as exam:
                exam.wait_for("Enter starts the clock")
                os.write(exam.master, b"\n")
                exam.wait_for("Question 1 of 150")
                times = measured(lambda n: exam.milliseconds("abcd"[n % 4], f"{'ABCD'[n % 4]} saved."), presses)
                report(f"answer, committed, 150 questions, {at}", times, base)
                times = measured(lambda n: exam.milliseconds("\x1b[C", f"Question {n + 2} of 150"), presses)
                report(f"next question, committed, {at}", times, base)
                status = Path(f"/proc/{exam.process.pid}/status").read_text(encoding="ascii")
                peak = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
                print(f"{'peak memory of the exam room':42} {int(peak) / 1024:7.0f} MB")
    finally:
        shutil.rmtree(home)


if __name__ == "__main__":
    main()
