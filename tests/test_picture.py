"""The README's picture of the exam room is made by the program, and still what the program shows."""

import re
from pathlib import Path
from xml.etree.ElementTree import fromstring

from script_support import script

TREE = Path(__file__).resolve().parent.parent
AGAIN = "make it again with: make picture"


def lines(svg: str) -> list[str]:
    """What the picture says, line by line from the top; the first is the window's title."""
    found: dict[float, list[tuple[float, str]]] = {}
    image = fromstring(svg)
    for text in image.iter("{http://www.w3.org/2000/svg}text"):
        place = found.setdefault(float(text.get("y", "0")), [])
        place.append((float(text.get("x", "0")), text.text or ""))
    return [" ".join("".join(part for _, part in sorted(found[y])).split()) for y in sorted(found)]


def keys(shown: list[str]) -> str:
    """The keys at the bottom."""
    first = next(number for number, line in enumerate(shown) if line.startswith("A-D answer"))
    return " ".join(shown[first:])


async def test_the_picture_is_what_the_program_shows() -> None:
    made = await script("exam_room").picture()
    now, kept = lines(made), lines((TREE / "docs" / "exam-room.svg").read_text(encoding="utf-8"))
    for shown in (now, kept):
        text = "\n".join(shown)
        assert "Question 91 of 100 · Cases · FLAGGED" in text, AGAIN
        assert re.search(r"2:08:\d\d left ?│ ?this one 1:37 of 2:24 ?│ ?ahead \d", text), AGAIN
        assert "50 answered, 46 due" in text, AGAIN
        assert "Time by section" in text, AGAIN
        assert re.search(r"● B\..*45385", text), AGAIN
        assert re.search(r"6F.*19F", text.replace("\n", " ")), AGAIN
    assert keys(now) == keys(kept), AGAIN
    assert "? keys" in keys(now)


def test_the_picture_loads_nothing_from_elsewhere() -> None:
    svg = (TREE / "docs" / "exam-room.svg").read_text(encoding="utf-8")
    assert "url(http" not in svg
    assert not re.search(r"(?:href|src)=", svg)


def test_the_readme_shows_the_picture() -> None:
    (shown,) = re.findall(r"!\[[^\]]+\]\((docs/exam-room\.svg)\)", (TREE / "README.md").read_text(encoding="utf-8"))
    assert (TREE / shown).is_file()
