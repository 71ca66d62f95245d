"""Whole commands as a coder waits for them, against importing the libraries they are made of, in one run.

    python benchmarks/startup.py [--rounds 15]

Prints medians and their ratio to `python -c "import typer, rich.console, rich.table"`, run in turn with them.
"""

import argparse
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(rounds + 1):
        for name, command in COMMANDS.items():
            line = command if command is BASE else [sys.executable, *command]
            start = time.perf_counter()
            subprocess.run(line, capture_output=True, check=True)
            times[name].append(time.perf_counter() - start)
    # The first round compiles, builds the index if need be, and warms the disk.
    medians = {name: statistics.median(values[1:]) * 1000 for name, values in times.items()}
    base = next(iter(medians.values()))
    print("| command | ms | ratio |\n|---|---|---|")
    for name, median in medians.items():
        print(f"| `{name}` | {median:.0f} | {median / base:.2f} |")


if __name__ == "__main__":
    main()
