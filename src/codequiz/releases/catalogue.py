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
_EDITION: Final = re.compile(r"(?:FY)?[ -]?(20\d\d)(?:[ -]?Q([1-4]))?", re.IGNORECASE)
_WEB: Final = re.compile(r"https?://[^/\s]+/\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Download:
    """One address to try: what it should hold, and the page where a person finds the file."""

    url: str
    holds: str
    page: str


def downloads(name: str, edition: str, day: date) -> tuple[Period, list[Download]]:
    """The addresses of `name` (`icd10cm`) in an edition (`FY2026`, `2025-Q1`; empty: that in force on `day`).

    Raises NothingFoundError for a name that is not in the catalogue, UsageError for no edition, InvalidDataError when
    the catalogue is damaged.
    """
    sources = _sources()
    found = [source for source in sources if source["name"] == name]
    if not found:
        there = ", ".join(dict.fromkeys(source["name"] for source in sources))
        raise NothingFoundError(f"{name!r} is not in the catalogue of downloads", f"there are {there}; or give --url")
    system = System(name.partition("-")[0])
    wanted = _period(system, edition, day)
    year = wanted.end.year
    month = _MONTHS[wanted.start.month - 1]
    return wanted, [
        Download(source["url"].replace("{year}", str(year)).replace("{month}", month), source["holds"], source["page"])
        for source in found
    ]


def _period(system: System, edition: str, day: date) -> Period:
    if not edition:
        return period(system, day)
    match = _EDITION.fullmatch(edition.strip())
    if match is None:
        raise UsageError(f"{edition!r} is not the name of a release", "like FY2026, 2025-Q1 or 2026")
    year = int(match[1])
    if system in {System.ICD10CM, System.ICD10PCS}:
        return fiscal_year(year)
    return quarter(year, int(match[2] or 1)) if system is System.HCPCS else calendar_year(year)


def _sources() -> list[dict[str, str]]:
    import tomllib

    own = paths.home() / _FILE
    path: Path = own if own.is_file() else paths.shipped("codes") / _FILE
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        sources = [{key: str(row[key]) for key in ("name", "holds", "url", "page")} for row in data["source"]]
    except (OSError, ValueError) as error:
        raise InvalidDataError(f"{path}: {error}", "mend it, or delete your copy") from error
    except (KeyError, TypeError) as error:
        raise InvalidDataError(f"{path}: a [[source]] lacks {error}", "each has name, holds, url and page") from error
    for source in sources:
        if not _WEB.fullmatch(source["url"]):
            raise InvalidDataError(f"{path}: {source['url']!r} is not a web address", "it begins with https://")
        if source["name"].partition("-")[0] not in set(System):
            raise InvalidDataError(f"{path}: {source['name']!r} does not begin with a code system")
    return sources
