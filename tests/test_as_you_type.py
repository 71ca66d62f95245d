"""What unfinished queries find in the shipped code sets."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codequiz import index
from codequiz.as_you_type import AsYouType
from codequiz.codes import System
from codequiz.lookup import Lookup


@pytest.fixture(scope="module")
def typed(codes_home: Path) -> Iterator[AsYouType]:
    with closing(index.connect(codes_home / "codes.db")) as connection:
        yield AsYouType(Lookup(connection))


def codes(typed: AsYouType, query: str, **options: object) -> list[str]:
    return [hit.code for hit in typed.find(query, **options).answer.hits]  # type: ignore[arg-type]


@pytest.mark.parametrize("query", ["diab", "diabe", "diabet", "diabetes"])
def test_half_a_word_is_read_as_the_word(typed: AsYouType, query: str) -> None:
    assert codes(typed, query)[0].startswith("E11")


@pytest.mark.parametrize("query", ["heart at", "heart att", "heart attac", "heart attack"])
def test_half_a_phrase_is_read_as_the_phrase(typed: AsYouType, query: str) -> None:
    assert codes(typed, query)[0] == "I21.9"


def test_half_a_code_lists_the_codes_that_begin_so(typed: AsYouType) -> None:
    found = typed.find("453")

    assert found.answer.hits
    assert all(hit.code.startswith("453") for hit in found.answer.hits)


def test_a_whole_code_comes_before_those_below_it(typed: AsYouType) -> None:
    assert codes(typed, "e11.4")[:2] == ["E11.4", "E11.40"]


def test_a_dot_leaves_only_codes_that_have_one(typed: AsYouType) -> None:
    found = typed.find("J06.9")

    assert {hit.system for hit in found.answer.hits} == {System.ICD10CM}


def test_a_code_that_is_not_installed_shows_the_nearest_and_says_so(typed: AsYouType) -> None:
    found = typed.find("47115")

    assert found.missing == "47115"
    assert [hit.matched for hit in found.answer.hits] == ["nearest"] * len(found.nearest)


def test_only_billable_codes_where_asked_but_the_one_that_is_named(typed: AsYouType) -> None:
    hits = typed.find("E11.4", billable=True).answer.hits

    assert hits[0].code == "E11.4"
    assert all(hit.billable for hit in hits[1:])


def test_only_the_systems_that_are_asked_for(typed: AsYouType) -> None:
    for query in ("knee", "j3", "wheelch"):
        assert {hit.system for hit in typed.find(query, systems=[System.HCPCS]).answer.hits} == {System.HCPCS}


def test_a_finished_query_finds_what_lookup_finds(typed: AsYouType, codes_home: Path) -> None:
    with closing(index.connect(codes_home / "codes.db")) as connection:
        plain = Lookup(connection)
        for query in ("acute appendicitis ", "mri brain ", "E10-E13"):
            assert codes(typed, query, limit=10) == [hit.code for hit in plain.find(query, limit=10).answer.hits]


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture], max_examples=60)
@given(query=st.text(max_size=60), billable=st.booleans())
def test_any_text_has_an_answer(typed: AsYouType, query: str, billable: bool) -> None:
    found = typed.find(query, billable=billable, limit=7)

    assert len(found.answer.hits) <= 7
