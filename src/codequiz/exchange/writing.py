"""Which writer writes which format."""

from collections.abc import Callable, Sequence
from typing import Final

from codequiz.exchange.gift import write_gift
from codequiz.exchange.table import write_csv
from codequiz.exchange.toml_file import write_toml
from codequiz.questions import Question

WRITERS: Final[dict[str, Callable[[Sequence[Question]], str]]] = {
    "csv": write_csv,
    "gift": write_gift,
    "toml": write_toml,
}
"""The formats that are text; Anki's package is not (`exchange.anki`)."""
