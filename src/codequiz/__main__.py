"""`python -m codequiz` and the `codequiz` command."""

import os
import signal
import sys


def main() -> None:
    """Run the command line; never returns normally."""
    from codequiz.cli.direct import run_direct

    try:
        code = run_direct(sys.argv[1:])
        if code is None:
            from codequiz.cli.app import app

            app(prog_name="codequiz")
        sys.exit(code)
    except BrokenPipeError:
        # The reader of our output (say `head -1`) has gone; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(128 + signal.SIGPIPE)


if __name__ == "__main__":
    main()
