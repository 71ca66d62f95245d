"""Which of the known formats a file is in, from its first bytes, never from its name."""

import re
from enum import StrEnum
from typing import Final

from codequiz.codes import System
from codequiz.releases.model import Part
from codequiz.releases.source import HEAD_BYTES, encoding_mark


class Format(StrEnum):
    """The formats that can be read; the value is kept in manifests."""

    CM_ORDER = "icd10cm-order"
    CM_CODES = "icd10cm-codes"
    TABULAR = "tabular"
    INDEX = "icd10cm-index"
    EXTERNAL_CAUSES = "icd10cm-external-causes"
    NEOPLASMS = "icd10cm-neoplasms"
    DRUGS = "icd10cm-drugs"
    DRUGS_CSV = "icd10cm-drugs-csv"
    PCS_ORDER = "icd10pcs-order"
    PCS_CODES = "icd10pcs-codes"
    PCS_TABLES = "icd10pcs-tables"
    HCPCS_RECORDS = "hcpcs-records"
    HCPCS_SHEET = "hcpcs-sheet"
    CPT_LONG = "cpt-long"
    CPT_MEDIUM = "cpt-medium"
    CPT_SHORT = "cpt-short"
    CPT_CONSUMER = "cpt-consumer"
    PLAIN_CSV = "csv"

    @property
    def system(self) -> System | None:
        """The code system; None when the file does not say (a plain CSV)."""
        return _ABOUT[self][0]

    @property
    def part(self) -> Part:
        """What it holds of the system."""
        return _ABOUT[self][1]


_ABOUT: Final = {
    Format.CM_ORDER: (System.ICD10CM, Part.CODES),
    Format.CM_CODES: (System.ICD10CM, Part.CODES),
    Format.TABULAR: (System.ICD10CM, Part.CODES),
    Format.INDEX: (System.ICD10CM, Part.INDEX),
    Format.EXTERNAL_CAUSES: (System.ICD10CM, Part.EXTERNAL_CAUSES),
    Format.NEOPLASMS: (System.ICD10CM, Part.NEOPLASMS),
    Format.DRUGS: (System.ICD10CM, Part.DRUGS),
    Format.DRUGS_CSV: (System.ICD10CM, Part.DRUGS),
    Format.PCS_ORDER: (System.ICD10PCS, Part.CODES),
    Format.PCS_CODES: (System.ICD10PCS, Part.CODES),
    Format.PCS_TABLES: (System.ICD10PCS, Part.TABLES),
    Format.HCPCS_RECORDS: (System.HCPCS, Part.CODES),
    Format.HCPCS_SHEET: (System.HCPCS, Part.CODES),
    Format.CPT_LONG: (System.CPT, Part.CODES),
    Format.CPT_MEDIUM: (System.CPT, Part.CODES),
    Format.CPT_SHORT: (System.CPT, Part.CODES),
    Format.CPT_CONSUMER: (System.CPT, Part.CODES),
    Format.PLAIN_CSV: (None, Part.CODES),
}

_ORDER: Final = re.compile(r"\d{5} ([0-9A-Z]{3,7}) +[01] \S")
_CM: Final = re.compile(r"[A-Z][0-9A][0-9A-Z]{1,5}")
_CM_CODES: Final = re.compile(r"(?=[A-Z][0-9A][0-9A-Z]{1,5} )[0-9A-Z ]{7} \S")
_PCS_CODES: Final = re.compile(r"(?=\d*[A-Z])[0-9B-DF-HX][0-9A-HJ-NP-Z]{6} \S")
_HCPCS: Final = re.compile(r"(?:[A-Z]\d{4}|   [0-9A-Z]{2})\d{5}[3478].{20}")
_CPT: Final = re.compile(r"\d{4}[0-9A-Z][ \t]+\S")
_CONSUMER: Final = re.compile(r"\d+\t\d{4}[0-9A-Z]\t\S")
_BARE: Final = re.compile(r"\W*(?=\w*\d)[A-Z\d]{3,7}(\.[A-Z\d]{1,4})?\W*$")
_CSV_HEADER: Final = re.compile(
    r"\W*(?:hcpcs_?|cpt_?|icd\w*_?)?code\W*[,;\t]\s*\W?(?:title|(?:long_?\s?)?description|name)\b", re.IGNORECASE
)
_ADDENDA: Final = re.compile(r"(?:Add|Delete|Revise from|Revise to|No Change):\s")
_OTHER_XML: Final = {
    "ICD10PCS.index": "the ICD-10-PCS Index, which is not read: the tables are",
    "ICD10PCS.definitions": "the ICD-10-PCS definitions, which are not read: the tables are",
    "xsd:schema": "a description of the XML, not the XML",
    "xs:schema": "a description of the XML, not the XML",
}
_MOST: Final = 4


