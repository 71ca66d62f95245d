"""A CSV file with a header: at least a code and its title, separated by commas, semicolons or tabs."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from codequiz.codes import System, normalise, shapes
from codequiz.errors import InvalidDataError
from codequiz.releases.model import CodeEntry, Level, Problems

_CODE: Final = ("code", "hcpcs code", "hcpcs", "cpt code", "cpt", "icd10 code", "icd code")
_TITLE: Final = ("title", "long description", "long title", "description", "name", "short description")
_YES: Final = frozenset({"1", "y", "yes", "true", "t"})
_NO: Final = frozenset({"0", "n", "no", "false", "f"})


def parse_csv(
    lines: Iterable[tuple[int, str]], system: System | None, name: str, problem: Problems
) -> Iterator[CodeEntry]:
    """The entries of a CSV of one code system, which is told from the first codes' shape when `system` is None.

    Further columns are read when they are there: `billable` (yes or no), `terminated` (ISO date), `also` (other
    names, separated by semicolons). Raises InvalidDataError when the header lacks a code or a title.
    """
    source = iter(lines)
    header_line = next((line for _, line in source if line.strip()), "")
    delimiter = max(",;\t", key=header_line.count)
    heads = [
        " ".join(cell.strip().lower().replace("_", " ").split())
        for cell in next(csv.reader([header_line], delimiter=delimiter))
    ]
    code_at = next((heads.index(wanted) for wanted in _CODE if wanted in heads), None)
    title_at = next((heads.index(wanted) for wanted in _TITLE if wanted in heads), None)
    if code_at is None or title_at is None:
        raise InvalidDataError(f"{name}:1: the header names no code and title", "the first line should be: code,title")
    rows = _rows(source, delimiter, problem)
    first: list[tuple[int, list[str]]] = []
    if system is None:
        for row in rows:
            first.append(row)
            if len(first) == 200:
                break
        system = system_of([cells[code_at] for _, cells in first if len(cells) > code_at], name)
    seen: set[str] = set()
    for number, cells in (*first, *rows):
        if len(cells) <= max(code_at, title_at):
            problem(number, f"{len(cells)} columns where the header has {len(heads)}")
            continue
        values = dict(zip(heads, (cell.strip() for cell in cells), strict=False))
        code, title = normalise(cells[code_at]), " ".join(cells[title_at].split())
        if not title or system not in shapes(code):
            problem(
                number, f"{cells[code_at][:20]!r} is no {system.label} code" if title else f"{code[:20]} has no title"
            )
        elif code in seen:
            problem(number, f"{code} a second time")
        else:
            seen.add(code)
            yield _entry(system, code, title, values, seen)


def _rows(source: Iterator[tuple[int, str]], delimiter: str, problem: Problems) -> Iterator[tuple[int, list[str]]]:
    last = 1

    def text() -> Iterator[str]:
        nonlocal last
        for last, line in source:  # noqa: B007 - csv reads ahead; this is the line it is at
            yield line + "\n"

    reader = csv.reader(text(), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield last, row
    except csv.Error as error:
        problem(last, f"not CSV: {error}")


def _entry(system: System, code: str, title: str, values: dict[str, str], seen: set[str]) -> CodeEntry:
    parent = ""
    level = Level.CODE
    if system is System.ICD10CM:
        parent = next((code[:size] for size in range(len(code) - 1, 2, -1) if code[:size] in seen), "")
        level = Level.CATEGORY if len(code) == 3 else Level.CODE
    said = values.get("billable", "").lower()
    return CodeEntry(
        system,
        code,
        title,
        billable=said not in _NO and system is not System.MODIFIER,
        level=level,
        parent=parent,
        also=tuple(part.strip() for part in values.get("also", "").split(";") if part.strip()),
        terminated=values.get("terminated", "")[:10],
    )


def system_of(codes: list[str], name: str) -> System:
    """The system whose codes these look like; raises InvalidDataError when two do, or none."""
    votes = Counter(system for code in codes for system in shapes(code))
    most = max(votes.values(), default=0)
    full = [system for system, count in votes.items() if count == most and count * 2 > len(codes)]
    # V and E codes, say, are in the shape of ICD-10-CM and of HCPCS: five characters and no dot at all decide.
    if set(full) == {System.ICD10CM, System.HCPCS}:
        return System.ICD10CM if any("." in code for code in codes) else System.HCPCS
    if len(full) != 1:
        raise InvalidDataError(
            f"{name}: its codes are not of one known system", "say which with --system icd10cm|icd10pcs|cpt|hcpcs"
        )
    return full[0]
