"""The Alphabetic Index: searched through, followed, and walked like the book."""

from pathlib import Path

import pytest

import release_files as files
from codequiz import code_sets, index, paths
from codequiz.book_index import BookIndex
from codequiz.codes import System
from codequiz.lookup import Lookup
from codequiz.releases import installed
from codequiz.releases.cross_references import CrossReferences, tree
from codequiz.releases.importing import Wanted
from codequiz.releases.model import IndexTerm, Part
from release_files import WriteFile

pytestmark = pytest.mark.usefixtures("release_home")


@pytest.fixture
def book(write: WriteFile) -> BookIndex:
    some: list[Path] = [
        write("index.xml", files.INDEX.encode()),
        write("neoplasms.txt", files.NEOPLASMS.encode()),
        write("drug-2025.csv", files.DRUGS_CSV),
    ]
    code_sets.import_files(some, Wanted())
    assert index.is_current(paths.codes_db())
    return BookIndex(index.connect(paths.codes_db()))


def matched(query: str) -> list[tuple[str, str]]:
    lookup = Lookup(index.connect(paths.codes_db()))
    return [(hit.code, hit.met) for hit in lookup.find(query, systems=[System.ICD10CM]).answer.hits]


@pytest.mark.parametrize(
    ("query", "code", "why"),
    [
        ("cholera with fever", "A00", "index: Cholera, with, fever"),
        ("rice-water disease", "A00.0", "index: Rice-water disease"),
        ("lump", "E78.0", "index: Lump"),
        ("benign neoplasm of breast", "E78.0", "index: Neoplasm, neoplastic, breast, benign"),
        ("poisoning by sirup", "S02.0", "index: Poisoning by Sirup NEC, accidental"),
        ("adverse effect of sirup for coughs", "A00.9", "index: Adverse effect of Sirup NEC, for coughs"),
    ],
)
def test_index_terms_are_searched_with_their_path_and_references_followed(
    book: BookIndex, query: str, code: str, why: str
) -> None:
    assert matched(query)[0] == (code, why)


def test_codes_that_the_code_set_lacks_are_dropped_and_counted(book: BookIndex) -> None:
    counts = {one.part: (one.entries, one.named, one.dropped) for one in book.supplements()}
    assert counts == {Part.INDEX: (8, 3, 1), Part.NEOPLASMS: (2, 2, 1), Part.DRUGS: (2, 4, 0)}
    assert not any("sunburn" in met for _, met in matched("cholera sunburn"))


def test_a_main_term_is_walked_like_the_book(book: BookIndex) -> None:
    (at,) = book.find("cholera")
    lines = [(line.depth, line.title, line.code, line.see, bool(line.title_of_code)) for line in book.lines(at)]
    assert lines == [
        (0, "Cholera", "A00.9", "", True),
        (1, "classical", "A00.0", "", True),
        (1, "with", "", "", False),
        (2, "sunburn", "L55.9", "", False),
        (2, "fever", "A00.-", "", True),
    ]
    assert book.lines(at)[0].modifiers == "(Asiatic) (epidemic)"


def test_a_path_leads_to_a_subterm_and_joining_words_may_be_left_out(book: BookIndex) -> None:
    for path in ("Cholera, with, fever", "cholera, fever"):
        (at,) = book.find(path)
        assert book.path(at) == ["Cholera", "with", "fever"]


def test_a_table_shows_its_columns(book: BookIndex) -> None:
    (at,) = book.find("neoplasm, breast")
    assert book.lines(at)[0].cells == (("Malignant Primary", "E78"), ("Benign", "E78.0-"))


def test_a_term_that_there_is_not_names_its_neighbours(book: BookIndex) -> None:
    assert book.find("zebra stripes") == []
    assert "Lump" in book.near("luna")
    assert book.find("") == []
    assert book.find("%") == []


def test_references_in_a_circle_end() -> None:
    nodes = tree([IndexTerm(0, "One", see="Two"), IndexTerm(0, "Two", see_also="One")])
    assert CrossReferences(nodes).codes(nodes[0]) == ()


def test_the_newest_table_replaces_the_older_one(book: BookIndex, write: WriteFile) -> None:
    older = files.NEOPLASMS.replace("<version>2025", "<version>2017").replace("breast", "liver")
    code_sets.import_files([write("old.xml", older.encode())], Wanted())
    used = {release.name for release in installed.active() if release.part is Part.NEOPLASMS}
    assert used == {"FY2025-neoplasms"}
