"""The Tabular List: what the file leaves out is expanded as the guidelines say."""

from collections import Counter
from xml.etree.ElementTree import fromstring, parse

import pytest

from codequiz.releases.model import CodeEntry, Level, NoteKind
from codequiz.releases.shipped import tabular_file
from codequiz.releases.tabular import parse_tabular

SMALL = """
<ICD10CM.tabular><chapter><name>19</name><desc>Injury (S00-T88)</desc>
  <section id="S00-S99"><desc>Injuries (S00-S99)</desc></section>
  <section id="S52"><desc>Forearm (S52)</desc>
    <diag><name>S52</name><desc>Fracture of forearm</desc>
      <includes><note>broken forearm</note></includes>
      <sevenChrDef>
        <extension char="A">initial encounter</extension><extension char="S">sequela</extension>
      </sevenChrDef>
      <diag><name>S52.0</name><desc>Fracture of ulna</desc></diag>
      <diag><name>S52.5</name><desc>Fracture of radius</desc>
        <diag><name>S52.52</name><desc>Torus fracture</desc>
          <sevenChrDef><extension char="G">delayed healing</extension></sevenChrDef>
        </diag>
      </diag>
    </diag>
  </section>
</chapter></ICD10CM.tabular>
"""


def by_code(entries: list[CodeEntry]) -> dict[str, CodeEntry]:
    return {entry.code: entry for entry in entries}


def test_seventh_characters_are_added_after_placeholders() -> None:
    entries = by_code(list(parse_tabular(fromstring(SMALL))))
    assert entries["S520XXA"].billable
    assert entries["S520XXA"].title == "Fracture of ulna, initial encounter"
    assert entries["S520XXA"].extends == "S520"
    assert not entries["S520"].billable


def test_the_nearest_definition_of_seventh_characters_counts() -> None:
    entries = by_code(list(parse_tabular(fromstring(SMALL))))
    assert "S5252XG" in entries
    assert "S5252XA" not in entries


def test_a_block_hangs_below_the_narrowest_block_around_it() -> None:
    entries = by_code(list(parse_tabular(fromstring(SMALL))))
    assert entries["S52-S52"].parent == "S00-S99"
    assert entries["S52"].parent == "S52-S52"


def test_notes_keep_their_kind() -> None:
    entries = by_code(list(parse_tabular(fromstring(SMALL))))
    assert [(note.kind, note.text) for note in entries["S52"].notes][:1] == [(NoteKind.INCLUDES, "broken forearm")]


@pytest.fixture(scope="module")
def whole() -> list[CodeEntry]:
    path = tabular_file()
    assert path is not None
    return list(parse_tabular(parse(path).getroot()))


def test_the_whole_book_is_there(whole: list[CodeEntry]) -> None:
    levels = Counter(entry.level for entry in whole)
    codes = [entry for entry in whole if entry.level not in {Level.CHAPTER, Level.BLOCK}]
    assert levels[Level.CHAPTER] == 22
    assert len(codes) == len({entry.code for entry in codes}) == 98_186
    assert sum(entry.billable for entry in codes) == 74_719


def test_a_seventh_character_that_a_note_bars_is_left_out(whole: list[CodeEntry]) -> None:
    # S06: "7th characters D and S do not apply to codes ... with 6th character 7 ... or 8".
    entries = by_code(whole)
    assert "S061X7A" in entries
    assert "S061X7D" not in entries
    assert "S061X1D" in entries


def test_every_parent_comes_before_its_children(whole: list[CodeEntry]) -> None:
    seen = {""}
    for entry in whole:
        assert entry.parent in seen
        seen.add(entry.code)
