"""`codequiz index`: the Alphabetic Index, walked like the book."""

from typing import Annotated

import typer

from codequiz.cli import console
from codequiz.cli.output import PageFormat
from codequiz.errors import NothingFoundError, NotReadyError
from codequiz.text import printable


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("index")(index)


def index(
    *,
    term: Annotated[
        list[str], typer.Argument(help="A main term, or a path: diabetes, type 2, with", show_default=False)
    ],
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="At most so many terms.")] = 5,
    lines: Annotated[int, typer.Option(metavar="N", min=1, help="At most so many lines of each.")] = 200,
    output: Annotated[PageFormat, typer.Option("--format", help="How to write it.")] = PageFormat.TABLE,
) -> None:
    """Walk the Alphabetic Index like the book: a main term, its subterms with their codes, see and see also.

    Examples: codequiz index diabetes · codequiz index "fracture, femur" · codequiz index poisoning
    """
    from codequiz.book_index import BookIndex
    from codequiz.cli.indexing import open_codes
    from codequiz.report import book_index as report

    book = BookIndex(open_codes())
    if not book.supplements():
        raise NotReadyError(
            "the Alphabetic Index is not installed",
            "codequiz codes install icd10cm-index, or codequiz codes import FILE (its XML, or the zip it comes in)",
        )
    text = printable(" ".join(term))
    found = book.find(text, limit)
    if not found:
        near = "; ".join(book.near(text))
        raise NothingFoundError(f"no term {text!r} in the index", f"there are: {near}" if near else "")
    pages = [(book.path(at), book.lines(at, lines)) for at in found]
    if output is PageFormat.JSON:
        data = [{"path": path, "lines": [report.line_dict(line) for line in some]} for path, some in pages]
        console.write_json(data)
        return
    for path, some in pages:
        console.show(report.page(path, some))
        if len(some) == lines:
            console.note(f"only the first {lines} lines; --lines {lines * 5} shows more, a path less")
