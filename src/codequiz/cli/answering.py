"""Answering a query or showing a code on the console: what `lookup` and `show` do, without the option parser.

Nothing here imports Typer: a plain `codequiz lookup words` goes straight here (see `cli.direct`).
"""

import json
from enum import StrEnum
from typing import TYPE_CHECKING

from codequiz.cli import console
from codequiz.codes import System, normalise, shapes
from codequiz.errors import NothingFoundError, UsageError
from codequiz.text import well_formed

if TYPE_CHECKING:
    from codequiz.lookup import Found, Lookup


class Format(StrEnum):
    """How results are written."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


def answer_query(
    text: str,
    *,
    systems: tuple[System, ...] = (),
    billable: bool = False,
    limit: int = 10,
    output: Format = Format.TABLE,
) -> None:
    """Look `text` up and print what it finds.

    Raises UsageError for an empty query, NothingFoundError when nothing matches.
    """
    from codequiz.cli.indexing import open_codes
    from codequiz.lookup import Lookup

    text = well_formed(text).strip()
    if not text:
        raise UsageError("nothing to look up", "type a code or words: codequiz lookup heart attack")
    engine = Lookup(open_codes())
    print_found(engine, engine.find(text, systems=systems, billable=billable, limit=limit), output)


def print_found(engine: "Lookup", found: "Found", output: Format) -> None:
    """Print what a query found; raises NothingFoundError when that is nothing."""
    from codequiz.report import lookup as report

    answer = found.answer
    if output is Format.JSON:
        data = report.answer_dict(answer)
        if found.nearest:
            data["nearest"] = [report.hit_dict(hit) for hit in report.nearest_hits(found)]
        console.write_data(json.dumps(data, indent=2, ensure_ascii=False) + "\n")
    elif output is Format.JSONL:
        console.write_data(json.dumps(report.answer_dict(answer)) + "\n")
    elif output is Format.CSV:
        console.write_data(report.hits_csv(answer))
    elif found.code is not None:
        from codequiz.report.card import card

        console.show(card(engine.book.card(found.code)))
    elif answer.hits:
        console.show(report.hits_table(found))
    if output is Format.TABLE and (answer.hits or found.code):
        _note_expired(engine, {hit.system for hit in answer.hits})
    if answer.hits:
        return
    if found.missing:
        message = report.missing_message(found, engine.book.releases())
        near = "; ".join(f"{code.printed} {code.title}" for code in found.nearest[:4])
        raise NothingFoundError(message, f"the nearest are: {near}" if near else "look it up by words")
    raise NothingFoundError("nothing found", "try fewer or other words; codequiz codes status says what is installed")


def _note_expired(engine: "Lookup", systems: set[System]) -> None:
    """Say it when what was answered comes from a release that is no longer in force."""
    from codequiz.releases.in_force import period, remedy, today

    day = today()
    old = [
        f"{release.system.label} {release.name} was in force until {release.effective_to}; {now.name} has been since "
        f"{now.start} ({remedy(release.system)})"
        for release in engine.book.releases()
        if release.system in systems and "" < release.effective_to < day.isoformat()
        for now in [period(release.system, day)]
    ]
    if old:
        console.note("; ".join(old))


def show_code(
    code: str, *, systems: tuple[System, ...] = (), output: Format = Format.TABLE, everything: bool = False
) -> None:
    """Print the card of a code, shortened unless `everything`; raises NothingFoundError when it is not installed."""
    from codequiz.cli.indexing import open_codes
    from codequiz.lookup import Lookup
    from codequiz.report import card as report

    code = well_formed(code)
    engine = Lookup(open_codes())
    wanted = systems or tuple(System)
    exact = engine.book.exact(normalise(code), wanted)
    if not exact:
        found = engine.find(code, systems=[system for system in shapes(code) if system in wanted])
        if found.missing:
            print_found(engine, found, Format.TABLE)
        raise NothingFoundError(f"no code {code!r}", f"codequiz lookup {code} searches by words")
    cards = [engine.book.card(found) for found in exact]
    if output is Format.JSON:
        console.write_data(json.dumps(report.card_dict(cards[0]), indent=2, ensure_ascii=False) + "\n")
    else:
        for card in cards:
            console.show(report.card(card, everything=everything))
