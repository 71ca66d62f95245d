"""Banks of others: what is exported comes back the same, and what is wrong is named with file and line."""

import sqlite3
import string
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codequiz import bank
from codequiz.exchange import READERS, WRITERS, read
from codequiz.questions import Case, Question
from exam_support import question
from exchange_support import AIKEN, same

_SIGNS = string.ascii_letters + string.digits + " \n~=#{}:\\%,;\"'[]<>&/$-éß…“”→"
# What means something to one of the formats where it stands first or whole.
_MEANING = [
    "->",
    "%50%",
    "%100%",
    "[html]",
    "[plain]",
    "::",
    "####",
    "//",
    "T",
    "TRUE",
    "$CATEGORY: x",
    "ANSWER: A",
    "A.",
    "\n\n",
]
_TEXT = (
    st.lists(
        st.text(st.sampled_from(_SIGNS), min_size=1, max_size=20) | st.sampled_from(_MEANING), min_size=1, max_size=4
    )
    .map("".join)
    .filter(lambda text: text == text.strip() and text != "")
)
_KEYS = st.from_regex(r"[a-z]{1,8}(-[0-9]{1,3})?", fullmatch=True)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    answer = draw(st.integers(0, 3))
    choices = draw(st.lists(_TEXT, min_size=4, max_size=4, unique_by=lambda text: " ".join(text.split()).casefold()))
    case = Case(draw(_KEYS), draw(_TEXT), draw(_TEXT)) if draw(st.booleans()) else None
    return Question(
        id=draw(_KEYS),
        domain=draw(_KEYS),
        stem=draw(_TEXT),
        choices=tuple(choices),
        answer=answer,
        rationale=draw(_TEXT | st.just("")),
        wrong=tuple("" if n == answer else draw(_TEXT | st.just("")) for n in range(4)),
        codes=tuple(draw(st.lists(st.sampled_from(["cpt:45385", "icd10cm:E11.9", "modifier:59"]), unique=True))),
        difficulty=draw(st.integers(1, 3)),
        as_of=draw(st.integers(1990, 2200)),
        tags=tuple(draw(st.lists(_TEXT, max_size=3))),
        case=case,
    )


def banks() -> st.SearchStrategy[list[Question]]:
    # Questions of one case share it, so each case here has one question.
    return st.lists(
        questions(), min_size=1, max_size=4, unique_by=(lambda q: q.id, lambda q: q.case.id if q.case else q.id)
    )


def plain(item: Question) -> bool:
    """GIFT reads no HTML, so that what looks like it is a problem there."""
    from codequiz.exchange.gift import _HTML

    texts = (item.stem, *item.choices, item.rationale, *item.wrong, item.case.note if item.case else "")
    return not any(_HTML.search(text) for text in (*texts, "".join(texts), "\n  ~".join(texts)))


@pytest.mark.parametrize("kind", sorted(WRITERS))
@settings(max_examples=120)
@given(items=banks())
def test_what_is_written_is_read_back_the_same(kind: str, items: list[Question]) -> None:
    if kind == "gift":
        items = [item for item in items if plain(item) and not (item.case and item.stem.startswith(item.case.note))]
        if not items:
            return
    data = WRITERS[kind](items).encode()
    parsed = read(data, f"bank.{kind}", "bank", 2026)
    if kind == "gift" and any("HTML" in problem.message for problem in parsed.problems):
        return
    assert parsed.problems == ()
    assert same(parsed.questions, items)


@pytest.mark.parametrize("start", ["->", "a -> b", "%50%", "%100%x", "[html]x", "[plain]", "=", "~", "####"])
def test_gift_brings_back_texts_that_start_like_its_own_signs(start: str) -> None:
    choices = tuple(f"{start} {n}" for n in range(4))
    item = replace(question(), stem=start, choices=choices, rationale=start)
    parsed = read(WRITERS["gift"]([item]).encode(), "bank.gift", "bank", 2026)
    assert parsed.problems == ()
    assert same(parsed.questions, [item])


@pytest.mark.parametrize("kind", sorted(WRITERS))
def test_the_shipped_bank_survives_the_journey(kind: str) -> None:
    shipped = bank.installed().questions
    parsed = read(WRITERS[kind](shipped).encode(), f"bank.{kind}", "bank", 2026)
    assert parsed.problems == ()
    assert same(parsed.questions, shipped)
    assert {q.content_hash for q in parsed.questions} == {q.content_hash for q in shipped}


@settings(max_examples=300)
@given(data=st.binary(max_size=200), kind=st.sampled_from(sorted(READERS)))
def test_any_bytes_give_questions_or_problems_and_no_other_end(data: bytes, kind: str) -> None:
    parsed = read(data, f"x.{kind}", "x", 2026, kind)
    assert parsed.questions or parsed.problems


@settings(max_examples=300)
@given(text=st.text('ABCD.)=~#{}:\\\n ANSWER%/$stem,"', max_size=120), kind=st.sampled_from(sorted(READERS)))
def test_any_text_of_their_signs_does_too(text: str, kind: str) -> None:
    parsed = read(text.encode(), f"x.{kind}", "x", 2026, kind)
    assert parsed.questions or parsed.problems


GIFT = r"""// Written by hand
$CATEGORY: $course$/top/Anatomy

::Femur:: Where is the femur? {
  =In the thigh
  ~In the arm#That is the humerus.
  ~In the skull
  ~In the foot
  ####The thigh bone.
}

Which is 2 \= 1 + 1\: \{right\}? {~no ~not =yes ~never}
"""

CSV = """question,A,B,C,D,correct answer,explanation
Where is the femur?,Arm,Thigh,Skull,Foot,B,The thigh bone.
"Two lines,
one stem",a1,b1,c1,d1,d1,
"""


