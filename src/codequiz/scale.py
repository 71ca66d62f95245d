"""Many queries at once: on several cores of this machine, or on a Dask cluster.

Memory is bounded whatever the number of lines: they are read, answered and written as they come, some hundreds at a
time. Answers come in the order of the lines, and are the same as one after the other.
"""

import json
import os
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from codequiz import index
from codequiz.codes import System
from codequiz.errors import CodequizError, NotReadyError
from codequiz.lookup import Lookup
from codequiz.report.lookup import answer_dict

if TYPE_CHECKING:
    from dask.bag import Bag

_CHUNK: Final = 100
"""Lines a worker gets at a time: small enough to start at once, large enough that handing over costs little."""

_AHEAD: Final = 3
"""Chunks a worker may have waiting, so that none is idle while the slowest chunk is awaited."""

_LONGEST: Final = 10_000
"""Characters of a line that are read: lookup itself looks at fewer."""


@dataclass(frozen=True, slots=True)
class Options:
    """What `lookup` is asked for besides the query."""

    systems: tuple[System, ...] = ()
    billable: bool = False
    limit: int = 10


_DEFAULT: Final = Options()


def bounded_lines(file: IO[str]) -> Iterator[str]:
    """The lines of a file without their ends; of a longer one only the first 10,000 characters."""
    while line := file.readline(_LONGEST):
        rest = line
        while rest and not rest.endswith("\n"):
            rest = file.readline(_LONGEST)
        yield line.rstrip("\r\n")


def answers(lines: Iterable[str], database: Path, options: Options, jobs: int = 1) -> Generator[str, None, None]:
    """For each line its answer as a line of JSON, without the line's end, in order.

    Raises CodequizError when a worker was killed.
    """
    if jobs == 1:
        with closing(index.connect(database)) as connection:
            engine = Lookup(connection)
            for line in lines:
                yield _answer(engine, line, options)
        return
    with closing(_in_order(_chunks(lines), database, options, jobs)) as chunks:
        for chunk in chunks:
            yield from chunk


def _answer(engine: Lookup, line: str, options: Options) -> str:
    found = engine.find(line, systems=options.systems, billable=options.billable, limit=options.limit)
    return json.dumps(answer_dict(found.answer))


def _chunks(lines: Iterable[str]) -> Iterator[list[str]]:
    source = iter(lines)
    while chunk := list(islice(source, _CHUNK)):
        yield chunk


def _in_order(
    chunks: Iterator[list[str]], database: Path, options: Options, jobs: int
) -> Generator[list[str], None, None]:
    import multiprocessing

    # Not forked: a copy of this process would share its open files with it.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_start, initargs=(str(database), options))
    waiting: deque[Future[list[str]]] = deque()
    try:
        for chunk in chunks:
            waiting.append(pool.submit(_answer_chunk, chunk))
            if len(waiting) >= jobs * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise CodequizError("a worker ended before its work was done", "try fewer --jobs, or more memory") from error
    finally:
        pool.shutdown(cancel_futures=True)


_worker: dict[str, Any] = {}


def _start(database: str, options: Options) -> None:
    """Make a worker ready: the index is opened once."""
    # Ctrl-C reaches every process of the terminal; the first one tells the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _worker["engine"] = Lookup(index.connect(Path(database)))
    _worker["options"] = options


def _end_with_parent() -> None:
    """A worker whose parent was killed has nobody left to work for."""
    import multiprocessing
    from multiprocessing.connection import wait

    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _answer_chunk(lines: list[str]) -> list[str]:
    return [_answer(_worker["engine"], line, _worker["options"]) for line in lines]


# Over machines: Dask does the spreading, each of its workers opens its own copy of the index once.

_local: Final = threading.local()


def identity(database: Path) -> str:
    """What an index was made from; two files with the same give the same answers."""
    with closing(index.connect(database)) as connection:
        return index.recorded(connection)["fingerprint"]


def lookup_partition(lines: Iterable[str], database: str, expected: str, options: Options) -> list[dict[str, Any]]:
    """Answer the lines of one partition, with the index at `database` on the machine where this runs.

    Raises NotReadyError when it is not there, or is not the index that the others have (`expected`).
    """
    engine = _engine(database, expected)
    return [json.loads(_answer(engine, line, options)) for line in lines]


def _engine(database: str, expected: str) -> Lookup:
    """The index of this thread, opened once: SQLite's connections do not change threads."""
    known: dict[tuple[str, str], Lookup] = _local.__dict__.setdefault("engines", {})
    key = (database, expected)
    if key not in known:
        path = Path(database)
        if not path.is_file():
            raise NotReadyError(f"there is no index at {path} on this worker", "copy codes.db there")
        if identity(path) != expected:
            raise NotReadyError(f"{path} on this worker is another index than the one asked for", "copy codes.db there")
        known[key] = Lookup(index.connect(path))
    return known[key]


def lookup_bag(
    lines: "Bag", database: Path, *, on_workers: Path | str | None = None, options: Options = _DEFAULT
) -> "Bag":
    """A Dask bag of answers, in the form of `lookup --format json`, for a bag of queries; same order.

    `database` is a current `codes.db` here; `on_workers` is where its copies are on the workers, when elsewhere.
    """
    partitioned: Any = lines  # Dask has no types
    bag: Bag = partitioned.map_partitions(
        lookup_partition, database=str(on_workers or database), expected=identity(database), options=options
    )
    return bag
