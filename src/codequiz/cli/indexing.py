"""Opening the index of codes, and progress bars for whatever takes long."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from sqlite3 import Connection
from typing import TYPE_CHECKING

from codequiz import index, paths
from codequiz.cli import console

if TYPE_CHECKING:
    from rich.progress import Progress

Advance = Callable[[str, int, int], None]


def open_codes() -> Connection:
    """A connection to an index that is current; built now when it is missing, old or damaged."""
    path = paths.codes_db()
    if not index.is_current(path):
        build()
    return index.connect(path)


def build() -> None:
    """Build the index, showing progress on a terminal."""
    from codequiz import index_build
    from codequiz.releases import installed

    paths.writable_home()
    with progress_bars() as (_, building):
        index_build.build(paths.codes_db(), installed.active(), building)


@contextmanager
def progress_bars() -> Iterator[tuple[Advance, Advance]]:
    """What reading files, and what building the index, report their progress to: bars on a terminal, or nothing."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    err = console.err_console()
    with Progress(
        TextColumn("{task.fields[label]}", markup=False),
        BarColumn(),
        TextColumn("{task.description}", markup=False),
        TimeElapsedColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    ) as bar:
        yield _advance(bar, "Reading:"), _advance(bar, "Building the index of codes:")


@contextmanager
def download_bar() -> Iterator[Advance]:
    """What a download reports its bytes to: a bar on a terminal, or nothing."""
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    err = console.err_console()
    with Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    ) as bar:
        task = bar.add_task("connecting", total=None)
        yield lambda name, done, total: bar.update(task, description=name, completed=done, total=total or None)


def _advance(bar: "Progress", label: str) -> Advance:
    task = None

    def advance(what: str, done: int, total: int) -> None:
        nonlocal task
        if task is None:
            task = bar.add_task("", total=total, label=label)
        bar.update(task, description=what, completed=done, total=total)

    return advance
