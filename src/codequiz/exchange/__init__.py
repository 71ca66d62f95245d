"""Banks of questions in the formats of others: CSV, GIFT and Aiken read; CSV, GIFT, our TOML and Anki written. Pure.

Every reader returns the sound questions and all problems, each with its line; nothing is guessed. What a format
cannot hold (a rationale in Aiken, say) is left empty.
"""

from codequiz.exchange.reading import READERS, decoded, read
from codequiz.exchange.writing import WRITERS

__all__ = ["READERS", "WRITERS", "decoded", "read"]
