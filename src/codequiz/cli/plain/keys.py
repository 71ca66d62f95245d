"""What somebody typed at a question, as a command."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from codequiz.exam import Confidence, MissReason
from codequiz.questions import LETTERS
from codequiz.text import one_line


class Key(StrEnum):
    """The commands; the value is what is typed."""

    ANSWER = "A-D"
    SKIP = "s"
    FLAG = "f"
    BACK = "b"
    GO = "g"
    NEXT_BLANK = "u"
    NEXT_FLAGGED = "v"
    REVIEW = "r"
    LOOK_UP = "/"
    CARD = "card"
    NOTE = "n"
    STRIKE = "x"
    PAUSE = "p"
    END = "e"
    HELP = "?"
    TIME = "t"
    SURE = "sure"
    MISSED = "m"
    AGAIN = ""


@dataclass(frozen=True, slots=True)
class Command:
    """A command with its argument: `number` is a choice or a question (0-based), `text` a note or query."""

    key: Key
    number: int = 0
    text: str = ""
    confidence: Confidence | None = None
    reason: MissReason | None = None


@dataclass(frozen=True, slots=True)
class Misunderstood:
    """Input that is no command, and one line that says so."""

    message: str


HELP: Final = (
    "A, B, C or D answers; another letter changes it. Small b goes back.",
    "s skips, f flags or unflags, x LETTER strikes a choice out or takes it back, n text keeps a note.",
    "guess, unsure or sure says how sure you are, before you answer.",
    "/ words or / code looks up. Enter reads the question again.",
    "u goes to the next blank question, v to the next flagged one, g N to question N, b back one.",
    "r reviews what is blank and flagged, t tells the time, by section too.",
    "p pauses: nothing is lost. e ends and submits.",
)
HELP_STUDY: Final = (
    f"m REASON says why you missed a question: {', '.join(MissReason)}.",
    "card LETTER says what a choice's codes mean, once the answer is shown.",
)

_SINGLE: Final = {"s": Key.SKIP, "f": Key.FLAG, "b": Key.BACK, "r": Key.REVIEW, "p": Key.PAUSE, "e": Key.END}
_SINGLE_MORE: Final = {
    "u": Key.NEXT_BLANK,
    "v": Key.NEXT_FLAGGED,
    "?": Key.HELP,
    "h": Key.HELP,
    "help": Key.HELP,
    "t": Key.TIME,
    "": Key.AGAIN,
}


def parse(line: str) -> Command | Misunderstood:
    """The command that `line` is. Only `B` and `b` differ by case: an answer, and back."""
    text = one_line(line)
    if len(text) == 1 and (text in LETTERS or (text != "b" and text.upper() in LETTERS)):
        return Command(Key.ANSWER, LETTERS.index(text.upper()))
    if text.startswith("/"):
        words = text[1:].strip()
        return (
            Command(Key.LOOK_UP, text=words) if words else Misunderstood("Type / and what to look up: / acute otitis")
        )
    if text == "E":
        return Misunderstood("E is no choice: A, B, C or D answers. (A small e ends and submits.)")
    lower = text.lower()
    key = (_SINGLE | _SINGLE_MORE).get(lower)
    if key is not None:
        return Command(key)
    if lower in tuple(Confidence):
        return Command(Key.SURE, confidence=Confidence(lower))
    return _with_argument(text)


def _with_argument(text: str) -> Command | Misunderstood:
    word, _, rest = text.partition(" ")
    rest = rest.strip()
    match word.lower():
        case "g":
            if rest.isascii() and rest.isdigit() and len(rest) < 6:
                return Command(Key.GO, int(rest) - 1)
            return Misunderstood("Type g and the number of a question: g 12")
        case "n":
            return Command(Key.NOTE, text=rest)
        case "x":
            if len(rest) == 1 and rest.upper() in LETTERS:
                return Command(Key.STRIKE, LETTERS.index(rest.upper()))
            return Misunderstood("Type x and the letter of a choice: x C")
        case "card":
            if len(rest) == 1 and rest.upper() in LETTERS:
                return Command(Key.CARD, LETTERS.index(rest.upper()))
            return Misunderstood("Type card and the letter of a choice: card C")
        case "m":
            found = [reason for reason in MissReason if rest and reason.startswith(rest.lower())]
            if len(found) == 1:
                return Command(Key.MISSED, reason=found[0])
            return Misunderstood(f"Type m and a reason: {', '.join(MissReason)}")
        case _:
            return Misunderstood(f"{one_line(text, 40)!r} is no command. A, B, C or D answers; ? lists the commands.")
