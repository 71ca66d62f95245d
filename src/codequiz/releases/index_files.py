"""The ICD-10-CM Alphabetic Index, External Cause Index, Table of Neoplasms and Table of Drugs, as IndexTerms."""

import csv
import re
from collections.abc import Iterable, Iterator
from typing import Final
from xml.etree.ElementTree import Element

from codequiz.codes import normalise
from codequiz.releases.model import IndexTerm, Problems

_CODE: Final = re.compile(r"[A-Z][0-9A][0-9A-Z](?:\.?[0-9A-Z]{1,4})?(?:\.?-)?")
_EMPTY: Final = frozenset({"", "-", "--", "–", "—", "––"})
_DASHES: Final = re.compile(r"(?:[-–—\u0096]\s+)+")
_BRACKETED: Final = re.compile(r"\s*(\([^()]*\))")
_DEEPEST: Final = 30


def parse_index(root: Element, problem: Problems) -> Iterator[IndexTerm]:
    """Every term of an index or table in XML, main terms at depth 0."""
    columns = {head.get("col", ""): _text(head) for head in root.iterfind("indexHeading/head")}
    number = 0
    for letter in root.iterfind("letter"):
        for term in letter.iterfind("mainTerm"):
            number += 1
            yield from _terms(term, 0, columns, problem, number)


def _terms(
    element: Element, depth: int, columns: dict[str, str], problem: Problems, number: int
) -> Iterator[IndexTerm]:
    if depth > _DEEPEST:
        problem(0, f"main term {number}: terms nested more than {_DEEPEST} deep")
        return
    title = modifiers = ""
    texts: dict[str, str] = {}
    cells: list[tuple[str, str]] = []
    below: list[Element] = []
    for child in element:
        if child.tag == "title":
            title, modifiers = _title(child)
        elif child.tag == "term":
            below.append(child)
        elif child.tag == "cell":
            column = child.get("col", "")
            if code := _code(_text(child), problem, f"{title}: column {column}"):
                cells.append((columns.get(column, ""), code))
        elif child.tag not in texts:
            texts[child.tag] = _text(child)
    if title:
        code = texts.get("code") or texts.get("subcat") or texts.get("seecat") or ""
        yield IndexTerm(
            depth,
            title,
            modifiers,
            code=_code(code, problem, title),
            manifestation=_code(texts.get("manif", ""), problem, title),
            see=texts.get("see", ""),
            see_also=texts.get("seeAlso", ""),
            cells=tuple(cells),
        )
    else:
        problem(0, f"main term {number}: a term without a title")
    for child in below:
        yield from _terms(child, depth + 1, columns, problem, number)


def _title(element: Element) -> tuple[str, str]:
    """The wording of a term and its nonessential modifiers, which stand in `nemod` in the midst of it."""
    words = [element.text or ""]
    modifiers = []
    for child in element:
        if child.tag == "nemod":
            modifiers.append(child.text or "")
            words.append(" ")
        else:
            words.append(child.text or "")
        words.append(child.tail or "")
    return _spaced("".join(words)), _spaced(" ".join(modifiers))


def parse_drug_csv(lines: Iterable[tuple[int, str]], problem: Problems) -> Iterator[IndexTerm]:
    """The Table of Drugs as CSV: a title line, a header line, then a substance and six columns, dashes for depth."""
    columns: list[str] = []
    reader = csv.reader((line + "\n" for _, line in lines), strict=True)
    try:
        for row in reader:
            if row and row[0].strip().lower() == "substance":
                # The header stands again at the top of every page.
                columns = columns or [cell.strip() for cell in row]
                continue
            if not columns:
                continue
            if not any(cell.strip() for cell in row):
                continue
            if len(row) < 7 or not row[0].strip():
                problem(reader.line_num, f"{len(row)} columns, not the table's 7: {','.join(row)[:40]!r}")
                continue
            yield _substance(row, columns, problem, reader.line_num)
    except csv.Error as error:
        problem(reader.line_num, f"not CSV: {error}")


def _substance(row: list[str], columns: list[str], problem: Problems, line: int) -> IndexTerm:
    text = row[0].strip()
    dashes = _DASHES.match(text + " ")
    depth = len(dashes[0].split()) if dashes else 0
    text = text[dashes.end() :] if dashes else text

    def located(_: int, message: str) -> None:
        problem(line, message)

    modifiers = " ".join(_BRACKETED.findall(text))
    cells = tuple(
        (name, code)
        for name, cell in zip(columns[1:7], row[1:7], strict=False)
        if (code := _code(cell, located, f"{text}: {name}"))
    )
    return IndexTerm(depth, _spaced(_BRACKETED.sub(" ", text)) or text, _spaced(modifiers), cells=cells)


def _code(text: str, problem: Problems, where: str) -> str:
    """A code normalised, its final hyphen kept; empty for an empty cell."""
    text = text.strip().replace("\u2013", "-")
    if text in _EMPTY:
        return ""
    if not _CODE.fullmatch(text):
        problem(0, f"{where}: {text[:30]!r} is not a code")
        return ""
    return normalise(text)


def _text(element: Element | None) -> str:
    if element is None:
        return ""
    return _spaced("".join(element.itertext()) if len(element) else element.text or "")


def _spaced(text: str) -> str:
    return " ".join(text.split())
