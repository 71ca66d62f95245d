"""Code systems and identifiers: recognise, normalise, format. Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class System(StrEnum):
    """A code system; the value is its key in files, options and JSON."""

    ICD10CM = "icd10cm"
    ICD10PCS = "icd10pcs"
    CPT = "cpt"
    HCPCS = "hcpcs"
    MODIFIER = "modifier"

    @property
    def label(self) -> str:
        """The name people use for the system."""
        return _LABELS[self]

    @property
    def short_label(self) -> str:
        """The name where there is little room."""
        return "HCPCS" if self is System.HCPCS else self.label


_LABELS: Final = {
    System.ICD10CM: "ICD-10-CM",
    System.ICD10PCS: "ICD-10-PCS",
    System.CPT: "CPT",
    System.HCPCS: "HCPCS Level II",
    System.MODIFIER: "Modifier",
}

# ICD-10-CM has letters in second place since FY2026 (QA0).
# Shapes of complete or partial identifiers, dots and spaces removed, upper case.
_SHAPES: Final = {
    System.ICD10CM: re.compile(r"[A-Z][0-9A][0-9A-Z](?:[0-9A-Z]{0,4})"),
    System.ICD10PCS: re.compile(r"[0-9B-DF-HX][0-9A-HJ-NP-Z]{6}"),
    System.CPT: re.compile(r"\d{4}[0-9AFMTU]"),
    System.HCPCS: re.compile(r"[A-V]\d{4}"),
    System.MODIFIER: re.compile(r"[0-9A-Z]{2}"),
}


def normalise(text: str) -> str:
    """A code as it is stored: upper case, without dots, spaces or a leading hyphen (`e11.9 ` → `E119`)."""
    return re.sub(r"[.\s]", "", text).upper().lstrip("-")


def format_code(system: System, code: str) -> str:
    """A code as it is printed: ICD-10-CM with its dot after the third character (`E119` → `E11.9`)."""
    if system is System.ICD10CM and len(code) > 3 and "-" not in code:
        return f"{code[:3]}.{code[3:]}"
    return code


def shapes(text: str) -> tuple[System, ...]:
    """The systems whose identifiers look like `text`, likeliest first; empty when none does.

    Modifiers are two characters and only count when written as such (`25`, `-25`, `LT`).
    """
    code = normalise(text)
    return tuple(system for system, shape in _SHAPES.items() if shape.fullmatch(code))


# What is shorter than a code and may grow into one, dots and spaces removed, upper case.
_BEGINNINGS: Final = {
    System.ICD10CM: re.compile(r"[A-Z][0-9A][0-9A-Z]{0,4}"),
    System.ICD10PCS: re.compile(r"[0-9B-DF-HX][0-9A-HJ-NP-Z]{1,5}"),
    System.CPT: re.compile(r"\d{2,4}"),
    System.HCPCS: re.compile(r"[A-V]\d{1,3}"),
}


def beginnings(text: str) -> tuple[System, ...]:
    """The systems whose codes may begin with `text` (`992`, `J3`, `0DT`), which is shorter than they are.

    None where `text` is a complete CPT or HCPCS code: 10900 is one that does not exist, rather than the beginning of
    an ICD-10-PCS code. Only ICD-10-CM codes have a dot.
    """
    code = normalise(text)
    if not any(c.isdigit() for c in code) or {System.CPT, System.HCPCS} & set(shapes(text)):
        return ()
    fitting = tuple(system for system, begins in _BEGINNINGS.items() if begins.fullmatch(code))
    return tuple(system for system in fitting if system is System.ICD10CM) if "." in text else fitting


_BETWEEN: Final = re.compile(r"[\s,;+/|&]+")
_AROUND: Final = "()[]{}<>\"'“”‘’:#?!=."
_FILLERS: Final = frozenset(
    "a and code codes diagnosis dx for icd icd10 icd-10 icd-10-cm is of or procedure px the vs what what's".split()
)


def parts(text: str) -> tuple[list[str], bool]:
    """What may be codes in a query: its parts without the punctuation around them and the words that join codes.

    The second value says whether there were such words (`E11.9 and I10`, `dx E11.9`).
    """
    bare = [stripped for part in _BETWEEN.split(text) if (stripped := part.strip(_AROUND))]
    kept = [part for part in bare if part.lower() not in _FILLERS]
    return kept, len(kept) < len(bare)


def trimmed(text: str) -> str:
    """What stands between such words and punctuation, as it is written: `E11,9` of `dx: E11,9.`."""
    words = text.split()
    while words and words[0].strip(_AROUND).lower() in _FILLERS:
        del words[0]
    while words and words[-1].strip(_AROUND).lower() in _FILLERS:
        del words[-1]
    return " ".join(words).strip(_AROUND)


_LOOKS_LIKE: Final = {"0": "O", "1": "I", "2": "Z", "5": "S", "8": "B"}
_DIGITS: Final = str.maketrans("OIL", "011")


def lookalikes(code: str) -> list[str]:
    """What a normalised code may have been meant to be, where letters and digits that look alike were confused."""
    first = [code[0], _LOOKS_LIKE.get(code[0], code[0])]
    last = [code[1:], code[1:].translate(_DIGITS)]
    return [other for other in dict.fromkeys(one + rest for one in first for rest in last) if other != code]


@dataclass(frozen=True, slots=True)
class CodePattern:
    """Codes meant by a query: `first` to `last` inclusive, by prefix (`E114*` is first = last = `E114`)."""

    first: str
    last: str


# A code in running text: alone (`E11.9`), open at its end (`E08.-`, `O71.0-`) or the ends of a range (`P70-P74`).
_IN_TEXT: Final = r"[A-Z][0-9A][0-9A-Z](?:\.[0-9A-Z]{1,4})?"
_MENTION: Final = re.compile(rf"(?<![0-9A-Za-z.\-])({_IN_TEXT})(?:-({_IN_TEXT})|\.?-)?(?![0-9A-Za-z]|\.?-?[0-9A-Z])")


@dataclass(frozen=True, slots=True)
class Mention:
    """A code that a note names: as `written` there, and normalised; a range keeps its hyphen (`P70-P74`)."""

    written: str
    code: str


def mentions(text: str) -> tuple[Mention, ...]:
    """The ICD-10-CM codes and ranges that `text` names, in its order, each once."""
    found = (
        Mention(match[0], normalise(match[1]) + (f"-{normalise(match[2])}" if match[2] else ""))
        for match in _MENTION.finditer(text)
    )
    return tuple(dict.fromkeys(found))


_PREFIX: Final = re.compile(r"([A-Za-z0-9][A-Za-z0-9.]{0,7})(?:\*|\.?-)")
_RANGE: Final = re.compile(
    r"([A-Za-z0-9][A-Za-z0-9.]{1,7})\s*(?:-|–|to|\.\.)\s*([A-Za-z0-9][A-Za-z0-9.]{1,7})", re.IGNORECASE
)


def parse_pattern(text: str) -> CodePattern | None:
    """The prefix (`E11.4*`, `E11.-`) or range (`E10-E13`, `99202-99205`) that `text` is, or None.

    A range needs a digit in both ends, so that words with a hyphen (`x-ray`) are none.
    """
    text = text.strip()
    if match := _PREFIX.fullmatch(text):
        stem = normalise(match[1])
        return CodePattern(stem, stem) if any(c.isdigit() for c in stem) else None
    if match := _RANGE.fullmatch(text):
        first, last = normalise(match[1]), normalise(match[2])
        both = all(any(c.isdigit() for c in end) for end in (first, last))
        if both and first <= last and _alike(first, last):
            return CodePattern(first, last)
    return None


def _alike(first: str, last: str) -> bool:
    """Whether two ends can bound one range: they share a system's shape, and neither is a bare number or word."""
    return bool(set(shapes(first)) & set(shapes(last)) - {System.MODIFIER})
