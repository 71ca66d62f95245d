"""Answering a query or showing a code on the console: what `lookup` and `show` do, without the option parser.

Nothing here imports Typer: `cli.direct` comes straight here.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

from codequiz.cli import console
from codequiz.cli.output import AnswerFormat, PageFormat
from codequiz.codes import System, shapes
from codequiz.errors import CodequizError, NothingFoundError, NotReadyError, UsageError
from codequiz.text import well_formed

if TYPE_CHECKING:
    from codequiz.found import Found
    from codequiz.lookup import Lookup

_SHOWN_NEAREST: Final = 4


def look_up(
    words: Sequence[str],
    *,
    system: Sequence[System] | None,
    billable: bool,
    limit: int,
    output: AnswerFormat,
    batch: str | None,
    jobs: int,
) -> None:
    """Print what the words of a query find, or each line of a file or `-`; without either, search as it is typed.

    Raises UsageError where there is nothing to look up, NothingFoundError when nothing matches.
    """
    systems = tuple(system or ())
    if batch is not None:
        if words:
            raise UsageError("a query and --batch exclude each other", "put the queries into the file, one a line")
        _answer_lines(_lines(batch), systems, billable=billable, limit=limit, jobs=jobs)
    elif not words and output is AnswerFormat.TABLE and console.is_whole_terminal():
        _search_as_typed(systems, billable=billable)
    else:
        _answer(" ".join(words), systems, billable=billable, limit=limit, output=output)


def _answer(text: str, systems: tuple[System, ...], *, billable: bool, limit: int, output: AnswerFormat) -> None:
    from codequiz.cli.indexing import open_codes
    from codequiz.lookup import Lookup

    text = well_formed(text).strip()
    if not text:
        raise UsageError("nothing to look up", "type a code or words: codequiz lookup heart attack")
    engine = Lookup(open_codes())
    print_found(engine, engine.find(text, systems=systems, billable=billable, limit=limit), output)


def _answer_lines(lines: Iterator[str], systems: tuple[System, ...], *, billable: bool, limit: int, jobs: int) -> None:
    """One JSON object a line, in order."""
    from codequiz import paths, scale
    from codequiz.cli.indexing import open_codes

    open_codes().close()
    options = scale.Options(systems, billable, limit)
    with closing(scale.answers(lines, paths.codes_db(), options, jobs)) as answers:
        for answer in answers:
            console.write_data(answer + "\n")


def _lines(source: str) -> Iterator[str]:
    """The lines of a file, or of standard input for `-`; undecodable bytes are replaced."""
    from codequiz.scale import bounded_lines

    if source == "-":
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
        yield from bounded_lines(sys.stdin)
        return
    try:
        with Path(source).open(encoding="utf-8", errors="replace") as file:
            yield from bounded_lines(file)
    except OSError as error:
        hint = "check the path; - reads standard input"
        raise CodequizError(f"cannot read {source}: {error.strerror or error}", hint) from error


def _search_as_typed(systems: tuple[System, ...], *, billable: bool) -> None:
    """The full-screen search. The index is built, if it has to be, before the screen opens."""
    from codequiz.cli.indexing import open_codes
    from codequiz.lookup import Lookup

    engine = Lookup(open_codes())
    from codequiz.question_codes import touching
    from codequiz.tui.lookup_app import LookupApp, pane_of

    LookupApp(pane_of(engine, systems=systems, billable=billable, touching=touching)).run()


def print_found(engine: "Lookup", found: "Found", output: AnswerFormat) -> None:
    """Print what a query found; raises NothingFoundError when that is nothing."""
    from codequiz.report import lookup as report

    answer = found.answer
    if output is AnswerFormat.JSON:
        data = report.answer_dict(answer)
        if found.nearest:
            data["nearest"] = [report.hit_dict(hit) for hit in report.nearest_hits(found)]
        console.write_json(data)
    elif output is AnswerFormat.JSONL:
        console.write_data(json.dumps(report.answer_dict(answer)) + "\n")
    elif output is AnswerFormat.CSV:
        console.write_data(report.hits_csv(answer))
    elif found.code is not None and not found.total:
        from codequiz.question_codes import touching
        from codequiz.report.card import card

        console.show(card(engine.book.card(found.code), touching=touching))
    elif answer.hits:
        console.show(report.hits_table(found))
    if output is AnswerFormat.TABLE:
        _note_expired(engine, {*(hit.system for hit in answer.hits), *(found.missing_systems if found.missing else ())})
    if found.unknown:
        console.note(f"no code {', '.join(found.unknown)}: codequiz lookup with each alone tells more")
    if not answer.hits:
        raise _nothing(engine, found)


def _nothing(engine: "Lookup", found: "Found") -> CodequizError:
    """Why a query found nothing, and what to do."""
    from codequiz.releases.in_force import remedy
    from codequiz.report import lookup as report

    if found.absent:
        return NotReadyError(report.absent_message(found), remedy(found.absent[0]))
    if found.missing:
        message = report.missing_message(found, engine.book.releases())
        near = "; ".join(f"{code.printed} {code.title}" for code in found.nearest[:_SHOWN_NEAREST])
        return NothingFoundError(message, f"nearest: {near}" if near else "look it up by words")
    for other in engine.book.exact(found.answer.query, shapes(found.answer.query)):
        return NothingFoundError(f"nothing found: {other.printed} is a {other.system.label} code", "leave out --system")
    return NothingFoundError("nothing found", "try fewer or other words; codequiz codes status says what is installed")


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


def show_code(code: str, *, system: Sequence[System] | None, output: PageFormat, everything: bool) -> None:
    """Print the card of a code, shortened unless `everything`; raises NothingFoundError when it is not installed."""
    from codequiz.cli.indexing import open_codes
    from codequiz.lookup import Lookup
    from codequiz.question_codes import touching
    from codequiz.report import card as report

    code = well_formed(code).strip()
    if not code:
        raise UsageError("nothing to show", "type a code: codequiz show E11.9")
    engine = Lookup(open_codes())
    exact = engine.book.exact(code, tuple(system or System))
    if not exact:
        found = engine.find(code, systems=tuple(system or ()))
        if not found.answer.hits:
            raise _nothing(engine, found)
        if found.code is None:
            hint = f"codequiz lookup {code} finds codes by their beginning and by words"
            raise NothingFoundError(f"no code {code!r}", hint)
        exact = [found.code]
    cards = [engine.book.card(entry) for entry in exact]
    if output is PageFormat.JSON:
        console.write_json(report.card_dict(cards[0], touching=touching))
    else:
        for number, card in enumerate(cards):
            if number:
                console.write()
            console.show(report.card(card, everything=everything, touching=touching))
        _note_expired(engine, {card.code.system for card in cards})
