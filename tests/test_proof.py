import random
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codequiz import bank, index
from codequiz.codebook import CodeBook
from codequiz.codes import System
from codequiz.proof import binomial_tail, codes_in, longest_is_right, prove, uneven_p
from codequiz.questions import Case, Question
from exam_support import question


@dataclass(frozen=True)
class Entry:
    billable: bool = True
    terminated: str = ""


class Invented:
    """Code sets of a few entries; ICD-10-CM is whole, the others are samples."""

    entries: ClassVar = {
        (System.ICD10CM, "E119"): Entry(),
        (System.ICD10CM, "E11"): Entry(billable=False),
        (System.ICD10CM, "Z992"): Entry(terminated="2025-10-01"),
        (System.CPT, "45378"): Entry(),
        (System.CPT, "45380"): Entry(),
        (System.CPT, "45384"): Entry(),
        (System.CPT, "45385"): Entry(),
        (System.MODIFIER, "59"): Entry(),
    }

    def find(self, system: System, code: str) -> Entry | None:
        return self.entries.get((system, code))

    def is_whole(self, system: System) -> bool:
        return system is System.ICD10CM


SOUND = replace(
    question(),
    stem="A snare takes one polyp from the colon, and a forceps takes a piece of another. What is reported?",
    choices=("45385, 45380-59", "45378, 45380-59", "45384, 45380-59", "45385, 45378-59"),
    codes=("cpt:45385", "cpt:45380", "cpt:45378", "cpt:45384", "modifier:59"),
    line=3,
)


def messages(*questions: Question, own: bool = True) -> list[str]:
    return [str(finding.problem) for finding in prove(questions, Invented(), sample_is_enough=own)]


def test_a_sound_question_has_no_problem() -> None:
    assert messages(SOUND) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"codes": (*SOUND.codes, "icd10cm:E11.8")}, "there is no ICD-10-CM code E11.8"),
        ({"codes": (*SOUND.codes, "cpt:99999")}, "the sample has no CPT code 99999"),
        ({"codes": (*SOUND.codes, "icd10cm:Z99.2")}, "ICD-10-CM Z99.2 ended on 2025-10-01"),
        ({"codes": SOUND.codes[:-1]}, "choice A names Modifier 59, which is not in codes"),
        ({"rationale": "See E11.9."}, "the rationale names ICD-10-CM E11.9, which is not in codes"),
        ({"rationale": "See category E11."}, "the rationale names ICD-10-CM E11, which is not in codes"),
        ({"rationale": "See G0105."}, "the rationale names HCPCS Level II G0105, which is not in codes"),
        ({"stem": "Modifiers 59 and 25 are weighed."}, "the stem names Modifier 25, which is not in codes"),
        ({"case": Case("c", "Note", "Lot 45398.")}, ""),
        (
            {"choices": ("E11, E11.9", *SOUND.choices[1:]), "codes": (*SOUND.codes, "icd10cm:E11", "icd10cm:E11.9")},
            "choice A offers E11, which is not billable",
        ),
        ({"choices": (*SOUND.choices[:3], "Nothing at all")}, "the choices differ in form: only A, B, C is a list of"),
        ({"choices": ("Skin", "Bone", "muscle", "Nerve")}, "only C starts with a small letter"),
        ({"choices": ("Skin", "Bone", "Muscle", "All of the above")}, "choice D speaks of other choices"),
        ({"choices": ("Skin", "Bone", "Muscle", "B and C")}, "choice D speaks of other choices"),
        ({"wrong": ("", "No.", "", "Never.")}, "the rationale leaves choice C out"),
        ({"wrong": ("", "No.", "No.", "Never.")}, "2 choices have the same reason against them: No."),
        ({"stem": "Which <b>one</b>?"}, "the stem holds an HTML tag: <b>"),
        ({"stem": "Which [bold red]one[/]?"}, "the stem holds terminal markup: [bold red]"),
        ({"stem": "Skin &amp; bone?"}, "the stem holds an HTML entity: &amp;"),
        ({"stem": "Skin\\nbone?"}, "the stem holds an escape sequence written out"),
        ({"stem": "Skin \x1b[31mred?"}, "the stem holds control or invisible characters"),
        ({"stem": "Skin  and bone?"}, "the stem holds two spaces in a row"),
        ({"rationale": "TODO"}, "the rationale holds a writer's mark: TODO"),
    ],
)
def test_each_problem_is_named_with_file_and_line(change: dict[str, object], message: str) -> None:
    found = messages(replace(SOUND, **change))  # type: ignore[arg-type]
    if message:
        assert any(message in line for line in found), found
        assert all(line.startswith("digestive.toml:3: digestive-001: ") for line in found)
    else:
        assert found == []


