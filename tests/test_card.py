"""The card of a code, as `show` prints it from the shipped code sets."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from rich.console import Console

from codequiz import index
from codequiz.codebook import Card, Code, CodeBook
from codequiz.codes import System, normalise
from codequiz.report.card import card, card_dict


@pytest.fixture(scope="module")
def book(codes_home: Path) -> Iterator[CodeBook]:
    with closing(index.connect(codes_home / "codes.db")) as connection:
        yield CodeBook(connection)


def card_of(book: CodeBook, code: str, system: System = System.ICD10CM) -> Card:
    found = book.find(system, normalise(code))
    assert found is not None
    return book.card(found)


def printed(card_: Card, *, width: int = 100, everything: bool = False, questions: int = 0) -> str:
    def touching(_: Code) -> int:
        return questions

    out = io.StringIO()
    Console(file=out, width=width, markup=False, highlight=False).print(
        card(card_, everything=everything, touching=touching)
    )
    return out.getvalue()


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines()]


def test_the_path_runs_from_the_chapter_to_the_code(book: CodeBook) -> None:
    places = [line.split("  ")[0] for line in lines(printed(card_of(book, "E11.9")))[:4]]

    assert places == ["Chapter 4", "E08-E13", "E11", "E11.9"]


def test_own_notes_stand_before_inherited_ones_and_near_ones_before_far_ones(book: CodeBook) -> None:
    page = printed(card_of(book, "E11.9"))

    marks = ["in remission (E11.A)", "At E11, for all below it", "insulin (Z79.4)", "At Chapter 4, for all below it"]
    assert [page.index(mark) for mark in marks] == sorted(page.index(mark) for mark in marks)


def test_what_follows_a_colon_is_set_in_below_it(book: CodeBook) -> None:
    page = printed(card_of(book, "E11.9")).splitlines()
    head = next(line for line in page if line.strip() == "code to identify control using:")
    item = next(line for line in page if line.strip() == "insulin (Z79.4)")

    assert len(item) - len(item.lstrip()) > len(head) - len(head.lstrip())


def test_named_codes_get_their_titles_once_and_only_where_they_say_more(book: CodeBook) -> None:
    page = lines(printed(card_of(book, "E11.9")))

    assert page.count("Z79.4  Long term (current) use of insulin") == 1
    assert page.count("E13.-  Other specified diabetes mellitus") == 1
    # The note says "drug or chemical induced diabetes mellitus (E09.-)": its title would repeat it.
    assert not any(line.startswith("E09.-") for line in page)


def test_the_end_of_a_range_is_no_code_of_its_own(book: CodeBook) -> None:
    named = card_of(book, "E11.9").named

    assert "P74" not in named
    assert named["P70-P74"] == "Transitory endocrine and metabolic disorders specific to newborn"


def test_several_codes_in_one_note_are_all_named(book: CodeBook) -> None:
    page = lines(printed(card_of(book, "H40.84"), width=200))
    note = page.index("diabetes mellitus (E08.39, E09.39, E10.39, E11.39, E13.39)")

    assert [line.split()[0] for line in page[note + 1 : note + 6]] == ["E08.39", "E09.39", "E10.39", "E11.39", "E13.39"]


def test_notes_far_above_are_shortened_unless_all_is_wanted(book: CodeBook) -> None:
    card_ = card_of(book, "R65.2")
    last = next(note.text for note in reversed(card_.notes) if note.at.code == "CH18").split()[-1]

    assert "codequiz show R65.2 --all" in printed(card_)
    whole = printed(card_, everything=True)
    assert "--all" not in whole
    assert last in whole
    assert len(whole) > len(printed(card_))


def test_seventh_characters_are_a_table(book: CodeBook) -> None:
    page = lines(printed(card_of(book, "S82.821")))

    assert "· not billable: needs a 7th character: A, D, G, K, P, S" in page
    assert "S82.821K  subsequent encounter for fracture with nonunion" in page
    assert "Below it" not in page


def test_a_code_with_its_seventh_character_stands_among_the_others(book: CodeBook) -> None:
    page = lines(printed(card_of(book, "S82.821D")))

    assert "→  S82.821D  subsequent encounter for fracture with routine healing" in page
    assert "S82.821S  sequela" in page
    assert "Neighbours" not in page


def test_a_seventh_character_keeps_the_inclusion_terms_of_its_code(book: CodeBook) -> None:
    row = book.connection.execute(
        "select longer.code, note.text from note join code as longer on longer.base_id = note.code_id"
        " where note.kind = 'inclusion term' limit 1"
    ).fetchone()

    assert row[1] in printed(card_of(book, row[0]), width=400)


def test_children_and_neighbours_are_aligned(book: CodeBook) -> None:
    page = printed(card_of(book, "K35.2")).splitlines()
    below = [line for line in page if line.strip().startswith("K35.2") and "without abscess" in line]
    beside = [line for line in page if line.startswith(("→ K35.2 ", "  K35.3 ", "  K35.8 "))]

    assert len(below) == 1
    assert len({line.index("·") for line in beside}) == 1


def test_a_heading_says_that_it_is_one(book: CodeBook) -> None:
    assert "not billable: a heading, not a code" in printed(card_of(book, "CH04"))


def test_marks_of_cpt_codes_are_words(book: CodeBook) -> None:
    for flag, words in (("add_on", "add-on code"), ("modifier_51_exempt", "modifier 51 exempt")):
        code = book.connection.execute("select code from code where flags = ? limit 1", (flag,)).fetchone()[0]

        page = printed(card_of(book, code, System.CPT))

        assert words in page
        assert flag not in page


def test_modifiers_are_not_called_billable(book: CodeBook) -> None:
    page = printed(card_of(book, "25", System.MODIFIER))

    assert "modifier" in page
    assert "$" not in page
    assert "billable" not in page


@pytest.mark.parametrize(("questions", "says"), [(1, "1 question on it"), (3, "3 questions on it")])
def test_questions_that_touch_the_code_are_counted(book: CodeBook, questions: int, says: str) -> None:
    assert says in printed(card_of(book, "E11.9"), questions=questions)


def test_no_question_is_not_mentioned(book: CodeBook) -> None:
    assert "In practice" not in printed(card_of(book, "E11.9"))


@pytest.mark.parametrize("code", ["E11.9", "S82.821A", "V00-V99", "CH20", "T36.0X1"])
@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_no_line_is_wider_than_the_terminal(book: CodeBook, code: str, width: int) -> None:
    page = printed(card_of(book, code), width=width, everything=True)

    assert max(len(line.rstrip()) for line in page.splitlines()) <= width


def test_every_kind_of_code_has_a_card(book: CodeBook) -> None:
    rows = book.connection.execute("select system, code from code where id % 997 = 0").fetchall()

    for system, code in rows:
        card_ = card_of(book, code, System(system))
        assert card_.code.title.split()[0] in printed(card_)
        json.dumps(card_dict(card_))


def test_json_shortens_nothing(book: CodeBook) -> None:
    card_ = card_of(book, "R65.2")
    data = card_dict(card_, touching=lambda _: 2)

    assert [note["text"] for note in data["notes"]] == [note.text for note in card_.notes]
    assert {note["at"] for note in data["notes"] if note["inherited"]} >= {"Chapter 18"}
    assert data["questions"] == 2
    assert card_dict(card_)["questions"] is None


def codequiz(*arguments: str, home: Path, today: str = "2026-05-01") -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "codequiz", *arguments],
        env={**os.environ, "CODEQUIZ_HOME": str(home), "COLUMNS": "80", "CODEQUIZ_TODAY": today},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("code", "needs"),
    [
        ("K35.2", "needs 2 more characters"),
        ("K35.20", "needs 1 more character"),
        ("E11", "needs 1 to 4 more characters"),
        ("T36", "needs 4 more characters"),
        ("E11.9", ""),
        ("E08-E13", "a heading, not a code"),
    ],
)
def test_a_header_says_how_many_characters_it_lacks(book: CodeBook, code: str, needs: str) -> None:
    assert card_of(book, code).needs == needs


def test_general_notes_stand_first_as_in_the_book(book: CodeBook) -> None:
    page = printed(card_of(book, "S72"))
    note = page.index("A fracture not indicated as open or closed should be coded to closed")
    assert note < page.index("traumatic amputation of hip and thigh") < page.index("A  initial encounter for closed")


def test_shortened_notes_read_as_sentences(book: CodeBook) -> None:
    page = " ".join(printed(card_of(book, "T36.0X1A")).split())
    assert "Code first for adverse effects, the nature of the adverse effect, such as: adverse effect NOS" in page
    assert ":;" not in page


@pytest.mark.parametrize(("code", "system"), [("99291", System.CPT), ("J1885", System.HCPCS), ("LT", System.MODIFIER)])
def test_a_card_of_a_sample_says_so(book: CodeBook, code: str, system: System) -> None:
    page = printed(card_of(book, code, system))
    assert "Neighbours in the sample" in page
    assert page.rstrip().endswith("· not the official wording")
    assert "official wording" not in printed(card_of(book, "E11.9"))


def test_a_card_explains_the_marks_it_has(book: CodeBook) -> None:
    assert "· not billable" not in printed(card_of(book, "99291", System.CPT))
    assert "$ billable   · not billable" in printed(card_of(book, "Z79.4"))
    assert "billable" not in printed(card_of(book, "LT", System.MODIFIER))


def test_show_in_a_pipe_has_no_trailing_spaces(home: Path) -> None:
    done = codequiz("show", "e119", home=home)

    assert done.returncode == 0
    assert done.stderr == ""
    assert "Type 2 diabetes mellitus without complications" in done.stdout
    assert all(line == line.rstrip() for line in done.stdout.splitlines())


def test_show_says_when_the_release_is_no_longer_in_force(home: Path) -> None:
    done = codequiz("show", "e119", home=home, today="2026-11-01")

    assert "ICD-10-CM FY2026 was in force until 2026-09-30" in done.stderr


def test_show_and_lookup_count_the_questions_on_a_code(home: Path) -> None:
    shown = codequiz("show", "45385", home=home).stdout

    count = json.loads(codequiz("show", "45385", "--format", "json", home=home).stdout)["questions"]
    assert count > 1
    assert f"In practice {count} questions on it" in " ".join(shown.split())
    assert codequiz("lookup", "45385", home=home).stdout == shown


def test_show_all_prints_what_show_leaves_out(home: Path) -> None:
    done = codequiz("show", "E11.9", "--all", home=home)

    assert "classified elsewhere." in " ".join(done.stdout.split())


def test_a_code_that_is_not_installed_is_not_shown(home: Path) -> None:
    done = codequiz("show", "70499", home=home)

    assert done.returncode == 3
    assert done.stdout == ""
    assert "70" in done.stderr
