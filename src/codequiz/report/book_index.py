"""The Alphabetic Index as the book prints it, and as JSON."""

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from codequiz.book_index import Line
from codequiz.text import one_line


def page(path: Sequence[str], lines: Sequence[Line]) -> RenderableType:
    """A term and what stands below it, indented; codes that the code set lacks are struck out."""
    parts: list[RenderableType] = []
    if len(path) > 1:
        parts.append(Text(", ".join(map(one_line, path[:-1])), style="dim"))
    top = lines[0].depth if lines else 0
    parts += [Padding(_line(line), (0, 0, 0, 2 * (line.depth - top))) for line in lines]
    return Group(*parts)


def _line(line: Line) -> Text:
    text = Text(one_line(line.title), style="bold" if line.depth == 0 else "")
    if line.modifiers:
        text.append(f" {one_line(line.modifiers)}", style="dim not bold")
    if line.code:
        text.append("  ").append(line.code, style="cyan not bold" if line.title_of_code else "strike dim not bold")
    if line.manifestation:
        text.append(f" [{line.manifestation}]", style="cyan not bold")
    if line.title_of_code:
        text.append(f"  {'$' if line.billable else '·'} {one_line(line.title_of_code)}", style="dim not bold")
    for words, reference in (("see", line.see), ("see also", line.see_also)):
        if reference:
            text.append(f" — {words} {one_line(reference)}", style="italic not bold")
    for column, code in line.cells:
        text.append(f"\n  {one_line(column)}: ", style="dim not bold").append(code, style="cyan not bold")
    return text


def line_dict(line: Line) -> dict[str, Any]:
    """A line as JSON has it."""
    return {
        "depth": line.depth,
        "title": line.title,
        "modifiers": line.modifiers or None,
        "code": line.code or None,
        "manifestation": line.manifestation or None,
        "installed": bool(line.title_of_code) if line.code else None,
        "see": line.see or None,
        "see_also": line.see_also or None,
        "columns": dict(line.cells),
    }
