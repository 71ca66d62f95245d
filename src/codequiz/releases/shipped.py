"""The code sets that come with an installation: ICD-10-CM in the package `simple-icd-10-cm`, samples in `codes/`."""

import importlib.util
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from codequiz import paths
from codequiz.codes import System, normalise
from codequiz.errors import InvalidDataError
from codequiz.releases.model import CodeEntry, Level, Release

_MONTHS: Final = "january february march april may june july august september october november december".split()
_TABULAR: Final = re.compile(r"icd10cm?-tabular-(?P<month>[a-z]+)-(?:\d+-)?(?P<year>\d{4})\.xml", re.IGNORECASE)


def tabular_file() -> Path | None:
    """The Tabular List in the installed package, found without importing it; None when it is missing.

    Importing the package parses its file, which takes two seconds.
    """
    data = paths.chosen_codes()
    if data is None:
        spec = importlib.util.find_spec("simple_icd_10_cm")
        if spec is None or not spec.submodule_search_locations:
            return None
        data = Path(next(iter(spec.submodule_search_locations))) / "data"
    return max((path for path in data.glob("*.xml") if _TABULAR.fullmatch(path.name)), key=_dated, default=None)


def _dated(path: Path) -> date:
    match = _TABULAR.fullmatch(path.name)
    if match is None or match["month"].lower() not in _MONTHS:
        return date.min
    return date(int(match["year"]), _MONTHS.index(match["month"].lower()) + 1, 1)


def releases() -> list[Release]:
    """What is there without any import, one release a system."""
    found = []
    tabular = tabular_file()
    if tabular is not None:
        start = _dated(tabular)
        fiscal_year = start.year + (start.month >= 10)
        found.append(
            Release(
                system=System.ICD10CM,
                name=f"FY{fiscal_year}",
                effective_from=start,
                effective_to=date(fiscal_year, 9, 30),
                origin="Tabular List of CDC/NCHS, from the package simple-icd-10-cm",
                licence="public domain (US government)",
                is_sample=False,
                path=tabular,
                format="tabular",
            )
        )
    else:
        found.append(_sample(System.ICD10CM, "icd10cm.csv", date(2025, 10, 1), date(2026, 9, 30), "FY2026 sample"))
    found.append(_sample(System.CPT, "cpt.csv", date(2026, 1, 1), date(2026, 12, 31), "2026 sample"))
    found.append(_sample(System.HCPCS, "hcpcs.csv", date(2026, 7, 1), date(2026, 9, 30), "2026 Q3 sample"))
    found.append(_sample(System.MODIFIER, "modifiers.csv", date(2026, 1, 1), date(2026, 12, 31), "2026 sample"))
    return found


def _sample(system: System, name: str, start: date, end: date, label: str) -> Release:
    return Release(
        system=system,
        name=label,
        effective_from=start,
        effective_to=end,
        origin=f"codes/{name} of this project",
        licence="MIT (descriptions in the project's own words)",
        is_sample=True,
        path=paths.shipped("codes") / name,
        format="sample",
    )


def sample_entries(systems: Iterable[System]) -> Iterator[CodeEntry]:
    """The project's own entries for the flat code systems among `systems`: everyday names for official codes."""
    wanted = set(systems)
    for release in releases():
        if release.system in wanted and release.is_sample:
            yield from parse_sample(release)


@dataclass(frozen=True, slots=True)
class EverydayName:
    """What people call a code, other names for it, and how common it is (1 rare to 3 daily)."""

    name: str
    also: tuple[str, ...]
    common: int


@dataclass(frozen=True, slots=True)
class Synonym:
    """A term people type, the words it stands for (may be empty), and the codes it means, best first."""

    term: str
    kind: str
    words: str
    codes: tuple[tuple[System, str], ...]

    @property
    def meanings(self) -> tuple[str, ...]:
        """The words' alternatives, between commas; for procedures and supplies a comma sets a detail apart instead."""
        if self.kind in ("procedure", "supply") or not self.words:
            return (self.words,) if self.words else ()
        return tuple(part.strip() for part in self.words.split(",") if part.strip())


def parse_sample(release: Release) -> Iterator[CodeEntry]:
    """The entries of one of the project's own CSV files."""
    for line, row in read_csv(release.path):
        try:
            yield _entry(release.system, row)
        except (KeyError, ValueError) as error:
            raise InvalidDataError(f"{release.path.name}:{line}: {error}", "reinstall codequiz") from error


def _entry(system: System, row: dict[str, str]) -> CodeEntry:
    code = normalise(row["code"])
    title = row["name"] if system is System.ICD10CM else row["description"]
    group = " · ".join(row[key] for key in ("section", "subsection", "category", "set") if row.get(key))
    flags = tuple(key for key in ("add_on", "modifier_51_exempt") if row.get(key) == "yes")
    return CodeEntry(
        system=system,
        code=code,
        title=title,
        billable=system is not System.MODIFIER,
        level=Level.CATEGORY if system is System.ICD10CM and len(code) == 3 else Level.CODE,
        also=split_list(row.get("also", "")),
        common=int(row.get("common") or 0),
        group=group,
        flags=flags,
    )


def everyday_names() -> dict[str, EverydayName]:
    """By normalised ICD-10-CM code: the names of `codes/icd10cm.csv`."""
    return {
        normalise(row["code"]): EverydayName(row["name"], split_list(row["also"]), int(row["common"]))
        for _, row in read_csv(names_file())
    }


def synonyms() -> list[Synonym]:
    """The rows of `codes/synonyms.csv`."""
    return [
        Synonym(row["term"], row["kind"], row["words"], tuple(_identifier(code) for code in row["codes"].split()))
        for _, row in read_csv(synonyms_file())
    ]


def names_file() -> Path:
    """The file of everyday names."""
    return paths.shipped("codes") / "icd10cm.csv"


def synonyms_file() -> Path:
    """The file of synonyms."""
    return paths.shipped("codes") / "synonyms.csv"


def _identifier(text: str) -> tuple[System, str]:
    system, _, code = text.partition(":")
    return System(system), normalise(code)


def split_list(text: str) -> tuple[str, ...]:
    """The parts of a cell that holds several, separated by semicolons."""
    return tuple(part for raw in text.split(";") if (part := raw.strip()))


def read_csv(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """(line number, row) of a UTF-8 CSV file with a header."""
    import csv

    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        for row in reader:
            yield reader.line_num, row
