"""Many queries: the same answers in the same order, however many work on them, in bounded memory."""

import io
import json
import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from codequiz import scale
from codequiz.codes import System
from codequiz.errors import NotReadyError
from codequiz.scale import Options, answers, bounded_lines

WORDS = "diabetes fracture asthma sepsis cataract hernia anemia migraine gout ulcer E11.9 45378 zzzqq htn".split()
LINES = [f"{WORDS[n % len(WORDS)]} {WORDS[(n * 7) % 5]}" if n % 3 else WORDS[n % len(WORDS)] for n in range(350)]


@pytest.fixture
def database(codes_home: Path) -> Path:
    return codes_home / "codes.db"


def without_time(line: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(line)
    answer.pop("elapsed_ms")
    return answer


def test_two_processes_answer_as_one_and_in_order(database: Path) -> None:
    options = Options((System.ICD10CM,), billable=True, limit=2)
    one = [without_time(line) for line in answers(LINES, database, options)]
    two = [without_time(line) for line in answers(LINES, database, options, jobs=2)]
    assert two == one
    assert [answer["query"] for answer in two] == LINES


def test_lines_are_read_as_they_are_answered(database: Path) -> None:
    read = 0

    def endless() -> Any:
        nonlocal read
        while True:
            read += 1
            yield "htn"

    with closing(answers(endless(), database, Options(limit=1), jobs=2)) as given:
        for _ in range(250):
            next(given)
    assert read < 2000


def test_a_line_without_an_end_is_cut() -> None:
    file = io.StringIO("a\r\n" + "x" * 1_000_000 + "\nlast")
    lines = list(bounded_lines(file))
    assert [len(line) for line in lines] == [1, 10_000, 4]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_stopped_in_the_middle_it_leaves_no_process(number: signal.Signals, home: Path, tmp_path: Path) -> None:
    queries = tmp_path / "queries.txt"
    queries.write_text("heart attack with fracture of femur\n" * 100_000, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "codequiz", "lookup", "--batch", str(queries), "--jobs", "2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout
    assert process.stdout.readline().startswith(b"{")
    # As from the terminal: to all of them.
    os.killpg(process.pid, number) if number is signal.SIGINT else process.send_signal(number)
    # Workers hold the pipe too: its end comes when the last of them has gone.
    _rest, errors = process.communicate(timeout=60)
    assert process.returncode == (130 if number is signal.SIGINT else -signal.SIGKILL)
    if number is signal.SIGINT:
        assert errors == b""


def test_a_reader_that_has_enough_ends_it_cleanly(home: Path, tmp_path: Path) -> None:
    queries = tmp_path / "queries.txt"
    queries.write_text("htn\n" * 20_000, encoding="utf-8")
    command = f'"{sys.executable}" -m codequiz lookup --batch "{queries}" --jobs 2 | head -1'
    result = subprocess.run(command, shell=True, capture_output=True, check=False, timeout=120)  # noqa: S602 - a pipe
    assert len(result.stdout.splitlines()) == 1
    assert result.stderr == b""


# Dask warns of its own matters.
dask_test = pytest.mark.filterwarnings("default")


@dask_test
def test_a_dask_cluster_gives_the_same_answers(database: Path) -> None:
    import dask.bag
    import distributed

    bag: Any = dask.bag
    engine: Any = distributed
    options = Options(limit=3)
    with (
        engine.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        engine.Client(cluster),
    ):
        spread: Any = scale.lookup_bag(bag.from_sequence(LINES, npartitions=6), database, options=options)
        given = spread.compute()
    here = [without_time(line) for line in answers(LINES, database, options)]
    assert [without_time(json.dumps(answer)) for answer in given] == here


def test_a_worker_with_another_index_says_so(database: Path, tmp_path: Path) -> None:
    with pytest.raises(NotReadyError, match="no index"):
        scale.lookup_partition(["htn"], str(tmp_path / "codes.db"), "x", Options())
    with pytest.raises(NotReadyError, match="another index"):
        scale.lookup_partition(["htn"], str(database), "x", Options())
    expected = scale.identity(database)
    assert scale.lookup_partition(["htn"], str(database), expected, Options(limit=1))[0]["hits"][0]["code"] == "I10"
