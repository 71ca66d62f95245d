"""The short way for the commands people wait for: `lookup` and `show`.

The option parser costs more time than the answer. These two commands have few options and simple ones, so a well-formed
command line is read here (`cli.lookup_options`) and goes straight to `cli.answering`; everything else, which is help,
mistakes and shell completion, goes through `cli.app`. Both do the same.
"""

import gc
import os
from collections.abc import Sequence

from codequiz.errors import ExitCode


def run_direct(arguments: Sequence[str]) -> ExitCode | None:
    """Run `lookup` or `show`; None when the command line is another, or not well formed."""
    if not arguments or arguments[0] not in {"lookup", "show"} or "_CODEQUIZ_COMPLETE" in os.environ:
        return None
    from codequiz.cli import lookup_options

    is_show = arguments[0] == "show"
    given = lookup_options.read(arguments[1:], lookup_options.SHOW if is_show else lookup_options.LOOKUP)
    if given is None:
        return None
    words, values = given
    if is_show and len(words) != 1:
        return None
    if words and not values.get("batch"):
        # The process ends before any garbage could matter; looking for it takes a tenth of its time.
        gc.disable()
    from codequiz.cli import answering
    from codequiz.cli.failures import exit_code_of

    if is_show:
        return exit_code_of(lambda: answering.show_code(words[0], **values))
    return exit_code_of(lambda: answering.look_up(words, **values))
