"""`python -m codequiz` and the `codequiz` command."""

import os
import signal
import sys
from contextlib import suppress


def main() -> None:
    """Run the command line; never returns normally."""
    from codequiz.cli.direct import run_direct

    _mend_streams()
    try:
        code = run_direct(sys.argv[1:])
        if code is None:
            from codequiz.cli.app import app

            app(prog_name="codequiz")
        sys.exit(code)
    except BrokenPipeError:
        # The reader of our output (say `head -1`) has gone; there is nobody left to tell.
        _drop_output()
        sys.exit(128 + signal.SIGPIPE)
    except OSError as error:
        # Raised outside of any command: by --help or --version, say, into a full disk.
        from codequiz.cli import console

        console.error(error.strerror or str(error))
        sys.exit(1)
    finally:
        # Else Python tries once more at its end, and complains in its own words.
        try:
            sys.stdout.flush()
        except OSError:
            _drop_output()


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