def recognise(head: bytes) -> tuple[Format | None, str]:
    """(the format, "") of a file that starts with `head`, or (None, why it is left out)."""
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return Format.HCPCS_SHEET, ""
    if head.startswith(b"%PDF"):
        return None, "a PDF document"
    if head.startswith(b"\x1f\x8b"):
        return None, "a gzip file in a zip, which has to be unpacked first"
    mark = encoding_mark(head)
    if not mark and b"\x00" in head:
        return None, "binary, not a code file"
    text = head.decode(mark or "cp1252", errors="replace")
    if text.lstrip("\ufeff \t\r\n").startswith("<"):
        return _xml(text)
    return _text(text.lstrip("\ufeff"))


def _xml(text: str) -> tuple[Format | None, str]:
    root = re.search(r"<([A-Za-z][\w.:-]*)", text)
    if root is None:
        return None, "XML without an element"
    name = root[1]
    if re.match(r"\s*<!doctype html|\s*<html", text, re.IGNORECASE):
        return None, "a web page, not a code file"
    if name == "ICD10CM.tabular":
        return Format.TABULAR, ""
    if name == "ICD10PCS.tabular":
        return Format.PCS_TABLES, ""
    if name == "ICD10CM.index":
        if "<indexHeading" in text:
            drugs = re.search(r"<head col=\"1\">\s*Substance|Underdosing", text, re.IGNORECASE)
            return (Format.DRUGS if drugs else Format.NEOPLASMS), ""
        return (Format.EXTERNAL_CAUSES if _is_of_external_causes(text) else Format.INDEX), ""
    return None, _OTHER_XML.get(name, f"XML of another kind (<{name[:40]}>)")


def _is_of_external_causes(text: str) -> bool:
    """Whether an index is that of external causes: by its title, else by its codes, which are V00 to Y99."""
    title = re.search(r"<title>(.*?)</title>", text.partition("<letter")[0], re.DOTALL)
    if title:
        return "external" in title[1].lower()
    letters = re.findall(r"<code>([A-Z])", text)
    return sum(letter in "VWXY" for letter in letters) > len(letters) / 2


def _text(text: str) -> tuple[Format | None, str]:
    lines = re.split("\r\n|\r|\n", text)
    if len(lines) > 2 and len(text) >= HEAD_BYTES // 4:
        # The last line of a long file's head is cut anywhere.
        lines.pop()
    filled = [line for line in lines if line.strip()]
    if not filled:
        return None, "no text in it"

    def count(pattern: re.Pattern[str]) -> int:
        return sum(bool(pattern.match(line)) for line in filled)

    if sum(bool(_ADDENDA.match(line)) for line in filled[:50]) > len(filled[:50]) / 2:
        return None, "a list of changes; the whole file is what is imported"
    orders = [match[1] for line in filled if (match := _ORDER.match(line))]
    if len(orders) > len(filled) / 2:
        return (Format.CM_ORDER if _is_cm(orders) else Format.PCS_ORDER), ""
    # Disclaimers and a licence stand above the records of HCPCS and CPT files.
    if count(_HCPCS) >= min(_MOST, (len(filled) + 1) // 2):
        return Format.HCPCS_RECORDS, ""
    if _CSV_HEADER.match(filled[0]):
        return Format.PLAIN_CSV, ""
    if any("substance" in line.lower() and "adverse effect" in line.lower() for line in filled[:5]):
        return Format.DRUGS_CSV, ""
    if count(_CM_CODES) > len(filled) / 2:
        return Format.CM_CODES, ""
    if count(_PCS_CODES) > len(filled) / 2:
        return Format.PCS_CODES, ""
    if count(_CONSUMER) >= min(_MOST, (len(filled) + 1) // 2):
        return Format.CPT_CONSUMER, ""
    return _cpt(filled)


def _cpt(filled: list[str]) -> tuple[Format | None, str]:
    found = [line for line in filled if _CPT.match(line)]
    if len(found) < min(_MOST, max(1, len(filled) // 2)):
        if sum(bool(_BARE.match(line)) for line in filled) > len(filled) / 2:
            return None, "a list of codes without descriptions; a file with both is what is imported"
        return None, "not a code file that is known"
    longest = max(len(line[5:].strip()) for line in found)
    if longest <= 28:
        return Format.CPT_SHORT, ""
    return (Format.CPT_MEDIUM if longest <= 48 else Format.CPT_LONG), ""


def _is_cm(codes: list[str]) -> bool:
    return sum(bool(_CM.fullmatch(code)) for code in codes) > len(codes) / 2
