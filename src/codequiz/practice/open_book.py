"""The open book: looking codes up during a session."""

from collections.abc import Callable, Sequence
from typing import Protocol


class Hit(Protocol):
    """A code that was found."""

    @property
    def code(self) -> str:
        """The code as it is printed."""
        ...

    @property
    def system(self) -> str:
        """The key of its code system."""
        ...

    @property
    def title(self) -> str:
        """What it means."""
        ...


OpenBook = Callable[[str], Sequence[Hit]]
"""A query in, hits out, the best first. May raise CodequizError."""


def open_book() -> OpenBook | None:
    """The installed lookup; None when this installation has none."""
    from importlib import import_module

    try:
        found: OpenBook = import_module("codequiz.search").search
    except ImportError:
        return None
    return found
