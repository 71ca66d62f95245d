"""A small index to look up in, and the full-screen lookup as tests read it."""

from datetime import date
from pathlib import Path

from textual.pilot import Pilot

from codequiz import index_build
from codequiz.codes import System
from codequiz.releases.model import Release
from codequiz.tui.lookup import LookupPane
from codequiz.tui.lookup_app import LookupApp

_ICD = """code,name,common,also
K35,Acute appendicitis,2,
K35.80,Unspecified acute appendicitis,3,inflamed appendix
K35.89,Other acute appendicitis,1,
R10.31,Right lower quadrant pain,3,belly pain
R99,"[red]Hostile[/red] \x1b[31mzebra\x1b[0m \u202egnitseuq [@click=app.quit]here[/]",1,
"""
_CPT = """code,description,section,subsection,add_on,modifier_51_exempt,common,also
44950,Removal of the appendix,Surgery,Digestive System,,,2,appendectomy
44970,Removal of the appendix through a scope,Surgery,Digestive System,,,3,lap appy
44979,Unlisted scope procedure on the appendix,Surgery,Digestive System,,,1,
"""


def _release(system: System, path: Path) -> Release:
    return Release(
        system=system,
        name="test",
        effective_from=date(2025, 10, 1),
        effective_to=None,
        origin="a test",
        licence="",
        is_sample=True,
        path=path,
        format="sample",
    )


def small_index(folder: Path) -> Path:
    """An index of a handful of codes; where it is."""
    releases = []
    for system, text in ((System.ICD10CM, _ICD), (System.CPT, _CPT)):
        path = folder / f"{system}.csv"
        path.write_text(text, encoding="utf-8")
        releases.append(_release(system, path))
    index_build.build(folder / "codes.db", releases)
    return folder / "codes.db"


def pane(app: LookupApp) -> LookupPane:
    """The part with the query, the hits and the card."""
    return app.query_one(LookupPane)


def listed(app: LookupApp) -> list[str]:
    """The codes that are listed."""
    return [hit.code for hit in pane(app).hits]


def shown(app: LookupApp) -> str:
    """The code whose card is shown; empty when none is."""
    card = pane(app).shown
    return card.code.printed if card is not None else ""


def screen_text(app: LookupApp) -> str:
    """Every cell of the screen, as the terminal would get it."""
    width, height = app.size
    compositor = app.screen._compositor
    lines = compositor.render_strips(app.size)
    assert len(lines) == height
    return "\n".join(line.text[:width].rstrip() for line in lines)


async def settle(pilot: Pilot[None]) -> None:
    """Wait until the keys are answered: on a busy machine an answer is slow, and the next then waits for a pause."""
    await pilot.pause()
    while pilot.app.is_running and not pilot.app.query_one(LookupPane).is_settled:
        await pilot.pause(0.02)
    await pilot.pause()


async def type_text(pilot: Pilot[None], text: str) -> None:
    """Type a text, and wait until it is answered."""
    await pilot.press(*("space" if letter == " " else letter for letter in text))
    await settle(pilot)
