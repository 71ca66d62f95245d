"""A question as data: parse a file of questions, say what is wrong with it and where, and hash what is asked.

The file format is described in docs/questions.md: TOML, one `domain` a file, `[[question]]` tables, or
`[[case]]` tables with a note and their own `[[case.question]]`.
"""

from codequiz.questions.model import DOMAINS, LETTERS, Case, Parsed, Question
from codequiz.questions.parse import MAX_FILE_BYTES, MAX_PROBLEMS, MAX_TEXT, Positions, parse, read_tables

__all__ = [
    "DOMAINS",
    "LETTERS",
    "MAX_FILE_BYTES",
    "MAX_PROBLEMS",
    "MAX_TEXT",
    "Case",
    "Parsed",
    "Positions",
    "Question",
    "parse",
    "read_tables",
]
