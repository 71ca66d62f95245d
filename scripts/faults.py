"""Tries the faults of tests/test_faults.py at many points and writes the table of docs/promises.md: `make faults`.

`CODEQUIZ_TEST_FAULTS` says at how many writes each (10; `all` takes hours). Nothing is written when a test failed.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

TREE = Path(__file__).resolve().parent.parent
PAGE = TREE / "docs" / "promises.md"
BETWEEN = re.compile(r"(<!-- written by `make faults` -->\n).*?(<!-- end -->\n)", re.DOTALL)


def table(said: list[tuple[str, str, str]]) -> str:
    """What was tried, of each (writer, fault, points): a row a fault, a column a writer, in the order of the tests."""
    sys.path.insert(0, str(TREE / "tests"))
    from test_faults import FAULTS, WRITERS

    cells = {(fault, writer): tried for writer, fault, tried in said}
    lines = [f"| | {' | '.join(WRITERS)} |", "|---" * (len(WRITERS) + 1) + "|"]
    for fault in FAULTS.values():
        lines.append(f"| {fault} | {' | '.join(cells.get((fault, writer), '') for writer in WRITERS)} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Run the tests; the exit code is theirs."""
    environment = {"CODEQUIZ_TEST_FAULTS": "10"} | os.environ
    command = [sys.executable, "-m", "pytest", "-n", "auto", "--dist", "load", "-rP", "tests/test_faults.py"]
    result = subprocess.run(command, cwd=TREE, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    said = [(cell[0], cell[1], cell[2]) for cell in re.findall(r"(?m)^held: (.*?) \| (.*?) \| (.*)$", result.stdout)]
    if result.returncode or not said:
        sys.stdout.write(result.stdout)
        return result.returncode or 1
    page, changed = BETWEEN.subn(lambda found: found[1] + table(said) + found[2], PAGE.read_text(encoding="utf-8"))
    if changed != 1:
        sys.exit(f"{PAGE} has no place for the table")
    PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
