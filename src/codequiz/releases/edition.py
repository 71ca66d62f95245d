"""Which edition a file is of: told from its content where that says, then from its names, and by the user over all."""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from codequiz.codes import System
from codequiz.errors import UsageError
from codequiz.releases.in_force import Period, calendar_year, fiscal_year, quarter
from codequiz.releases.model import Part
from codequiz.releases.recognise import Format

_YEAR: Final = re.compile(r"(?<!\d)(?:fy[ _-]?)?(20[1-4]\d)(?!\d)", re.IGNORECASE)
_APRIL: Final = re.compile(
    r"april|[-_ ]apr[-_ ]|(?<!\d)0?4[-_]?0?1[-_]?20[1-4]\d(?!\d)|(?<!\d)0?401(?!\d)", re.IGNORECASE
)
_QUARTER: Final = re.compile(r"(?<![a-z])(jan|apr|jul|oct)|q([1-4])(?!\d)", re.IGNORECASE)
_WANTED: Final = re.compile(
    r"(?:FY)?[ -]?(?P<year>20\d\d)(?:[- ]?(?:Q(?P<quarter>[1-4])|(?P<update>january|april)))?", re.IGNORECASE
)
_UPDATES: Final = {1: "january", 4: "april"}

# A billable code that was new on a day, from the Conversion Table of FY2026 and the addenda of the updates. The newest
# that a whole code set has tells its edition; one of the last year here only says "this year or later".
_NEW_CODES: Final = {
    "A925": date(2016, 10, 1), "A0471": date(2017, 10, 1), "C43111": date(2018, 10, 1), "D75A": date(2019, 10, 1),
    "U071": date(2020, 4, 1), "A8481": date(2020, 10, 1), "J1282": date(2021, 1, 1), "A7982": date(2021, 10, 1),
    "Z28310": date(2022, 4, 1), "B3731": date(2022, 10, 1), "Z556": date(2023, 4, 1), "A4154": date(2023, 10, 1),
    "C810A": date(2024, 10, 1), "B8801": date(2025, 10, 1),
}  # fmt: skip
_NEWEST_KNOWN: Final = 2026

# ICD-10-PCS numbers its groups of new technology, the 7th character of section X, by fiscal year from 2016 on.
_GROUPS: Final = {group: date(2015 + number, 10, 1) for number, group in enumerate("123456789ABCDEFGHJKLMNPQRSTUVWXYZ")}
_SUFFIX: Final = {
    Format.TABULAR: "tabular",
    Format.CM_CODES: "codes",
    Format.PCS_CODES: "codes",
    Format.CPT_MEDIUM: "medium",
    Format.CPT_SHORT: "short",
    Format.CPT_CONSUMER: "consumer",
}


@dataclass(frozen=True, slots=True)
class Edition:
    """Name and time of a release; `told_by` says from what it is known, `None` dates that it is not."""

    name: str
    start: date | None
    end: date | None
    told_by: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a file says of its edition.

    That is its names (of the file, then of the zip), a year in it, the latest date in it (ISO), and the day on which
    the newest code was new (`newest`) if it is a whole code set.
    """

    names: tuple[str, ...]
    year: int | None = None
    latest: str = ""
    newest: date | None = None


def edition(system: System, form: Format | None, part: Part, evidence: Evidence, wanted: str, fallback: str) -> Edition:
    """The edition of a file. `wanted` is what the user said (`FY2026`, `2025-Q1`), `fallback` names an undated one.

    Raises UsageError when `wanted` is no edition.
    """
    found = _wanted(system, wanted) if wanted else _told(system, evidence)
    suffix = part.value if part is not Part.CODES else _SUFFIX.get(form, "") if form else ""
    name = found.name if found else f"undated-{fallback}"
    named = f"{name}-{suffix}" if suffix else name
    if found is None:
        return Edition(named, None, None, "")
    return replace(found, name=named)


def since(system: System, code: str) -> date | None:
    """The day on which a billable code was new, when that is known here."""
    if system is System.ICD10PCS:
        return _GROUPS.get(code[6]) if code[0] == "X" and len(code) == 7 else None
    return _NEW_CODES.get(code) if system is System.ICD10CM else None


def _wanted(system: System, text: str) -> Edition:
    match = _WANTED.fullmatch(text.strip())
    if match is None:
        raise UsageError(f"{text!r} is not the name of a release", "like FY2026, FY2026-april, 2025-Q1 or 2026")
    update = next((month for month, name in _UPDATES.items() if name == (match["update"] or "").lower()), 0)
    return _edition(_period(system, int(match["year"]), int(match["quarter"] or 0), update), "as you said")


def _told(system: System, evidence: Evidence) -> Edition | None:
    named = next((int(match[1]) for name in evidence.names if (match := _YEAR.search(name))), None)
    if system in {System.HCPCS, System.MODIFIER} and evidence.latest:
        day = date.fromisoformat(evidence.latest)
        return _edition(quarter(day.year, (day.month - 1) // 3 + 1), "the newest date in it")
    update = 4 if any(_APRIL.search(name) for name in evidence.names) else 0
    newest = evidence.newest
    if evidence.year is not None:
        year, told_by = evidence.year, "the year in it"
    elif newest is not None:
        year, told_by = newest.year + (newest.month >= 10), "the newest codes in it"
        if named is not None and named > year >= _NEWEST_KNOWN:
            year, told_by = named, "its name"
    elif named is not None:
        return _edition(_period(system, named, _quarter(evidence.names), update), "its name")
    else:
        return None
    if not update and newest is not None and newest.year == year and newest.month in _UPDATES:
        update = newest.month
    return _edition(_period(system, year, 0, update), told_by)


def _quarter(names: tuple[str, ...]) -> int:
    """The quarter that names say, 0 when they say none."""
    match = next((match for name in names if (match := _QUARTER.search(name))), None)
    if match is None:
        return 0
    return int(match[2]) if match[2] else "jan apr jul oct".split().index(match[1].lower()) + 1


def _period(system: System, year: int, number: int, update: int) -> Period:
    """The period of a year, of its quarter `number` or from its update in the month `update` on (0: none)."""
    if system in {System.ICD10CM, System.ICD10PCS}:
        found = fiscal_year(year)
        return Period(f"{found.name}-{_UPDATES[update]}", date(year, update, 1), found.end) if update else found
    if system is System.HCPCS:
        return quarter(year, number or 1)
    return calendar_year(year)


def _edition(found: Period, told_by: str) -> Edition:
    return Edition(found.name, found.start, found.end, told_by)
