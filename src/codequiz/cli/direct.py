"""The short way for the commands people wait for: `lookup` and `show` without options.

The option parser costs more time than the answer. A command line that has no option needs none, so it goes straight
to `cli.answering`; everything else (and shell completion) goes through `cli.app`. Both print the same.
"""

import gc
import os
from collections.abc import Sequence

from codequiz.errors import ExitCode


def _is_modifier(word: str) -> bool:
    """Whether a word is a modifier as coders write it (`-25`), and no option."""
    return len(word) == 3 and word[1].isdigit()


def run_direct(arguments: Sequence[str]) -> ExitCode | None:
    """Run `lookup WORDS…` or `show CODE`; None when the command line is not that simple."""
    if len(arguments) < 2 or arguments[0] not in {"lookup", "show"} or "_CODEQUIZ_COMPLETE" in os.environ:
        return None
    command, *words = arguments
    if any(word.startswith("-") and not _is_modifier(word) for word in words) or (
        command == "show" and len(words) != 1
    ):
        return None
    # The process ends before any garbage could matter; looking for it takes a tenth of its time.
    gc.disable()
    from codequiz.cli import answering
    from codequiz.cli.failures import exit_code_of

    if command == "show":
        return exit_code_of(lambda: answering.show_code(words[0]))
    return exit_code_of(lambda: answering.answer_query(" ".join(words)))
