"""`codequiz drill`: find the code for what is shown, against the clock, with the lookup open."""

import secrets
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from statistics import median
from typing import TYPE_CHECKING, Annotated, Final

import typer

from codequiz.cli import console
from codequiz.errors import UsageError
from codequiz.text import one_line

if TYPE_CHECKING:
    from codequiz.cli.lines import LineReader
    from codequiz.cli.open_book import Book
    from codequiz.generate import Target
    from codequiz.history import DrillRow, History
    from codequiz.lookup import Lookup
    from codequiz.practice import Clock

DEFAULT_CODES: Final = 10
MAX_CODES: Final = 500
_COMMANDS: Final = "/ and words looks up, a code answers, s skips, e ends."
_HELP = """Find it: the clock measures how long you need to find each code, with the lookup open.

/ and words looks up. A code answers: a wrong one says what it is, and you go on looking. s skips, e ends.

Examples:

  codequiz drill                        ten conditions and services
  codequiz drill -n 20 --system icd10cm
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("drill", help=_HELP)(drill)


def drill(
    *,
    codes: Annotated[
        int, typer.Option("--codes", "-n", metavar="N", min=1, max=MAX_CODES, help="How many codes to find.")
    ] = DEFAULT_CODES,
    system: Annotated[
        list[str] | None,
        typer.Option("--system", metavar="SYSTEM", help="Only icd10cm, cpt or hcpcs; can be repeated."),
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", metavar="N", min=0, help="Ask for the same codes again.")
    ] = None,
) -> None:
    """Measure how fast codes are found; see _HELP."""
    from codequiz import paths
    from codequiz.cli.indexing import open_codes
    from codequiz.cli.lines import LineReader
    from codequiz.cli.open_book import Book
    from codequiz.codeview import CodeView
    from codequiz.generate import targets
    from codequiz.generate.finding import SYSTEMS
    from codequiz.history import History
    from codequiz.lookup import Lookup
    from codequiz.practice import SystemClock

    systems = [known for known in SYSTEMS if not system or known.value in system]
    unknown = set(system or ()) - {known.value for known in SYSTEMS}
    if unknown:
        raise UsageError(f"no drill for {', '.join(sorted(unknown))}", f"systems: {', '.join(SYSTEMS)}")
    paths.writable_home()
    with closing(open_codes()) as connection, History(paths.history_db()) as history:
        chosen_seed = secrets.randbelow(1_000_000) if seed is None else seed
        asked = list(islice(targets(CodeView(connection), chosen_seed, systems), codes))
        console.write(f"{len(asked)} to find. {_COMMANDS} Seed {chosen_seed}.")
        lookup = Lookup(connection)
        uid = history.new_uid()
        seconds = _Drill(
            asked, LineReader(), lookup, Book(lambda: lookup), SystemClock(), lambda n, row: _keep(history, uid, n, row)
        ).run()
        _summarise(seconds, history.drill_seconds(without=uid))


def _keep(history: "History", uid: str, number: int, row: "DrillRow") -> None:
    from datetime import UTC, datetime

    history.record_drill(uid, number, datetime.now(UTC), row)


@dataclass(slots=True)
class _Drill:
    """The loop over targets; every one done is kept before the next is shown."""

    targets: "list[Target]"
    lines: "LineReader"
    lookup: "Lookup"
    book: "Book"
    clock: "Clock"
    keep: "Callable[[int, DrillRow], None]"

    def run(self) -> list[float | None]:
        """Seconds until each was found; None for those that were skipped."""
        results: list[float | None] = []
        for number, target in enumerate(self.targets, 1):
            console.write(f"\n{number}. {target.code.system.label}: {target.asked}")
            row = self._search(target)
            if row is None:
                break
            self.keep(number, row)
            results.append(row.seconds if row.found else None)
        return results

    def _search(self, target: "Target") -> "DrillRow | None":
        """Until the code is entered or skipped; None when the drill ends."""
        from codequiz.cli.lines import Wait
        from codequiz.codes import normalise

        started = self.clock.now().boot_seconds
        tries = lookups = 0
        while True:
            console.prompt("> ")
            line = self.lines.read(3600.0)
            if line is Wait.NOTHING:
                continue
            if isinstance(line, Wait) or line.strip().lower() == "e":
                console.write()
                return None
            text = line.strip()
            seconds = self.clock.now().boot_seconds - started
            if text.startswith("/"):
                lookups += 1
                self._look_up(text[1:].strip())
            elif text == "?":
                console.write(_COMMANDS)
            elif text.lower() == "s":
                console.write(f"Skipped. It is {target.code.printed}: {one_line(target.code.title, 200)}")
                return _row(target, tries, lookups, seconds, found=False)
            elif normalise(text) == target.code.code:
                console.write(f"Found in {seconds:.1f} s: {target.code.printed}, {one_line(target.code.title, 200)}")
                return _row(target, tries + 1, lookups, seconds, found=True)
            elif text:
                tries += 1
                self._say_what_it_is(text)

    def _look_up(self, query: str) -> None:
        if query:
            self.book.look_up(query)
        else:
            console.write("Write words after the slash: / fracture distal radius")

    def _say_what_it_is(self, text: str) -> None:
        entry = self.lookup.find(text, limit=1).code
        if entry is None:
            console.write("That is no installed code. / and words looks up, s skips.")
        else:
            console.write(f"No: {entry.printed} is {one_line(entry.title, 200)}")


def _row(target: "Target", tries: int, lookups: int, seconds: float, *, found: bool) -> "DrillRow":
    from codequiz.history import DrillRow

    code = target.code
    return DrillRow(code.system, code.printed, target.asked, found, tries, lookups, seconds)


def _summarise(results: "list[float | None]", before: list[float]) -> None:
    found = [seconds for seconds in results if seconds is not None]
    console.write(f"Found {len(found)} of {len(results)}.")
    if found:
        console.write(f"Median {median(found):.1f} s, fastest {min(found):.1f} s, slowest {max(found):.1f} s.")
    if found and before:
        console.write(f"In earlier drills: median {median(before):.1f} s over {len(before)} codes.")
