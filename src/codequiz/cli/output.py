"""What `--format` takes, by what a command prints. Nothing here imports Typer: `cli.direct` reads it too."""

from enum import StrEnum


class AnswerFormat(StrEnum):
    """How the answer of a search is written."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


class RowsFormat(StrEnum):
    """How rows are written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class PageFormat(StrEnum):
    """How what is no rows is written: a card, a table within tables."""

    TABLE = "table"
    JSON = "json"
