"""The ICD-10-PCS Tables in XML: each row lists the values of characters 4 to 7 that go together."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from codequiz.releases.model import PcsRow, Problems

_CHARACTERS = 7


def parse_tables(root: Element, problem: Problems) -> Iterator[PcsRow]:
    """Every row of every table, with the three characters above it."""
    for number, table in enumerate(root.iterfind("pcsTable"), 1):
        heads = [_axis(axis) for axis in table.iterfind("axis")]
        definition = " ".join((table.findtext("axis[3]/definition") or "").split())
        for row in table.iterfind("pcsRow"):
            axes = (*heads, *(_axis(axis) for axis in row.iterfind("axis")))
            if len(axes) != _CHARACTERS or not all(values for _, values in axes):
                problem(0, f"table {number}: a row of {len(axes)} characters, not {_CHARACTERS}")
                continue
            made = PcsRow(axes, definition)
            said = row.get("codes", "")
            if said.isdigit() and int(said) != made.codes:
                problem(0, f"table {number}: a row says {said} codes and makes {made.codes}")
            yield made


def _axis(axis: Element) -> tuple[str, tuple[tuple[str, str], ...]]:
    name = " ".join((axis.findtext("title") or "").split())
    return name, tuple(
        (label.get("code", ""), " ".join((label.text or "").split())) for label in axis.iterfind("label")
    )
