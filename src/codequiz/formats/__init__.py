"""Exam formats as data, and which questions a session asks.

A format is a TOML file (docs/exam-formats.md): sections with counts, minutes, pass mark, navigation, parts,
breaks, unscored questions, scaled score; each with its source and how sure it is.
"""

from codequiz.formats.files import DEFAULT, installed, load, names
from codequiz.formats.model import Breaks, Confidence, Fact, Format, Navigation, Part, Scale, Section
from codequiz.formats.parse import parse
from codequiz.formats.selection import Picked, Selection, Shortfall, select

__all__ = [
    "DEFAULT",
    "Breaks",
    "Confidence",
    "Fact",
    "Format",
    "Navigation",
    "Part",
    "Picked",
    "Scale",
    "Section",
    "Selection",
    "Shortfall",
    "installed",
    "load",
    "names",
    "parse",
    "select",
]
