"""Failures as exit codes, the same for every way a command is run."""

import sys
from collections.abc import Callable

from codequiz.cli import console
from codequiz.errors import CodequizError, ExitCode


def exit_code_of(command: Callable[[], object]) -> ExitCode:
    """Run a command; say on standard error what went wrong, if anything did, and return its exit code."""
    try:
        command()
        sys.stdout.flush()
    except CodequizError as error:
        console.error(error.message, error.hint)
        return error.exit_code
    except BrokenPipeError:
        raise
    except OSError as error:
        # A full disk under our output, a terminal that is gone, a path that the system does not take.
        where = f"{error.filename}: " if error.filename else ""
        console.error(f"{where}{error.strerror or error}", "check the path, the space on the disk, and the terminal")
        return ExitCode.FAILURE
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    return ExitCode.OK
