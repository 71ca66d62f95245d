"""Time of every history command with thousands of sessions.

    python benchmarks/history.py [--sessions 5000] [--questions 20] [--rounds 3]

Builds a history of invented sessions over two years (the shipped questions; two thirds exams, one third study; answers
right in 60 to 85 percent, some changed), then runs each command as a whole process and prints the median of its times
(on a machine that others use too, the processor's is the one to compare) and its peak memory.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from codequiz import bank, formats
from codequiz.exam import Answered, Event, Flagged, Instant, Mode, Moved, Started, State, Submitted, apply, start
from codequiz.history import History
from codequiz.practice import Setup, prepare

CHANGED = 0.05
FLAGGED = 0.1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sessions", type=int, default=5000)
    parser.add_argument("--questions", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        home, other = Path(name, "home"), Path(name, "other")
        for directory in (home, other):
            directory.mkdir()
        began = time.perf_counter()
        build(home / "history.db", options.sessions, options.questions)
        size = (home / "history.db").stat().st_size / 2**20
        print(
            f"{options.sessions} sessions of {options.questions} questions, {size:.0f} MB,"
            f" built in {time.perf_counter() - began:.0f} s\n"
        )
        measure(home, other, Path(name), options.rounds)


def build(path: Path, sessions: int, questions: int) -> None:
    """A history that a diligent learner might have."""
    luck = random.Random(1)
    exam, usable = formats.load("cpc-150"), bank.usable(bank.installed())
    first = datetime.now(UTC).replace(microsecond=0) - timedelta(days=730)
    with History(path) as history:
        history._connection.execute("PRAGMA synchronous = OFF")  # noqa: SLF001  # what is built here may be lost
        for number in range(sessions):
            mode = Mode.STUDY if number % 3 == 2 else Mode.EXAM
            setup = prepare(exam, usable, count=questions, mode=mode, seed=number)
            at = first + timedelta(days=729) * number / sessions
            sit(history, setup, at.replace(microsecond=0), 0.6 + 0.25 * number / sessions, luck)


def sit(history: History, setup: Setup, at: datetime, ability: float, luck: random.Random) -> None:
    """One session, stored with one transaction."""
    begun = Instant(at, f"boot-{at:%j}", 1000.0, 1000.0)
    first = state = start(setup.plan, begun)
    session_id = history.begin(history.new_uid(), state, setup.questions, Started())
    events: list[tuple[Event, Instant]] = []
    seconds = 0.0
    for n, item in enumerate(setup.plan.items):
        happened: list[Event] = [Moved(n)] if n else []
        if luck.random() < FLAGGED:
            happened.append(Flagged(True))
        if luck.random() < CHANGED and setup.plan.mode is Mode.EXAM:
            happened.append(Answered(luck.randrange(item.choices)))
        right = luck.random() < ability
        happened.append(Answered(item.answer if right else (item.answer + 1) % item.choices))
        for event in happened:
            seconds += luck.uniform(20, 70)
            state = put(state, event, events, begun, seconds)
    state = put(state, Submitted(), events, begun, seconds + 5)
    history.record(session_id, 2, events, first, state)


def put(state: State, event: Event, events: list[tuple[Event, Instant]], begun: Instant, seconds: float) -> State:
    """Let an event happen, `seconds` after the start."""
    whole = round(seconds, 3)
    at = Instant(begun.utc + timedelta(seconds=whole), begun.boot_id, 1000 + whole, 1000 + whole)
    events.append((event, at))
    return apply(state, event, at)


def measure(home: Path, other: Path, scratch: Path, rounds: int) -> None:
    """Print a table of times."""
    lines, page = scratch / "all.jsonl", scratch / "report.html"
    commands = [
        (home, "history"),
        (home, "history --limit 100000"),
        (home, "history --format json"),
        (home, "history --exam cpc-150 --mode study --since 90d"),
        (home, "history show 2500"),
        (home, "history show 2500 --wrong --explain"),
        (home, "history rename 2500 x"),
        (home, "history readiness"),
        (home, "history trend"),
        (home, "history next"),
        (home, "history due"),
        (home, "history due --exam-date 2099-12-31 --per-day 20"),
        (home, f"history report {page} --force"),
        (home, f"history export {lines} --force"),
        (home, f"history export {scratch / 'all.csv'} --force"),
        (home, f"history export {scratch / 'all.db'} --force"),
        (home, "history backup"),
        (other, f"history import {lines}"),
        (other, f"history import {lines}  (again)"),
        (scratch / "third", f"history merge {scratch / 'all.db'}"),
        (home, "history delete --yes 17"),
        (home, "practice -n 10  (start, and pause)"),
        (home, "practice --mode weak  (start, and pause)"),
    ]
    print("| command | seconds | of them CPU | peak MB |\n|---|---|---|---|")
    for where, command in commands:
        said = command.replace(f"{scratch}/", "")
        once = any(word in command for word in ("delete", "import", "merge"))
        times: list[tuple[float, float]] = []
        peak = 0.0
        for _ in range(1 if once else rounds):
            took, cpu, memory = run(where, command.split("  ")[0].split())
            times.append((took, cpu))
            peak = max(peak, memory)
        took, cpu = (statistics.median(column) for column in zip(*times, strict=True))
        print(f"| `codequiz {said}` | {took:.2f} | {cpu:.2f} | {peak:.0f} |", flush=True)


def run(home: Path, arguments: list[str]) -> tuple[float, float, float]:
    """Seconds, those of the processor among them, and peak megabytes of one command, which must succeed."""
    environment = {**os.environ, "CODEQUIZ_HOME": str(home)}
    before = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "codequiz", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environment,
    )
    assert process.stderr is not None
    said = process.stderr.read().decode()
    _, status, used = os.wait4(process.pid, 0)
    took = time.perf_counter() - before
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode:
        sys.exit(f"{' '.join(arguments)}: exit {process.returncode}: {said}")
    megabytes = used.ru_maxrss / 1024 if sys.platform != "darwin" else used.ru_maxrss / 2**20
    return took, used.ru_utime + used.ru_stime, megabytes


if __name__ == "__main__":
    main()