def test_aiken() -> None:
    parsed = read(AIKEN.encode(), "quiz.txt", "quiz", 2026)
    assert parsed.problems == ()
    first, second = parsed.questions
    assert (first.id, first.domain, first.answer, first.as_of, first.rationale) == ("quiz-001", "quiz", 1, 2026, "")
    assert second.stem == "Which plane\ndivides left from right?"


def test_gift() -> None:
    parsed = read(GIFT.encode(), "quiz.txt", "quiz", 2026)
    assert parsed.problems == ()
    first, second = parsed.questions
    assert (first.id, first.domain, first.answer) == ("femur", "anatomy", 0)
    assert first.wrong == ("", "That is the humerus.", "", "")
    assert first.rationale == "The thigh bone."
    assert second.stem == "Which is 2 = 1 + 1: {right}?"
    assert second.choices[second.answer] == "yes"


def test_csv_of_another_program() -> None:
    parsed = read(CSV.encode("utf-8-sig"), "quiz.csv", "quiz", 2026)
    assert parsed.problems == ()
    assert [item.answer for item in parsed.questions] == [1, 3]
    assert parsed.questions[1].stem == "Two lines,\none stem"


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("a.txt", "Q?\nA. x\nB. y\nC. z\nANSWER: A\n", "a.txt:2: the choices must be A, B, C and D"),
        ("a.txt", AIKEN.replace("ANSWER: B", "ANSWER: E", 1), 'a.txt:6: answer must be "A", "B", "C" or "D"'),
        ("a.txt", AIKEN + "Open?\nA. x\n", "a.txt:15: the last question has no “ANSWER:” line"),
        ("g.gift", "One? {=a ~b ~c ~d}\n\nTwo? {=a ~b}\n", "g.gift:3: choices must be four, not 2"),
        ("g.gift", "One? {TRUE}", "g.gift:1: only multiple choice is read"),
        ("g.gift", "One? {#3}", "g.gift:1: only multiple choice is read"),
        ("g.gift", "One? {}", "g.gift:1: no answers"),
        ("g.gift", "One? {=a =b ~c ~d}", "g.gift:1: 2 right answers (=)"),
        ("g.gift", "One? {=a -> b =c -> d =e -> f}", "g.gift:1: matching questions are not read"),
        ("g.gift", "One? {~%50%a ~%50%b ~c ~d}", "g.gift:1: answers with weights"),
        ("g.gift", "One <b>big</b>? {=a ~b ~c ~d}", "g.gift:1: HTML is not read"),
        ("g.gift", "::x:: One {=a ~b ~c ~d} more", "g.gift:1: text after the answers"),
        ("g.gift", "One? {=a ~b", "g.gift:1: braces do not match"),
        ("c.csv", "stem,A,B,C,D\nx,1,2,3,4\n", "c.csv:1: columns missing: answer"),
        ("c.csv", "stem,A,B,C,D,answer,mood\n", "c.csv:1: unknown column 'mood'"),
        ("c.csv", "stem,A,B,C,D,answer\nx,1,2,3\n", "c.csv:2: 4 cells, but the header has 6"),
        ("c.csv", "stem,A,B,C,D,answer\nx,p,q,r,s,\n", 'c.csv:2: answer must be "A", "B", "C" or "D"'),
        ("c.csv", "stem,A,B,C,D,answer\nx,p,q,r,,A\n", "c.csv:2: each of choices must be a text (it is empty)"),
        ("c.csv", 'stem,A,B,C,D,answer\n"x,p\n', "c.csv:2: not valid CSV"),
        ("c.csv", "id,stem,A,B,C,D,answer\nq,x,p,q,r,s,A\nq,y,p,q,r,s,A\n", "c.csv:3: the id 'q' is used twice"),
        ("c.csv", "stem,A,B,C,D,answer\n\x1b[31mred,p,q,r,s,A\n", "c.csv:2: stem holds control"),
        ("c.csv", "stem,A,B,C,D,answer\n" + "x" * 5_000_000 + ",p,q,r,s,A\n", "c.csv:2: stem has 5,000,000 characters"),
        ("c.csv", "stem,A,B,C,D,answer,codes\nx,p,q,r,s,A,99213\n", "c.csv:2: code '99213' must be written system:"),
        ("c.csv", "", "c.csv: the file is empty"),
    ],
)  # fmt: skip
def test_each_problem_is_named_with_its_line(name: str, text: str, problem: str) -> None:
    found = [str(item) for item in read(text.encode(), name, "x", 2026).problems]
    assert any(line.startswith(problem) for line in found), found


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ("stem".encode("utf-16"), "x.csv:1: this is UTF-16; save it as UTF-8"),
        (b"stem,A\ncaf\xe9\n", "x.csv:2: not UTF-8 (byte 10); save it as UTF-8"),
        (b"stem\0", "x.csv:1: a zero byte: no text"),
        (b" " * 20_000_001, "x.csv: 20,000,001 bytes; at most 20,000,000 are read"),
    ],
)
def test_bytes_that_are_no_text_are_named(data: bytes, problem: str) -> None:
    assert [str(item) for item in read(data, "x.csv", "x", 2026).problems] == [problem]


def test_text_in_an_anki_package_is_not_markup(tmp_path: Path) -> None:
    from codequiz.exchange.anki import write_anki

    file = tmp_path / "x.apkg"
    write_anki([replace(question(), stem="Is <script>alert(1)</script> & so on right?")], "x", file)
    with zipfile.ZipFile(file) as archive:
        (tmp_path / "c").write_bytes(archive.read("collection.anki2"))
    collection = sqlite3.connect(tmp_path / "c")
    (fields,) = collection.execute("select flds from notes").fetchone()
    collection.close()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; so on" in fields
