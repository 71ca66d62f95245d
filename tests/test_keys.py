import pytest
from hypothesis import given
from hypothesis import strategies as st

from codequiz.cli.plain.keys import Command, Key, Misunderstood, parse
from codequiz.exam import Confidence, MissReason


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("A", Command(Key.ANSWER, 0)),
        ("B", Command(Key.ANSWER, 1)),
        (" d ", Command(Key.ANSWER, 3)),
        ("b", Command(Key.BACK)),
        ("s", Command(Key.SKIP)),
        ("F", Command(Key.FLAG)),
        ("g 12", Command(Key.GO, 11)),
        ("r", Command(Key.REVIEW)),
        ("/ lap chole", Command(Key.LOOK_UP, text="lap chole")),
        ("/E11.9", Command(Key.LOOK_UP, text="E11.9")),
        ("p", Command(Key.PAUSE)),
        ("e", Command(Key.END)),
        ("u", Command(Key.NEXT_BLANK)),
        ("V", Command(Key.NEXT_FLAGGED)),
        ("card b", Command(Key.CARD, 1)),
        ("n see page 12", Command(Key.NOTE, text="see page 12")),
        ("n", Command(Key.NOTE)),
        ("x c", Command(Key.STRIKE, 2)),
        ("?", Command(Key.HELP)),
        ("", Command(Key.AGAIN)),
        ("guess", Command(Key.SURE, confidence=Confidence.GUESS)),
        ("m misread", Command(Key.MISSED, reason=MissReason.MISREAD)),
        ("m mo", Command(Key.MISSED, reason=MissReason.MODIFIER)),
    ],
)
def test_what_is_typed_is_understood(typed: str, command: Command) -> None:
    assert parse(typed) == command


@pytest.mark.parametrize(
    "typed",
    ["E", "E11", "AB", "7", "g", "g x", "g ²", "x", "x E", "card", "card AB", "/", "m", "m m", "quit", "é", "\x1b[A"],
)
def test_anything_else_is_said_in_one_line(typed: str) -> None:
    result = parse(typed)
    assert isinstance(result, Misunderstood)
    assert "\n" not in result.message
    assert "\x1b" not in result.message


@given(st.text(max_size=100))
def test_any_text_is_a_command_or_misunderstood(typed: str) -> None:
    assert isinstance(parse(typed), Command | Misunderstood)
