"""The keys at a question, by what the candidate is doing."""

from typing import Final

from codequiz.tui.exam.keys import key
from codequiz.tui.exam.wording import LEGEND

WAYS: Final = (
    key("→", "next", "screen.onward"),
    key("←", "back", "screen.back"),
    key("x", "strike", "screen.strike"),
    key("f", "flag", "screen.flag"),
    key("s", "skip", "screen.skip"),
    key("n", "note", "screen.note"),
    key("/", "look up", "screen.look_up"),
    key("u", "next blank", "screen.next_blank"),
    key("v", "next flagged", "screen.next_flagged"),
    key("g", "go to", "screen.jump"),
    key("r", "review", "screen.review"),
    key("t", "times", "screen.times"),
    key("p", "pause", "screen.pause"),
    key("e", "end", "screen.review"),
    key("q", "quit", "app.leave"),
    key("F6", "light/dark", "app.other_theme"),
    key("?", "keys", "screen.keys"),
)
BEFORE: Final = (key("A-D", "answer"), key("1-3", "guess/unsure/sure"), *WAYS)
REVEALED: Final = key("A-D", "code card")
WHY: Final = key("1-6", "why missed")
STRIKING: Final = (key("A-D", "strike out, or take back in"), key("Esc", "none", "screen.strike"))
TO_QUESTION: Final = key("Tab", "to the question, the book stays open", "screen.to_question")
HELP: Final = (
    "A B C D    answer, or change it (in study mode the first one counts)",
    "→ Enter    the next question; after the last, the review screen",
    "←          the question before",
    "x B        strike choice B out, or take it back in (mouse: right button)",
    "f          flag for another look, or take the flag off",
    "s          skip: leave it blank for now and go on",
    "n          a note of your own on this question",
    "/          look codes up, timed apart; Tab comes back, Esc closes",
    "u  v       the next blank question; the next flagged one",
    "g 37       go to question 37 (mouse: click it among the marks)",
    "r  e       review all, see what is blank or flagged, and hand in",
    "t          time by section",
    "1 2 3      how sure you are: guess, unsure, sure",
    "1 … 6      why you missed it, once that is shown",
    "A B C D    what a choice's codes mean, once the answer is shown",
    "↑ ↓ PgDn   scroll; Tab goes on to the case note or the rationale",
    "p  q  F6   pause; quit, a pause too: nothing is lost; light or dark",
    "▕██▌──│──▏ answered so far; the mark is where the pace would be",
    f"{LEGEND}",
)
