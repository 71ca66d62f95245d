"""`codequiz history export`, `import`, `merge` and `backup`: the data is its owner's."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from codequiz import whole_files
from codequiz.cli import console
from codequiz.cli.history import needed_history
from codequiz.errors import CodequizError, NothingFoundError, UsageError

if TYPE_CHECKING:
    from codequiz.history import History, Merged


class ExportFormat(StrEnum):
    """What an export is written as."""

    JSONL = "jsonl"
    CSV = "csv"
    SQLITE = "sqlite"


_ENDINGS = {
    ".csv": ExportFormat.CSV,
    ".db": ExportFormat.SQLITE,
    ".sqlite": ExportFormat.SQLITE,
    ".sqlite3": ExportFormat.SQLITE,
}
_EXPORT = """Write the whole history to a file, or to standard output (-).

jsonl and sqlite hold everything (sessions, events, questions as they were asked) and can be imported; csv has one row
an answer, for spreadsheets. Without --format the ending of the file's name decides.

Examples:

  codequiz history export all.jsonl
  codequiz history export answers.csv
  codequiz history export - --format jsonl | gzip > history.jsonl.gz
"""
_MERGE = """Take over the sessions of another machine: from its history.db, or from an export of it (jsonl; - reads it).

A session that is here already is not taken twice; one that was gone on with there is brought up to date. All of the
file or nothing of it.
"""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("export", help=_EXPORT)(export)
    app.command("import", help=_MERGE)(merge)
    app.command("merge", help=_MERGE)(merge)
    app.command("backup")(backup)


def export(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="Where to.")],
    *,
    output: Annotated[ExportFormat | None, typer.Option("--format", help="jsonl, csv or sqlite.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """See _EXPORT."""
    chosen = output or (_ENDINGS.get(Path(file).suffix.lower(), ExportFormat.JSONL))
    if file == "-" and chosen is ExportFormat.SQLITE:
        raise UsageError("a database cannot be written to standard output", "give a file: history export FILE.db")
    with needed_history("nothing to export") as history:
        if file == "-":
            for text in _texts(history, chosen):
                console.write_data(text)
            return
        target = _target(Path(file), replaces=force)
        _write(history, target, chosen)
    console.note(f"exported to {target}" + ("; csv has the answers only, jsonl has all" if chosen == "csv" else ""))


def _target(path: Path, *, replaces: bool) -> Path:
    from codequiz import paths

    if path.is_dir():
        raise UsageError(f"{path} is a directory", "give the name of a file in it")
    if path.exists() and path.samefile(paths.history_db()):
        raise UsageError(f"{path} is the history itself", "give another file")
    if path.exists() and not replaces:
        raise CodequizError(f"{path} is there already; it was left as it is", "--force replaces it")
    return path


def _texts(history: "History", chosen: ExportFormat) -> Iterator[str]:
    if chosen is ExportFormat.JSONL:
        yield from history.export_lines()
    else:
        from codequiz.report.data import csv_lines

        yield from csv_lines(history.answer_table())


def _write(history: "History", target: Path, chosen: ExportFormat) -> None:
    if chosen is ExportFormat.SQLITE:
        with _whole(target) as part:
            history.backup(part)
    else:
        write_whole(target, _texts(history, chosen))


def write_whole(target: Path, texts: Iterable[str]) -> None:
    """Write a file that only its owner can read: all of it, or what was there before stays."""
    with _whole(target) as part, part.open("w", encoding="utf-8", newline="") as out:
        out.writelines(texts)


@contextmanager
def _whole(target: Path) -> Iterator[Path]:
    """A name beside the target, which becomes the target when all went well."""
    try:
        with whole_files.beside(target) as part:
            yield part
    except OSError as error:
        raise CodequizError(
            f"cannot write {target}: {error.strerror or error}", "check the path, its permissions and the disk"
        ) from error


def merge(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="A history.db, or an export of one (jsonl).")],
    *,
    keep: Annotated[
        str | None,
        typer.Option(
            "--keep",
            metavar="ours|theirs",
            help="ours or theirs: whose version of a session that both went on with differently.",
        ),
    ] = None,
) -> None:
    """See _MERGE."""
    from codequiz import paths
    from codequiz.history import History, Keep

    if keep is not None and keep not in tuple(Keep):
        raise UsageError(f"--keep is ours or theirs, not {keep!r}", "")
    source = None if file == "-" else Path(file)
    if source is not None and not source.is_file():
        raise CodequizError(f"there is no file {file}", "check the path")
    paths.writable_home()
    with History(paths.history_db()) as history:
        merged = history.merge(source, Keep(keep) if keep else None)
        total = history.session_count()
    console.note(_said(merged, total))


def _said(merged: "Merged", total: int) -> str:
    from codequiz.report.wording import count

    news = [
        f"{count(merged.added, 'session')} added" if merged.added else "",
        f"{count(merged.continued, 'session')} brought up to date" if merged.continued else "",
        f"{count(merged.drills, 'drill')} added or completed" if merged.drills else "",
        f"names or notes added to {count(merged.described, 'session')}" if merged.described else "",
    ]
    kept = f"; {count(merged.ours, 'session')} differed and stayed as here" if merged.ours else ""
    known = f"; {merged.known} here already" if merged.known else ""
    said = ", ".join(filter(None, news)) or "nothing new"
    return f"{said}{known}{kept}; {count(total, 'session')} in all"


def backup(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="Where to.  [default: backups/ beside the history]")
    ] = None,
) -> None:
    """Copy the history as it is at this moment into one file, also while a practice runs."""
    with needed_history("nothing to back up") as history:
        if file is None:
            made = history.backup()
            if made is None:
                raise NothingFoundError("nothing to back up: no session yet", "start one with: codequiz practice")
        else:
            made = _target(file, replaces=False)
            _write(history, made, ExportFormat.SQLITE)
    console.note(f"copied to {made}")
