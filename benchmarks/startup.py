"""Whole commands as a coder waits for them, against importing the libraries they are made of, in one run.

    python benchmarks/startup.py [--rounds 15]

Prints medians and their ratio to `python -c "import typer, rich.console, rich.table"`, run in turn with them: of the
time on the clock, and of the processors' time, which other work on the machine disturbs less.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import time

BASE = [sys.executable, "-c", "import typer, rich.console, rich.table"]
COMMANDS = {
    "import typer, rich.console, rich.table": BASE,
    "codequiz lookup E11.9": ["-m", "codequiz", "lookup", "E11.9"],
    "codequiz lookup type 2 diabetes with neuropathy": [
        *("-m", "codequiz", "lookup", "type 2 diabetes with neuropathy"),
    ],
    "codequiz show K35.2": ["-m", "codequiz", "show", "K35.2"],
    "codequiz lookup lap chole --limit 3": ["-m", "codequiz", "lookup", "lap", "chole", "--limit", "3"],
    "codequiz lookup htn --format json": ["-m", "codequiz", "lookup", "htn", "--format", "json"],
}


# As it is for a user: compiled modules are kept.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def processors_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in COMMANDS}
    for _ in range(rounds + 1):
        for name, command in COMMANDS.items():
            line = command if command is BASE else [sys.executable, *command]
            start, used = time.perf_counter(), processors_seconds()
            subprocess.run(line, capture_output=True, check=True, env=ENVIRONMENT)
            times[name].append((time.perf_counter() - start, processors_seconds() - used))
    # The first round compiles, builds the index if need be, and warms the disk.
    medians = {
        name: [statistics.median(column) * 1000 for column in zip(*values[1:], strict=True)]
        for name, values in times.items()
    }
    base = medians[next(iter(medians))]
    print("| command | ms | ratio | processor ms | ratio |\n|---|---|---|---|---|")
    for name, (wall, processor) in medians.items():
        print(f"| `{name}` | {wall:.0f} | {wall / base[0]:.2f} | {processor:.0f} | {processor / base[1]:.2f} |")


if __name__ == "__main__":
    main()
