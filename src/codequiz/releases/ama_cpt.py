"""CPT files of the American Medical Association, as a licensed user has them.

LONGULT (`code<TAB>text`), MEDU and SHORTU (code, blank, text; tabbed in newer years), consumer and clinician
descriptors (`concept id<TAB>code<TAB>text`, below a header that names the columns). Licence text stands above the
codes; only lines with a code count. What is read here stays on the user's machine.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from codequiz.codes import System
from codequiz.releases.model import CodeEntry, Problems

_LINE: Final = re.compile(r"(\d{4}[0-9A-Z])[ \t]+(\S.*)")
_CONSUMER: Final = re.compile(r"\d+\t(\d{4}[0-9A-Z])\t(.*)")
_CODE: Final = re.compile(r"\d{4}[0-9A-Z]")
_YEAR: Final = re.compile(r"\bCPT\W{1,3}(20[1-4]\d)\b|\b(20[1-4]\d)\W{1,3}CPT\b")
_CUT: Final = re.compile(r"\d{4}[0-9A-Z]\s*")

SECTIONS: Final = (
    ("00100", "01999", "Anesthesia"),
    ("10004", "69990", "Surgery"),
    ("70010", "79999", "Radiology"),
    ("80047", "89398", "Pathology and Laboratory"),
    ("90281", "99199", "Medicine"),
    ("99202", "99499", "Evaluation and Management"),
    ("99500", "99607", "Medicine"),
)


def parse_descriptors(lines: Iterable[tuple[int, str]], *, consumer: bool, problem: Problems) -> Iterator[CodeEntry]:
    """The codes of a descriptor file; of a consumer file the first description of each."""
    seen: set[str] = set()
    columns: tuple[int, int] | None = None
    for number, line in lines:
        if not seen and columns is None:
            columns = _columns(line)
            if columns is not None:
                continue
        found = _in_columns(line, columns) if columns else _without_header(line, consumer=consumer)
        if found is None:
            if seen and _CUT.fullmatch(line):
                problem(number, f"{line.strip()} has no description")
            continue
        code, title = found
        if code in seen:
            if not consumer:
                problem(number, f"{code} a second time")
        elif not title:
            problem(number, f"{code} has no description")
        else:
            seen.add(code)
            yield CodeEntry(System.CPT, code, title, billable=True, group=section(code))


def _columns(line: str) -> tuple[int, int] | None:
    """Where a header says that the code and its description are, counted from 0."""
    heads = [cell.strip().lower() for cell in line.split("\t")]
    code = next((at for at, head in enumerate(heads) if head in {"code", "cpt code"}), None)
    text = next((at for at, head in enumerate(heads) if "descript" in head and not head.endswith(" id")), None)
    return None if code is None or text is None else (code, text)


def _in_columns(line: str, columns: tuple[int, int]) -> tuple[str, str] | None:
    cells = line.split("\t")
    code, text = columns
    if len(cells) <= code or not _CODE.fullmatch(cells[code].strip()):
        return None
    return cells[code].strip(), " ".join(cells[text].split()) if len(cells) > text else ""


def _without_header(line: str, *, consumer: bool) -> tuple[str, str] | None:
    match = (_CONSUMER if consumer else _LINE).match(line)
    return None if match is None else (match[1], " ".join(match[2].split()))


def year_said(lines: Iterable[tuple[int, str]]) -> int | None:
    """The year of the edition that the licence text above the codes names (`CPT 2026`, `2026 CPT`)."""
    for _, line in lines:
        if _LINE.match(line) or _CONSUMER.match(line):
            return None
        if match := _YEAR.search(line):
            return int(match[1] or match[2])
    return None


def section(code: str) -> str:
    """The section of the CPT book that a code stands in."""
    suffix = {
        "F": "Category II",
        "T": "Category III",
        "U": "Proprietary Laboratory Analyses",
        "M": "Multianalyte Assays",
    }
    if code[-1] in suffix:
        return suffix[code[-1]]
    return next((name for first, last, name in SECTIONS if first <= code <= last), "")
