"""Banks of questions as others keep them: CSV, GIFT, Aiken and our TOML read; CSV, GIFT, TOML and Anki written.

Every reader returns the sound questions and all problems, each with its line; nothing is guessed. What a format
cannot hold (a rationale in Aiken, say) is left empty.
"""

from codequiz.exchange.reading import READERS, decoded, read
from codequiz.exchange.writing import WRITERS

__all__ = ["READERS", "WRITERS", "decoded", "read"]
