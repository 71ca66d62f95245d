"""Reading a staged file from its first line to its last: what it holds, what it tells of its edition, what is wrong."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from codequiz.codes import System
from codequiz.errors import InvalidDataError, Problem
from codequiz.releases import edition as editions
from codequiz.releases.model import CodeEntry, Part, Release
from codequiz.releases.recognise import Format
from codequiz.releases.tabular import parse_tabular
from codequiz.text import one_line

MOST_PROBLEMS: Final = 20

# From how many entries on a file is the whole code set, by the smallest editions published.
_WHOLE: Final = {
    (System.ICD10CM, Part.CODES): 60_000,
    (System.ICD10PCS, Part.CODES): 65_000,
    (System.HCPCS, Part.CODES): 5_000,
    (System.CPT, Part.CODES): 8_000,
    (System.ICD10CM, Part.INDEX): 30_000,
    (System.ICD10CM, Part.EXTERNAL_CAUSES): 3_000,
    (System.ICD10CM, Part.NEOPLASMS): 500,
    (System.ICD10CM, Part.DRUGS): 3_000,
    (System.ICD10PCS, Part.TABLES): 65_000,
}
MOST_CODES: Final = 400_000
"""Four times the largest code set: a small file can make millions of codes, by 7th characters for all."""

_CUT_OFF: Final = 1000
"""An official file of at least so many entries, and fewer than the whole, has lost its end."""

_MOST_SLIPS: Final = 100
"""The official indexes have a slip here and there (a term without a title, words in the column of a code): one term
in so many is tolerated, and reported. A code set has none."""

_OFFICIAL_TEXT: Final = frozenset(
    {Format.CM_ORDER, Format.CM_CODES, Format.PCS_ORDER, Format.PCS_CODES, Format.HCPCS_RECORDS}
)
_INDEXES: Final = frozenset({Part.INDEX, Part.EXTERNAL_CAUSES, Part.NEOPLASMS, Part.DRUGS})


class BadFileError(InvalidDataError):
    """A file with problems; `problems` are the first of `count`."""

    def __init__(self, name: str, problems: Sequence[Problem], count: int) -> None:
        more = f" and {count - len(problems):,} more like it" if count > len(problems) else ""
        super().__init__(
            f"{name}: {count:,} {'problem' if count == 1 else 'problems'}; nothing was imported",
            "download the file again; if it is an official one, report this",
        )
        self.problems = tuple(problems)
        self.count = count
        self.more = more


@dataclass(slots=True)
class Log:
    """Collects the problems of one file, the first of them by line."""

    name: str
    count: int = 0
    problems: list[Problem] = field(default_factory=list)

    def report(self, line: int, message: str) -> None:
        """Count what is wrong at a line; of many, the first are kept."""
        self.count += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(self.name, line, one_line(message, 200)))

    def settle(self) -> None:
        """Raise BadFileError if anything was reported."""
        if self.count:
            raise BadFileError(self.name, self.problems, self.count)


@dataclass(slots=True)
class Contents:
    """What reading a whole release told of it."""

    system: System
    entries: int = 0
    billable: int = 0
    year: int | None = None
    latest: str = ""
    last: str = ""
    is_sample: bool = False
    newest: date | None = None
    slips: list[Problem] = field(default_factory=list)


def read(draft: Release, system: System | None) -> Contents:
    """Parse everything; raises BadFileError when there are problems, InvalidDataError when there is nothing."""
    log = Log(draft.origin)
    try:
        if draft.part in _INDEXES:
            read = _read_index(draft, log)
        elif draft.part is Part.TABLES:
            read = _read_tables(draft, log)
        else:
            read = _read_codes(draft, system, log)
    except RecursionError as error:
        raise InvalidDataError(f"{draft.origin}: nested deeper than any official file; refused") from error
    if draft.part is Part.CODES or log.count * _MOST_SLIPS > read.entries:
        log.settle()
    read.slips = log.problems
    if not read.entries:
        raise InvalidDataError(f"{draft.origin}: no codes in it; cut off?", "download the file again")
    whole = _WHOLE.get((read.system, draft.part), 1)
    read.is_sample = (read.billable if draft.part is Part.TABLES else read.entries) < whole
    return read


def _read_index(draft: Release, log: Log) -> Contents:
    from codequiz.releases.index_files import parse_index
    from codequiz.releases.reading import index_terms, xml_of
    from codequiz.releases.xml_files import version_year

    read = Contents(draft.system)
    if draft.format == Format.DRUGS_CSV:
        terms = index_terms(draft, log.report)
    else:
        root = xml_of(draft)
        read.year = version_year(root)
        terms = parse_index(root, log.report)
    for term in terms:
        read.entries += 1
        read.billable += bool(term.code or term.cells)
    return read


def _read_tables(draft: Release, log: Log) -> Contents:
    from codequiz.releases.pcs_tables import parse_tables
    from codequiz.releases.reading import xml_of
    from codequiz.releases.xml_files import version_year

    root = xml_of(draft)
    read = Contents(draft.system, year=version_year(root))
    for row in parse_tables(root, log.report):
        read.entries += 1
        read.billable += row.codes
    return read


def _read_codes(draft: Release, system: System | None, log: Log) -> Contents:
    read = Contents(draft.system)
    found: Iterable[tuple[CodeEntry, str]]
    if draft.format == Format.TABULAR:
        from codequiz.releases.reading import xml_of
        from codequiz.releases.xml_files import version_year

        root = xml_of(draft)
        read.year = version_year(root)
        found = ((entry, "") for entry in parse_tabular(root))
    else:
        if draft.system is System.CPT:
            from codequiz.releases.ama_cpt import year_said
            from codequiz.releases.source import text_lines

            read.year = year_said(text_lines(draft.path, draft.encoding, draft.origin))
        found = _entries(draft, system, log)
    for entry, day in found:
        if not read.entries and draft.format == Format.PLAIN_CSV:
            read.system = entry.system
        if entry.system is not read.system:
            continue
        if entry.level.is_code:
            read.entries += 1
            if read.entries > MOST_CODES:
                raise InvalidDataError(
                    f"{draft.origin}: more than {MOST_CODES:,} codes, which no code set has; refused"
                )
            read.billable += entry.billable and not entry.terminated
            read.last = entry.code
        read.latest = max(read.latest, day)
        since = editions.since(entry.system, entry.code)
        if since is not None and entry.billable:
            read.newest = max(read.newest or since, since)
    return read


def _entries(draft: Release, system: System | None, log: Log) -> Iterator[tuple[CodeEntry, str]]:
    """(entry, its latest date or empty) of a draft."""
    from codequiz.releases.reading import own_entries
    from codequiz.releases.source import text_lines

    if draft.format == Format.HCPCS_SHEET:
        from codequiz.releases.hcpcs_sheet import parse_sheet
        from codequiz.releases.sheets import sheet_rows

        yield from parse_sheet(sheet_rows(draft.path, draft.origin), draft.origin, log.report)
    elif draft.format == Format.PLAIN_CSV:
        from codequiz.releases.plain_csv import parse_csv

        lines = text_lines(draft.path, draft.encoding, draft.origin)
        yield from ((entry, "") for entry in parse_csv(lines, system, draft.origin, log.report))
    elif draft.format == Format.HCPCS_RECORDS:
        from codequiz.releases.hcpcs_records import latest_date, parse_records

        latest = ""

        def dated() -> Iterator[tuple[int, str]]:
            nonlocal latest
            for number, line in text_lines(draft.path, draft.encoding, draft.origin):
                latest = max(latest, latest_date(line))
                yield number, line

        for entry in parse_records(dated(), log.report):
            yield entry, latest
    else:
        yield from ((entry, "") for entry in own_entries(draft, log.report))


def check_end(draft: Release, read: Contents, *, is_ended: bool) -> None:
    """Raise InvalidDataError when the end of an official file is missing; `is_ended`: its last line is whole."""
    if draft.format not in _OFFICIAL_TEXT:
        return
    is_short = read.entries >= _CUT_OFF and read.is_sample
    is_torn = not is_ended and read.entries >= _CUT_OFF
    if is_short or is_torn:
        raise InvalidDataError(
            f"{draft.origin}: cut off after {read.last} ({read.entries:,} codes); nothing was imported",
            "download the file again",
        )
