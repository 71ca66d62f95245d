"""`codequiz history`: past sessions."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final

import typer

from codequiz.cli import completion, console
from codequiz.errors import NothingFoundError

if TYPE_CHECKING:
    from codequiz.history import History

TABLE_LIMIT: Final = 20

history_app = typer.Typer(
    name="history",
    rich_markup_mode=None,
    help="Past sessions: date, exam, score, pace; alone it lists them all.",
)


class Format(StrEnum):
    """How data is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


FormatOption = Annotated[Format, typer.Option("--format", help="How to print it.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.add_typer(history_app)


@contextmanager
def opened_history() -> "Iterator[History | None]":
    """The history, or None where no session has been stored yet: reading makes no file."""
    from codequiz import paths
    from codequiz.history import History

    if not paths.history_db().exists():
        yield None
        return
    with History(paths.history_db()) as history:
        yield history


@history_app.callback(invoke_without_command=True)
def list_sessions(
    context: typer.Context,
    *,
    output: FormatOption = Format.TABLE,
    limit: Annotated[
        int | None,
        typer.Option("--limit", min=1, help="Only the newest so many.  [default: 20 in the table, else all]"),
    ] = None,
) -> None:
    """Past sessions, the newest first; `codequiz history show ID` has one in full."""
    if context.invoked_subcommand is not None:
        return
    from codequiz.report import sessions as report

    if limit is None and output is Format.TABLE:
        limit = TABLE_LIMIT
    with opened_history() as history:
        rows = history.sessions(limit) if history else []
        domains = history.domain_totals() if history and output is Format.TABLE else []
        total = history.session_count() if history else 0
    if output is Format.JSON:
        console.write_data(report.as_json([report.session_json(row) for row in rows]))
    elif output is Format.CSV:
        console.write_data(report.as_csv(map(report.session_json, rows), report.SESSION_FIELDS))
    elif not rows:
        console.note("no session yet; start one with: codequiz practice")
    else:
        console.show(report.session_table(rows))
        if len(rows) < total:
            console.note(f"the newest {len(rows)} of {total} sessions; --limit {total} shows all")
        if domains:
            console.write()
            console.show(report.domain_table(domains))


@history_app.command("show")
def show(
    session_id: Annotated[
        int, typer.Argument(metavar="ID", help="The number of a session.", autocompletion=completion.sessions)
    ],
    *,
    output: FormatOption = Format.TABLE,
) -> None:
    """One session, down to each answer."""
    from codequiz.report import sessions as report

    with opened_history() as history:
        if history is None:
            raise NothingFoundError(f"there is no session {session_id}", "start one with: codequiz practice")
        row = history.session(session_id)
        answers = history.answers(session_id)
    listed = [report.answer_json(answer, shown=row.shows_result) for answer in answers]
    if output is Format.JSON:
        console.write_data(report.as_json({**report.session_json(row), "answers": listed}))
    elif output is Format.CSV:
        console.write_data(report.as_csv(listed, report.ANSWER_FIELDS))
    else:
        console.show(report.session_details(row, answers))
