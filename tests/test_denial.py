"""What a wording says to be absent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codequiz.search.denial import absent, said
from codequiz.search.words import stems


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("migraine with aura, not intractable, without status migrainosus", "intractable migrainosus"),
        ("alcoholic cirrhosis of liver without ascites", "ascites"),
        ("without mention of obstruction or gangrene, recurrent", "obstruction gangrene"),
        ("leukemia not having achieved remission", "having achieved remission"),
        ("concussion with no loss of consciousness", "loss consciousness"),
        ("laceration with or without hemopericardium", ""),
        ("sinusitis, not elsewhere classified", ""),
        ("without coma, with coma", ""),
        ("knee pain", ""),
    ],
)
def test_a_denial_holds_to_the_end_of_its_clause(text: str, missing: str) -> None:
    assert absent(text) >= set(stems(missing))
    assert not absent(text) & (set(stems(text)) - set(stems(missing)))


@given(st.lists(st.sampled_from("without not no with or coma pain , ( )".split()), max_size=12))
def test_what_is_absent_is_a_word_of_the_text(words: list[str]) -> None:
    text = " ".join(words)
    assert absent(text) <= set(stems(text))


def test_what_a_short_form_stands_for_is_told_without_what_is_absent() -> None:
    assert said("sickle-cell disease without crisis") == "sickle cell disease"
    assert said("unspecified asthma, uncomplicated") == "asthma uncomplicated"
    assert said("without crisis") == "without crisis"