def test_a_question_about_validity_may_offer_what_cannot_be_billed() -> None:
    asked = replace(
        SOUND,
        choices=("E11", "E11.9", "E11.9, E11", "E11, E11.9"),
        codes=("icd10cm:E11", "icd10cm:E11.9"),
        tags=("billable",),
    )
    assert messages(asked) == []


def test_a_code_missing_from_a_sample_is_only_a_doubt_in_a_bank_of_ones_own() -> None:
    asked = replace(SOUND, codes=(*SOUND.codes, "cpt:99999"))
    (finding,) = prove([asked], Invented())
    assert finding.is_doubt
    assert "CPT 99999 is not in the installed sample" in str(finding.problem)


def test_numbers_vitamins_and_names_are_no_codes() -> None:
    text = "Vitamin B12, a hemoglobin A1C of 12.5, 10,500 platelets, $12345.00, lot X12345, T12, COVID-19, 2026-05-01"
    assert [code for _, code, certain in codes_in(text) if certain] == []


def test_codes_in_text_are_found_with_their_modifiers() -> None:
    found = {(system, code) for system, code, _ in codes_in("45380-59-LT x 2, S52.501A; G0105, modifiers 25, 57 or LT")}
    assert found == {
        (System.CPT, "45380"), (System.MODIFIER, "59"), (System.MODIFIER, "LT"), (System.ICD10CM, "S52501A"),
        (System.HCPCS, "G0105"), (System.MODIFIER, "25"), (System.MODIFIER, "57"),
    }  # fmt: skip


def test_stems_that_ask_the_same_are_named_once() -> None:
    twin = replace(SOUND, id="digestive-002", line=20, stem=SOUND.stem.replace("colon", "rectum"))
    (line,) = messages(SOUND, twin)
    assert line.startswith("digestive.toml:20: digestive-002: the stem is nearly the same as (")
    assert line.endswith("that of digestive-001 (digestive.toml:3)")


def lopsided(answers: list[int], longest_right: bool = False) -> list[Question]:
    rng = random.Random(1)
    made = []
    for number, answer in enumerate(answers, 1):
        words = ["".join(rng.choices("abcdefghij", k=6)).capitalize() for _ in range(4)]
        if longest_right:
            words[answer] += " and more"
        made.append(
            replace(
                question(number, answer=answer),
                stem=" ".join("".join(rng.choices("klmnop", k=7)) for _ in range(30)),
                choices=tuple(words),
                codes=(),
            )
        )
    return made


def test_a_key_of_one_letter_is_a_problem() -> None:
    (line,) = messages(*lopsided([1] * 30))
    assert "right answers of the bank are unevenly placed: A 0, B 30, C 0, D 0" in line


def test_a_longest_choice_that_is_always_right_is_a_problem() -> None:
    (line,) = messages(*lopsided([n % 4 for n in range(40)], longest_right=True))
    assert "in the bank the longest choice is right 40 of 40 times" in line


def test_an_even_key_is_none() -> None:
    assert messages(*lopsided([n % 4 for n in range(40)])) == []


def test_chances_agree_with_tables() -> None:
    assert binomial_tail(8, 10, 0.25) == pytest.approx(0.000416, abs=1e-6)
    assert uneven_p([10, 10, 10, 10]) == pytest.approx(1.0)
    assert uneven_p([20, 10, 5, 5]) == pytest.approx(0.001817, abs=1e-6)  # chi-square 15.0, 3 degrees of freedom


@given(st.lists(st.integers(0, 60), min_size=4, max_size=4))
def test_a_chance_is_a_probability_and_knows_no_order(counts: list[int]) -> None:
    p = uneven_p(counts)
    assert 0 <= p <= 1
    assert uneven_p(counts[::-1]) == pytest.approx(p)


@pytest.fixture(scope="module")
def book(codes_home: Path) -> Iterator[CodeBook]:
    with closing(index.connect(codes_home / "codes.db")) as connection:
        yield CodeBook(connection)


def test_the_shipped_bank_has_no_problem(book: CodeBook) -> None:
    shipped = bank.installed()
    assert [str(problem) for problem in shipped.problems] == []
    assert [str(finding.problem) for finding in prove(shipped.questions, book, sample_is_enough=True)] == []


def test_the_longest_choice_of_the_shipped_bank_is_not_worth_guessing() -> None:
    right, of = longest_is_right(bank.installed().questions)
    assert right / of < 0.30
