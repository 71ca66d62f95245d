"""ICD-10-PCS by its tables."""

import sqlite3
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

import release_files as files
from codequiz import code_sets, index, paths
from codequiz.codebook import CodeBook
from codequiz.codes import System
from codequiz.errors import InvalidDataError
from codequiz.pcs import LENGTH, SCHEMA, PcsTables
from codequiz.pcs import write as write_tables
from codequiz.releases.importing import Wanted
from codequiz.releases.pcs_tables import parse_tables
from release_files import WriteFile


@pytest.fixture
def tables(release_home: object, write: WriteFile) -> PcsTables:
    order = write("order 2026.txt", files.order_file(files.PCS_ORDER))
    code_sets.import_files([order, write("tables.xml", files.PCS_TABLES.encode())], Wanted())
    return PcsTables(index.connect(paths.codes_db()))


def test_a_code_is_spelled_out_character_by_character(tables: PcsTables) -> None:
    book = CodeBook(index.connect(paths.codes_db()))
    code = book.find(System.ICD10PCS, "0DTJ4ZZ")
    assert code is not None
    spelled = [(one.axis, one.value, one.meaning) for one in book.card(code).characters]
    assert spelled == [
        ("Section", "0", "Medical and Surgical"),
        ("Body System", "D", "Gut"),
        ("Operation", "T", "Taking out"),
        ("Body Part", "J", "Appendix"),
        ("Approach", "4", "Scope"),
        ("Device", "Z", "No Device"),
        ("Qualifier", "Z", "No Qualifier"),
    ]
    assert book.card(code).characters[2].definition == "Cutting out all of a body part"


def test_only_what_stands_in_one_row_goes_together(tables: PcsTables) -> None:
    step = tables.next("0DTK")
    assert step is not None
    assert step.values == (("0", "Open"), ("4", "Scope"), ("7", "Natural Opening"))
    step = tables.next("0DTJ")
    assert step is not None
    assert [value for value, _ in step.values] == ["0", "4"]
    assert len(tables.spell("0DTJ7ZZ")) == 4, "the appendix cannot be reached that way"


def test_every_way_through_the_tables_makes_a_code_and_they_are_counted(tables: PcsTables) -> None:
    def codes(prefix: str) -> list[str]:
        step = tables.next(prefix)
        return [prefix] if step is None else [code for value, _ in step.values for code in codes(prefix + value)]

    found = codes("")
    assert len(found) == len(set(found)) == tables.count("") == 5
    assert all(len(tables.spell(code)) == LENGTH for code in found)


@given(st.text(max_size=9) | st.text("0DTJK47Z", max_size=9))
def test_what_is_spelled_is_a_beginning_of_a_code(text: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.executescript(SCHEMA)
    write_tables(connection, parse_tables(fromstring(files.PCS_TABLES), no_problem))
    tables = PcsTables(connection)
    spelled = "".join(one.value for one in tables.spell(text))
    assert text.startswith(spelled)
    assert tables.count(spelled) > 0
    connection.close()


def no_problem(line: int, message: str) -> None:
    raise AssertionError(message)


def test_a_row_that_makes_other_codes_than_it_says_is_told(release_home: object, write: WriteFile) -> None:
    wrong = files.PCS_TABLES.replace('codes="4"', 'codes="40"')
    with pytest.raises(InvalidDataError, match="1 problem"):
        code_sets.import_files([write("t.xml", wrong.encode())], Wanted())
