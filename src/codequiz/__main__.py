"""`python -m codequiz` and the `codequiz` command."""

import os
import signal
import sys
from contextlib import suppress


def main() -> None:
    """Run the command line; never returns normally."""
    _mend_streams()
    code: str | int | None = None
    try:
        code = _run()
        # Here, where a full disk can still be told of; Python at its end would complain in its own words.
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of our output (say `head -1`) has gone; there is nobody left to tell.
        _drop_output()
        sys.exit(128 + signal.SIGPIPE)
    except OSError as error:
        _drop_output()
        # A command that failed has said why; --help or --version into a full disk has not.
        if not code:
            from codequiz.cli import console

            console.error(error.strerror or str(error))
            code = 1
    sys.exit(code)


def _run() -> str | int | None:
    """The exit code of what the arguments ask for."""
    from codequiz.cli.direct import run_direct

    try:
        code = run_direct(sys.argv[1:])
        if code is None:
            from codequiz.cli.app import app

            app(prog_name="codequiz")
    except SystemExit as ended:
        return ended.code
    return code


def _mend_streams() -> None:
    """Make sure that there are streams, and that they take every character: `>&-` closes one, LANG=C knows ASCII."""
    for name in ("stdin", "stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            stream = open(os.devnull, "r" if name == "stdin" else "w", encoding="utf-8")  # noqa: PTH123, SIM115
            setattr(sys, name, stream)
        elif name != "stdin" and stream.encoding.lower() != "utf-8":
            stream.reconfigure(errors="replace")


def _drop_output() -> None:
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
