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
"""A query in, hits out, the best first; given to the screens by whoever starts them. May raise CodequizError."""
