"""Counting the questions on a code without parsing their files."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from codequiz import bank, index
from codequiz.codebook import Code, CodeBook
from codequiz.codes import System, normalise
from codequiz.question_codes import touching


@pytest.fixture
def book(codes_home: Path) -> Iterator[CodeBook]:
    with closing(index.connect(codes_home / "codes.db")) as connection:
        yield CodeBook(connection)


def code(book: CodeBook, system: System, written: str) -> Code:
    found = book.find(system, normalise(written))
    assert found is not None, written
    return found


def test_the_count_is_what_parsing_the_questions_gives(book: CodeBook, home: Path) -> None:
    counted = Counter(named for question in bank.installed().questions for named in set(question.codes))
    assert len(counted) > 300
    for named, questions in counted.items():
        system, _, written = named.partition(":")
        entry = book.find(System(system), normalise(written))
        if entry is not None and entry.billable:
            assert touching(entry) == questions, named


def test_a_header_counts_what_is_below_it(book: CodeBook, home: Path) -> None:
    below = [
        question
        for question in bank.installed().questions
        if any(named.startswith("icd10cm:E11") for named in question.codes)
    ]
    assert len(below) > 1
    assert touching(code(book, System.ICD10CM, "E11")) == len(below)


def test_a_bank_of_ones_own_counts_and_a_broken_one_does_no_harm(book: CodeBook, home: Path) -> None:
    rare = code(book, System.ICD10CM, "A00.0")
    before = touching(rare)
    (home / "banks").mkdir()
    (home / "banks" / "mine.toml").write_text(
        '[[question]]\ncodes = [\n  "icd10cm:A00.0",\n  "cpt:99213",\n]\n', encoding="utf-8"
    )
    (home / "banks" / "broken.toml").write_bytes(b"\xff\xfe codes = [")
    (home / "banks" / "folder.toml").mkdir()
    assert touching(rare) == before + 1
