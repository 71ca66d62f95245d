"""codequiz: look up medical codes, practise the CPC exam under its clock, know how ready you are."""

from typing import Final

__version__: Final = "0.1.0"
