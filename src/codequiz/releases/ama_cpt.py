"""CPT files of the American Medical Association, as a licensed user has them.

LONGULT (`code<TAB>text`), MEDU and SHORTU (code, blank, text; tabbed in newer years) and consumer descriptors
(`concept id<TAB>code<TAB>text`). Licence text stands above the codes; only lines that begin with a code count.
What is read here stays on the user's machine.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from codequiz.codes import System
from codequiz.releases.model import CodeEntry, Problems

_LINE: Final = re.compile(r"(\d{4}[0-9A-Z])[ \t]+(\S.*)")
_CONSUMER: Final = re.compile(r"\d+\t(\d{4}[0-9A-Z])\t(.*)")
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
    for number, line in lines:
        match = (_CONSUMER if consumer else _LINE).match(line)
        if match is None:
            if seen and _CUT.fullmatch(line):
                problem(number, f"{line.strip()} has no description")
            continue
        code, title = match[1], " ".join(match[2].split())
        if code in seen:
            if not consumer:
                problem(number, f"{code} a second time")
            continue
        if not title:
            problem(number, f"{code} has no description")
            continue
        seen.add(code)
        yield CodeEntry(System.CPT, code, title, billable=True, group=section(code))


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
