"""Batch lookup on one core, on two, and on a local Dask cluster: `python benchmarks/scale.py [LINES]`.

Prints a table: wall time, CPU time of all processes, the largest process, queries a second, and what a million lines
would take at that rate. CPU time is what to compare on a machine that has other work.
"""

import argparse
import csv
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codequiz import paths, scale

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Run:
    """One way to answer all lines."""

    name: str
    wall_seconds: float
    cpu_seconds: float
    largest_mb: float


def queries(count: int) -> list[str]:
    """Lines as people have them: shorthand, and wordings of the book, whole or cut, some with a letter missing."""
    rng = random.Random(20261123)
    with (HERE / "queries" / "shorthand.tsv").open(encoding="utf-8") as file:
        short = [row[1] for row in csv.reader(file, delimiter="\t") if len(row) > 1]
    with closing(sqlite3.connect(paths.codes_db())) as connection:
        titles = [row[0] for row in connection.execute("select title from code where base_id is null")]
    lines = []
    for _ in range(count):
        if rng.random() < 0.4:
            line = rng.choice(short)
        else:
            words = rng.choice(titles).split()
            line = " ".join(words[: rng.randint(2, 8)])
        if rng.random() < 0.1 and len(line) > 6:
            at = rng.randrange(1, len(line))
            line = line[:at] + line[at + 1 :]
        lines.append(line)
    return lines


def batch(file: Path, out: Path, jobs: int) -> Run:
    """`codequiz lookup --batch`, as a process of its own."""
    command = [sys.executable, "-m", "codequiz", "lookup", "--batch", str(file), "--jobs", str(jobs)]
    started = time.perf_counter()
    with out.open("wb") as target:
        process = subprocess.Popen(command, stdout=target)
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    wall = time.perf_counter() - started
    name = "1 process" if jobs == 1 else f"{jobs} processes"
    return Run(name, wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def on_cluster(file: Path, out: Path, workers: int) -> Run | None:
    """The same by `codequiz.scale.lookup_bag` on a local Dask cluster; None where Dask is not installed."""
    try:
        import dask.bag
        import distributed
    except ImportError:
        return None

    def cpu() -> tuple[float, float]:
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024

    bag: Any = dask.bag
    engine: Any = distributed
    with (
        engine.LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster,
        engine.Client(cluster) as client,
    ):
        own = time.process_time()
        started = time.perf_counter()
        lines = bag.from_sequence(file.read_text(encoding="utf-8").splitlines(), npartitions=workers * 8)
        answers: Any = scale.lookup_bag(lines, paths.codes_db())
        given = answers.map(json.dumps).compute()
        wall = time.perf_counter() - started
        used = list(client.run(cpu).values())
        own = time.process_time() - own
    out.write_text("".join(f"{line}\n" for line in given), encoding="utf-8")
    return Run(f"Dask, {workers} workers", wall, own + sum(one for one, _ in used), max(size for _, size in used))


def without_time(path: Path) -> list[object]:
    """Answers without what differs from run to run."""
    with path.open(encoding="utf-8") as file:
        answers = [json.loads(line) for line in file]
    for answer in answers:
        del answer["elapsed_ms"]
    return answers


def main() -> None:
    """Run each way once and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lines", type=int, nargs="?", default=10_000)
    count = parser.parse_args().lines
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "queries.txt"
        outs = [Path(folder) / f"{n}.jsonl" for n in range(3)]
        file.write_text("".join(f"{line}\n" for line in queries(count)), encoding="utf-8")
        load = os.getloadavg()[0]
        runs = [batch(file, outs[0], 1), batch(file, outs[1], 2), on_cluster(file, outs[2], 2)]
        same = all(without_time(out) == without_time(outs[0]) for out in outs if out.exists())
    print(
        f"{count:,} lines, {os.cpu_count()} cores, load before: {load:.1f}; same answers: {'yes' if same else 'NO'}\n"
    )
    print("| | wall s | CPU s | largest process MB | lines/s | a million at this rate |")
    print("|---|---|---|---|---|---|")
    for run in runs:
        if run:
            rate = count / run.wall_seconds
            print(
                f"| {run.name} | {run.wall_seconds:.1f} | {run.cpu_seconds:.1f} | {run.largest_mb:.0f}"
                f" | {rate:,.0f} | {1_000_000 / rate / 60:.0f} min |"
            )


if __name__ == "__main__":
    main()
