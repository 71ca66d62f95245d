"""Opening the index of codes, with a progress bar when it has to be built first."""

from sqlite3 import Connection

from codequiz import index, paths
from codequiz.cli import console


def open_codes() -> Connection:
    """A connection to an index that is current; built now when it is missing, old or damaged."""
    path = paths.codes_db()
    if not index.is_current(path):
        build()
    return index.connect(path)


def build() -> None:
    """Build the index, showing progress on a terminal."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from codequiz.releases import shipped

    paths.writable_home()
    err = console.err_console()
    with Progress(
        TextColumn("Building the index of codes (once):"),
        BarColumn(),
        TextColumn("{task.description}", markup=False),
        TimeElapsedColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    ) as bar:
        task = bar.add_task("reading", total=None)

        def advance(what: str, done: int, steps: int) -> None:
            bar.update(task, description=what, completed=done, total=steps)

        index.build(paths.codes_db(), shipped.releases(), advance)
