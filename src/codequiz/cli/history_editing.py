"""`codequiz history delete`, `rename` and `note`."""

from typing import Annotated

import typer

from codequiz.cli import console
from codequiz.cli.history import SessionArgument, needed_history
from codequiz.errors import UsageError


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("delete")(delete)
    app.command("rename")(rename)
    app.command("note")(note)


def delete(
    session_ids: Annotated[list[int], typer.Argument(metavar="ID…", help="The numbers of sessions.")],
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Take sessions away for good. A copy of the whole history from before is kept."""
    from codequiz.report.session_views import session_table
    from codequiz.report.wording import count

    chosen = list(dict.fromkeys(session_ids))
    with needed_history(f"session {chosen[0]}") as history:
        rows = [history.session(session_id) for session_id in chosen]
        if not yes:
            console.show(session_table(rows))
            _ask(f"Delete {count(len(rows), 'session')} for good? [y/N] ")
        copy = history.delete(chosen)
    console.note(f"{count(len(chosen), 'session')} deleted; the history as it was is kept in {copy}")


def _ask(question: str) -> None:
    """Raise typer.Exit unless the answer is yes; UsageError where nobody can answer."""
    console.prompt(question)
    try:
        answer = input()
    except EOFError:
        console.write()
        raise UsageError("nothing was deleted: there was no answer", "--yes deletes without asking") from None
    if answer.strip().lower() not in ("y", "yes"):
        console.note("nothing was deleted")
        raise typer.Exit(1)


def rename(
    session_id: SessionArgument,
    name: Annotated[str, typer.Argument(metavar="NAME", help='At most 60 characters; "" takes the name away.')],
) -> None:
    """Give a session a name, shown in the list."""
    with needed_history(f"session {session_id}") as history:
        history.rename(session_id, name)
        row = history.session(session_id)
    console.note(
        f"session {session_id} is now called {row.name!r}" if row.name else f"session {session_id} has no name"
    )


def note(
    session_id: SessionArgument,
    text: Annotated[str, typer.Argument(metavar="TEXT", help='At most 2,000 characters; "" takes the note away.')],
) -> None:
    """Keep a note on a session, shown by `history show ID`."""
    with needed_history(f"session {session_id}") as history:
        history.annotate(session_id, text)
    console.note(f"the note on session {session_id} is " + ("kept" if text.strip() else "taken away"))
