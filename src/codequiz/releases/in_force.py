"""When code sets are in force. Pure, but for `today`.

ICD-10-CM and ICD-10-PCS: a fiscal year from October 1 to September 30; updates may follow on April 1.
HCPCS Level II: quarters. CPT and its modifiers: calendar years.
"""

import os
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from codequiz.codes import System
from codequiz.releases.model import Part

_QUARTERLY: Final = frozenset({System.HCPCS})
_FISCAL: Final = frozenset({System.ICD10CM, System.ICD10PCS})


class State(StrEnum):
    """Whether a release is in force on a day."""

    IN_FORCE = "in force"
    EXPIRED = "out of date"
    FUTURE = "not yet in force"
    UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class Period:
    """The time for which an edition holds; `end` is its last day."""

    name: str
    start: date
    end: date


def today() -> date:
    """The day it is for this process: `CODEQUIZ_TODAY` (ISO) when set, else the local date."""
    chosen = os.environ.get("CODEQUIZ_TODAY")
    return date.fromisoformat(chosen) if chosen else datetime.now().astimezone().date()


def period(system: System, day: date) -> Period:
    """The edition of a system that is in force on a day."""
    if system in _FISCAL:
        return fiscal_year(day.year + (day.month >= 10))
    if system in _QUARTERLY:
        return quarter(day.year, (day.month - 1) // 3 + 1)
    return calendar_year(day.year)


def fiscal_year(year: int) -> Period:
    """A fiscal year of the US government."""
    return Period(f"FY{year}", date(year - 1, 10, 1), date(year, 9, 30))


def quarter(year: int, number: int) -> Period:
    """A quarter, 1 to 4, of a calendar year."""
    start = date(year, 3 * number - 2, 1)
    after = date(year + (number == 4), 3 * number % 12 + 1, 1)
    return Period(f"{year}-Q{number}", start, after - timedelta(days=1))


def calendar_year(year: int) -> Period:
    """A calendar year."""
    return Period(str(year), date(year, 1, 1), date(year, 12, 31))


def state(start: date | None, end: date | None, day: date) -> State:
    """Whether what holds from `start` to `end` does so on `day`."""
    if start is not None and day < start:
        return State.FUTURE
    if end is None:
        return State.UNDATED
    return State.EXPIRED if day > end else State.IN_FORCE


def remedy(system: System, part: Part = Part.CODES) -> str:
    """The command that brings the current edition, or the whole instead of a sample."""
    if part is Part.TABLES:
        return "codequiz codes install icd10pcs-tables"
    if part is not Part.CODES:
        return "codequiz codes install icd10cm-index (the Alphabetic Index and the tables with it)"
    if system is System.CPT:
        return "codequiz codes import FILE (the AMA's file, for whoever has a licence)"
    if system is System.MODIFIER:
        return "codequiz codes install hcpcs (HCPCS modifiers come with it)"
    return f"codequiz codes install {system}"


def standing(system: System, name: str, start: date | None, end: date | None, day: date) -> str:
    """A sentence on a release: until when it is in force, and what has replaced it."""
    now = state(start, end, day)
    if now is State.UNDATED:
        return f"{name}, no dates known"
    if now is State.FUTURE:
        return f"{name}, in force from {start}"
    if now is State.IN_FORCE:
        return f"{name}, in force until {end}"
    current = period(system, day)
    return f"{name}, in force until {end}; {current.name} has been in force since {current.start}"
