"""`codequiz history`: past sessions."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated, Final

import typer

from codequiz.cli import completion, console
from codequiz.cli.groups import CommandGroup
from codequiz.cli.output import RowsFormat
from codequiz.errors import NothingFoundError, UsageError
from codequiz.text import did_you_mean

if TYPE_CHECKING:
    from codequiz.history import Filter, History
    from codequiz.practice import Show

TABLE_LIMIT: Final = 20

history_app = typer.Typer(
    name="history",
    cls=CommandGroup,
    rich_markup_mode=None,
    help="Past sessions: date, exam, score, pace; alone it lists them all.",
)


FormatOption = Annotated[RowsFormat, typer.Option("--format", help="How to print it.")]
SessionArgument = Annotated[
    int, typer.Argument(metavar="ID", help="The number of a session.", autocompletion=completion.sessions)
]


def register(app: typer.Typer) -> None:
    """Add the command with its subcommands."""
    from codequiz.cli import history_data, history_editing, history_outlook

    history_editing.register(history_app)
    history_outlook.register(history_app)
    history_data.register(history_app)
    app.add_typer(history_app)


@contextmanager
def opened_history() -> "Iterator[History | None]":
    """The history, or None where no session has been stored yet: reading makes no file.

    Exams whose time ran out meanwhile get their end first.
    """
    from codequiz import paths
    from codequiz.history import History

    if not paths.history_db().exists():
        yield None
        return
    with History(paths.history_db()) as history:
        say_settled(history)
        yield history


@contextmanager
def needed_history(what: str) -> "Iterator[History]":
    """The history; raises NothingFoundError where no session has been stored yet. `what` is what was asked for."""
    with opened_history() as history:
        if history is None:
            raise NothingFoundError(f"{what}: there is no history yet", "start one with: codequiz practice")
        yield history


def say_settled(history: "History") -> None:
    """Give the exams whose time ran out meanwhile their end, and say so."""
    if not history.unfinished_exams():
        return
    from codequiz.practice import SystemClock, settle
    from codequiz.report.wording import local_time

    for settled in settle(history, SystemClock()):
        console.note(
            f"session {settled.id}: the exam's time ran out while you were away ({local_time(settled.ran_out_at)});"
            " it is scored as it stood"
        )


@history_app.callback(invoke_without_command=True)
def list_sessions(
    context: typer.Context,
    *,
    output: FormatOption = RowsFormat.TABLE,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit", metavar="N", min=1, help="Only the newest so many.  [default: 20 in the table, else all]"
        ),
    ] = None,
    exam: Annotated[
        str | None, typer.Option("--exam", metavar="EXAM", help="Only sessions of this exam, such as cpc-150.")
    ] = None,
    mode: Annotated[str | None, typer.Option("--mode", metavar="MODE", help="Only exam, study or review.")] = None,
    status: Annotated[
        str | None, typer.Option("--status", metavar="STATUS", help="Only running, paused, submitted or timed-out.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="Only from this day on (2026-11-23, or 30d ago).")
    ] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help="Only up to this day.")] = None,
) -> None:
    """Past sessions, the newest first; `codequiz history show ID` has one in full."""
    if context.invoked_subcommand is not None:
        return
    from codequiz.report import session_views, sessions
    from codequiz.report.data import as_csv

    wanted = _filter(exam, mode, status, since, until)
    if limit is None and output is RowsFormat.TABLE:
        limit = TABLE_LIMIT
    with opened_history() as history:
        rows = history.sessions(wanted, limit) if history else []
        domains = history.domain_totals(wanted) if history and output is RowsFormat.TABLE else []
        total = history.session_count(wanted) if history else 0
        stored = history.session_count() if history else 0
    if output is RowsFormat.JSON:
        console.write_json([sessions.session_json(row) for row in rows])
    elif output is RowsFormat.CSV:
        console.write_data(as_csv(map(sessions.session_json, rows), sessions.SESSION_FIELDS))
    elif not rows and stored:
        console.note(f"none of the {stored} sessions is like that")
    elif not rows:
        console.note("no session yet; start one with: codequiz practice")
    else:
        console.show(session_views.session_table(rows))
        if len(rows) < total:
            console.note(f"the newest {len(rows)} of {total} sessions; --limit {total} shows all")
        if domains:
            console.write()
            console.show(session_views.domain_table(domains))


def _filter(exam: str | None, mode: str | None, status: str | None, since: str | None, until: str | None) -> "Filter":
    from codequiz.exam import Mode
    from codequiz.history import Filter, Status

    if mode is not None and mode not in tuple(Mode):
        raise UsageError(f"there is no mode {mode!r}", did_you_mean(mode, tuple(Mode), f"modes: {', '.join(Mode)}"))
    if status is not None and status not in tuple(Status):
        raise UsageError(
            f"there is no status {status!r}", did_you_mean(status, tuple(Status), f"one of: {', '.join(Status)}")
        )
    return Filter(
        exam=exam,
        mode=Mode(mode) if mode else None,
        status=Status(status) if status else None,
        since=_midnight(_day(since)) if since is not None else None,
        until=_midnight(_day(until) + timedelta(days=1)) if until is not None else None,
    )


def _day(text: str) -> date:
    """A day of this machine's calendar: `2026-11-23`, or `30d` for thirty days ago."""
    try:
        if text.endswith("d") and text[:-1].isdecimal():
            return datetime.now().astimezone().date() - timedelta(days=int(text[:-1]))
        return date.fromisoformat(text)
    except (ValueError, OverflowError):
        raise UsageError(f"{text!r} is no date", "write it like 2026-11-23, or 30d for thirty days ago") from None


