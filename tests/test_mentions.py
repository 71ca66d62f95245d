"""Codes that notes name in running text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codequiz.codes import mentions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("type 2 diabetes mellitus (E11.-)", [("E11.-", "E11")]),
        ("gestational diabetes (O24.4-)", [("O24.4-", "O244")]),
        ("specific to newborn (P70-P74)", [("P70-P74", "P70-P74")]),
        ("Escherichia coli infection (A04.0-A04.4)", [("A04.0-A04.4", "A040-A044")]),
        ("hepatitis B (B16.-, B18.0-B18.1)", [("B16.-", "B16"), ("B18.0-B18.1", "B180-B181")]),
        ("uterus (O71.0-, O71.1), O71.1 again", [("O71.0-", "O710"), ("O71.1", "O711")]),
        ("classifiable to both I05.0 and I05.2-I05.9, whether", [("I05.0", "I050"), ("I05.2-I05.9", "I052-I059")]),
        ("conditions classified to T20-T25.", [("T20-T25", "T20-T25")]),
        ("Category G09. Then more", [("G09", "G09")]),
        ("[E. coli] O157:H7, COVID-19, S06XXXA, half-A01, F10-19", []),
    ],
)
def test_codes_in_text(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(mention.written, mention.code) for mention in mentions(text)] == expected


@given(st.text())
def test_every_mention_stands_in_the_text(text: str) -> None:
    found = mentions(text)

    assert all(mention.written in text for mention in found)
    assert len(set(found)) == len(found)
