"""The catalogue of official downloads, `codes/releases.toml`, or the user's copy of it in their data directory."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from codequiz import paths
from codequiz.codes import System
from codequiz.errors import InvalidDataError, NothingFoundError, UsageError
from codequiz.releases.in_force import Period, calendar_year, fiscal_year, period, quarter

_FILE: Final = "releases.toml"
_MONTHS: Final = "january february march april may june july august september october november december".split()
_EDITION: Final = re.compile(r"(?:FY)?[ -]?(20\d\d)(?:[ -]?(?:Q([1-4])|(april)))?", re.IGNORECASE)
_WEB: Final = re.compile(r"https?://[^/\s]+/\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Download:
    """One address to try: what it should hold, and the page where a person finds the file."""

    url: str
    holds: str
    page: str


def downloads(name: str, edition: str, day: date) -> tuple[Period, list[Download]]:
    """The addresses of `name` (`icd10cm`) in an edition (`FY2026`, `2025-Q1`; empty: that in force on `day`).

    Those of an update come first from its day on, and alone when the edition is one (`FY2026-april`).
    Raises NothingFoundError for a name that is not in the catalogue, UsageError for no edition, InvalidDataError when
    the catalogue is damaged.
    """
    sources = _sources()
    found = [source for source in sources if source.name == name]
    if not found:
        there = ", ".join(dict.fromkeys(source.name for source in sources))
        raise NothingFoundError(f"{name!r} is not in the catalogue of downloads", f"there are {there}; or give --url")
    system = System(name.partition("-")[0])
    wanted, update = _period(system, edition, day)
    if update:
        found = [source for source in found if source.update]
    elif not (not edition and wanted.start.month == 10 and day >= date(wanted.end.year, 4, 1)):
        found = [source for source in found if not source.update]
    if not found:
        raise NothingFoundError(f"the catalogue has no update of {name}", "give --url, or another --release")
    year = wanted.end.year
    month = _MONTHS[wanted.start.month - 1]
    if update:
        wanted = Period(f"{wanted.name}-april", date(year, 4, 1), wanted.end)
    return wanted, [
        Download(source.url.replace("{year}", str(year)).replace("{month}", month), source.holds, source.page)
        for source in sorted(found, key=lambda source: not source.update)
    ]


def _period(system: System, edition: str, day: date) -> tuple[Period, bool]:
    """(the edition, whether its update of April is meant)."""
    if not edition:
        return period(system, day), False
    match = _EDITION.fullmatch(edition.strip())
    if match is None or (match[3] and system not in {System.ICD10CM, System.ICD10PCS}):
        raise UsageError(f"{edition!r} is not the name of a release", "like FY2026, FY2026-april, 2025-Q1 or 2026")
    year = int(match[1])
    if system in {System.ICD10CM, System.ICD10PCS}:
        return fiscal_year(year), bool(match[3])
    return (quarter(year, int(match[2] or 1)) if system is System.HCPCS else calendar_year(year)), False


@dataclass(frozen=True, slots=True)
class _Source:
    """A row of the catalogue."""

    name: str
    holds: str
    url: str
    page: str
    update: bool


def _sources() -> list[_Source]:
    import tomllib

    own = paths.home() / _FILE
    path: Path = own if own.is_file() else paths.shipped("codes") / _FILE
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        sources = [
            _Source(
                name=str(row["name"]),
                holds=str(row["holds"]),
                url=str(row["url"]),
                page=str(row["page"]),
                update=str(row.get("update")) == "april",
            )
            for row in data["source"]
        ]
    except (OSError, ValueError) as error:
        raise InvalidDataError(f"{path}: {error}", "mend it, or delete your copy") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise InvalidDataError(f"{path}: a [[source]] lacks {error}", "each has name, holds, url and page") from error
    for source in sources:
        if not _WEB.fullmatch(source.url):
            raise InvalidDataError(f"{path}: {source.url!r} is not a web address", "it begins with https://")
        if source.name.partition("-")[0] not in set(System):
            raise InvalidDataError(f"{path}: {source.name!r} does not begin with a code system")
    return sources