def _midnight(day: date) -> datetime:
    try:
        return datetime.combine(day, time.min).astimezone()
    except (OverflowError, ValueError, OSError):
        raise UsageError(f"{day} is out of range", "write a date like 2026-11-23") from None


@history_app.command("show")
def show(
    session_id: SessionArgument,
    *,
    wrong: Annotated[bool, typer.Option("--wrong", help="Only questions answered wrong or left blank.")] = False,
    flagged: Annotated[bool, typer.Option("--flagged", help="Only flagged questions.")] = False,
    slow: Annotated[bool, typer.Option("--slow", help="Only questions over one and a half times the pace.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Each question in full, with its rationale and codes.")
    ] = False,
    output: FormatOption = RowsFormat.TABLE,
) -> None:
    """One session, down to each answer. Several of --wrong, --flagged and --slow: those that are any of them."""
    from codequiz.report import session_views, sessions
    from codequiz.report.data import as_csv

    with needed_history(f"session {session_id}") as history:
        row = history.session(session_id)
        answers = history.answers(session_id)
        if wrong or flagged or slow:
            chosen = _chosen(history, session_id, wrong=wrong, flagged=flagged, slow=slow)
            answers = [answer for answer in answers if answer.number - 1 in chosen]
    listed = [sessions.answer_json(answer, shown=row.shows_result) for answer in answers]
    if output is RowsFormat.JSON:
        console.write_json({**sessions.session_json(row), "answers": listed})
    elif output is RowsFormat.CSV:
        console.write_data(as_csv(listed, sessions.ANSWER_FIELDS))
    else:
        console.show(session_views.session_details(row, answers))
        if not answers:
            console.note("no question of this session is like that")
        if explain:
            for line in session_views.explained_answers(answers, shown=row.shows_result):
                console.write(line)


def _chosen(history: "History", session_id: int, *, wrong: bool, flagged: bool, slow: bool) -> tuple[int, ...]:
    from codequiz.practice import open_past

    return open_past(history, session_id).positions(filters(wrong=wrong, flagged=flagged, slow=slow))


def filters(*, wrong: bool, flagged: bool, slow: bool) -> "list[Show]":
    """The filters that were asked for."""
    from codequiz.practice import Show

    asked = {Show.WRONG: wrong, Show.FLAGGED: flagged, Show.SLOW: slow}
    return [show for show, on in asked.items() if on]
