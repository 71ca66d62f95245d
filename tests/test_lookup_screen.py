"""The full-screen lookup as a program: when it is shown, and what is not loaded when it is not."""

import os
import pty
import select
import subprocess
import sys
from pathlib import Path


def test_in_a_pipe_lookup_without_a_query_is_a_usage_error(home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "codequiz", "lookup"],
        env={**os.environ, "CODEQUIZ_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        timeout=60,
    )

    assert done.returncode == 2
    assert "nothing to look up" in done.stderr


def test_a_plain_lookup_does_not_load_textual(home: Path) -> None:
    program = (
        "import sys\n"
        "from codequiz.cli.direct import run_direct\n"
        "run_direct(['lookup', 'heart', 'attack'])\n"
        "run_direct(['show', 'e119'])\n"
        "print([name for name in sys.modules if name.split('.')[0] == 'textual'])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)

    assert done.stdout.splitlines()[-1] == "[]"


def test_on_a_terminal_lookup_without_a_query_opens_the_screen(home: Path) -> None:
    main, end = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "codequiz", "lookup"],
        env={**os.environ, "CODEQUIZ_HOME": str(home), "TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"},
        stdin=end,
        stdout=end,
        stderr=end,
    )
    os.close(end)
    seen = b""
    try:
        while b"Installed" not in seen:
            ready, _, _ = select.select([main], [], [], 30)
            assert ready, seen[-500:]
            seen += os.read(main, 65536)
        os.write(main, b"\x11")  # Ctrl-Q
        while True:
            try:
                if not os.read(main, 65536):
                    break
            except OSError:
                break
        assert process.wait(timeout=30) == 0
    finally:
        process.kill()
        process.wait()
        os.close(main)
