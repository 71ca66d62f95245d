"""Which edition a file is of: told from its content where that says, then from its names, and by the user over all."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from codequiz.codes import System
from codequiz.errors import UsageError
from codequiz.releases.in_force import Period, calendar_year, fiscal_year, quarter
from codequiz.releases.model import Part
from codequiz.releases.recognise import Format

_YEAR: Final = re.compile(r"(?<!\d)(?:fy[ _-]?)?(20[1-4]\d)(?!\d)", re.IGNORECASE)
_APRIL: Final = re.compile(r"april|[-_ ]apr[-_ ]|(?<!\d)0?401(?!\d)|-update/", re.IGNORECASE)
_MONTHS: Final = {"jan": 1, "apr": 2, "jul": 3, "oct": 4}
_WANTED: Final = re.compile(
    r"(?:FY)?[ -]?(?P<year>20\d\d)(?:[- ]?(?:Q(?P<quarter>[1-4])|(?P<april>april)))?", re.IGNORECASE
)

# A billable code that is new in each fiscal year, from the Conversion Table of FY2026 and the addenda of ICD-10-PCS.
# The newest that a whole code set has tells its year; that of the last year here only says "this year or later".
_NEW_CODES: Final = {
    System.ICD10CM: (
        (2017, "A925"), (2018, "A0471"), (2019, "C43111"), (2020, "D75A"), (2021, "A8481"), (2022, "A7982"),
        (2023, "B3731"), (2024, "A4154"), (2025, "C810A"), (2026, "B8801"),
    ),
    System.ICD10PCS: ((2025, "00503Z4"), (2026, "00H033J")),
}  # fmt: skip
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
    """What a file says of its edition: its names, a year in it, its latest date, its codes."""

    names: tuple[str, ...]  # of the file, then of the zip
    year: int | None = None
    latest: str = ""
    whole: bool = False
    has_code: Callable[[str], bool] = lambda _: False


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


def markers(system: System) -> frozenset[str]:
    """The codes whose presence tells the year of a whole code set."""
    return frozenset(code for _, code in _NEW_CODES.get(system, ()))


def _wanted(system: System, text: str) -> Edition:
    match = _WANTED.fullmatch(text.strip())
    if match is None:
        raise UsageError(f"{text!r} is not the name of a release", "like FY2026, FY2026-april, 2025-Q1 or 2026")
    return _edition(
        _period(system, int(match["year"]), int(match["quarter"] or 0), bool(match["april"])), "as you said"
    )


def _told(system: System, evidence: Evidence) -> Edition | None:
    named = next((int(match[1]) for name in evidence.names if (match := _YEAR.search(name))), None)
    april = any(_APRIL.search(name) for name in evidence.names)
    if system in {System.HCPCS, System.MODIFIER} and evidence.latest:
        day = date.fromisoformat(evidence.latest)
        return _edition(quarter(day.year, (day.month - 1) // 3 + 1), "the newest date in it")
    if evidence.year is not None:
        return _edition(_period(system, evidence.year, 0, april), "the year in it")
    by_codes = _by_codes(system, evidence)
    if by_codes is not None:
        newest = _NEW_CODES[system][-1][0]
        year = named if named is not None and named > by_codes == newest else by_codes
        told_by = "its name" if year == named else "the newest codes in it"
        return _edition(_period(system, year, 0, april), told_by)
    if named is None:
        return None
    month = next((n for name in evidence.names for key, n in _MONTHS.items() if re.search(key, name, re.IGNORECASE)), 1)
    return _edition(_period(system, named, month, april), "its name")


def _by_codes(system: System, evidence: Evidence) -> int | None:
    if not evidence.whole:
        return None
    return max((year for year, code in _NEW_CODES.get(system, ()) if evidence.has_code(code)), default=None)


def _period(system: System, year: int, number: int, april: bool) -> Period:
    if system in {System.ICD10CM, System.ICD10PCS}:
        found = fiscal_year(year)
        return Period(f"{found.name}-april", date(year, 4, 1), found.end) if april else found
    if system is System.HCPCS:
        return quarter(year, number or 1)
    return calendar_year(year)


def _edition(found: Period, told_by: str) -> Edition:
    return Edition(found.name, found.start, found.end, told_by)
