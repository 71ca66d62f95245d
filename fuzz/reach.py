"""How much of each parser the fuzzer reaches: `python fuzz/reach.py [TARGET]`.

Run it when `run.py` has built a corpus. Prints a table: how many files were run, and the share of lines of the
target's own modules that they reached.
"""

import subprocess
import sys
from pathlib import Path
from typing import Final

import coverage

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parent / "src" / "codequiz"
sys.path.insert(0, str(HERE))

MODULES: Final = {
    "questions": ["questions/*"],
    "format": ["formats/parse.py", "formats/model.py"],
    "key": ["cli/plain/keys.py"],
    "code": ["codes.py"],
    "query": ["lookup.py", "search/engine.py", "search/query.py", "search/spelling.py", "search/words.py"],
    "release": [
        f"releases/{name}.py"
        for name in "ama_cpt checking cross_references hcpcs_records index_files order_file pcs_tables plain_csv"
        " reading recognise source tabular xml_files".split()
    ],
    "bank": ["exchange/aiken.py", "exchange/draft.py", "exchange/gift.py", "exchange/reading.py", "exchange/table.py"],
    "history": ["history/interchange.py", "history/merging.py", "history/staging.py", "exam/events.py"],
}
"""The modules that read what a target is about."""


def files_of(target: str) -> list[Path]:
    """Seeds, finds and what the fuzzer has learnt."""
    folders = (HERE / "seeds" / target, HERE / "corpus" / target)
    return [*(path for folder in folders for path in folder.glob("*")), *HERE.glob(f"found/{target}-*")]


def reached(target: str) -> tuple[int, list[tuple[str, int, int]]]:
    """The number of files, and of each module its lines reached and its lines."""
    watch = coverage.Coverage(data_file=None, include=[str(SOURCE / module) for module in MODULES[target]])
    watch.start()
    from targets import TARGETS

    paths = files_of(target)
    for path in paths:
        TARGETS[target](path.read_bytes())
    watch.stop()
    rows = []
    for name in sorted(watch.get_data().measured_files()):
        _, lines, _, missing, _ = watch.analysis2(name)
        rows.append((Path(name).relative_to(SOURCE).as_posix(), len(lines) - len(missing), len(lines)))
    return len(paths), rows


def main() -> None:
    """Print the table, each row made by a process of its own, so that imports count for each; or one target's row."""
    if len(sys.argv) == 1:
        print("| target | files | lines reached | in % by module |\n|---|---|---|---|", flush=True)
        for target in MODULES:
            subprocess.run([sys.executable, __file__, target], check=True)
        return
    (target,) = sys.argv[1:]
    count, rows = reached(target)
    total = sum(lines for _, _, lines in rows)
    share = 100 * sum(hit for _, hit, _ in rows) // total
    each = ", ".join(f"{Path(name).stem} {100 * hit // lines}" for name, hit, lines in rows if lines)
    print(f"| `{target}` | {count:,} | {share} % | {each} |")


if __name__ == "__main__":
    main()
