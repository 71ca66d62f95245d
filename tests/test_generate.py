"""Questions made from the code sets: the same for a seed, sound for every seed, and never with two right choices."""

import json
import re
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from codequiz import index
from codequiz.cli.app import app
from codequiz.codebook import CodeBook
from codequiz.codes import System, normalise
from codequiz.codeview import CodeView
from codequiz.generate import KINDS, Kind, again, generate, stream
from codequiz.generate.conventions import excludes_each_other
from codequiz.proof import prove
from codequiz.questions import DOMAINS, Question
from release_files import order_file

SEEDS = st.integers(0, 10**9)


@pytest.fixture(scope="module")
def book(codes_home: Path) -> Iterator[CodeBook]:
    with closing(index.connect(codes_home / "codes.db")) as connection:
        yield CodeBook(connection)


@pytest.fixture(scope="module")
def view(codes_home: Path) -> Iterator[CodeView]:
    with closing(index.connect(codes_home / "codes.db")) as connection:
        yield CodeView(connection)


def made(view: CodeView, kind: Kind, seed: int) -> Question:
    question = generate(view, kind, seed)
    assert question is not None
    return question


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(KINDS), seed=SEEDS)
def test_every_seed_makes_a_question_that_the_check_finds_nothing_wrong_with(
    view: CodeView, book: CodeBook, kind: Kind, seed: int
) -> None:
    question = made(view, kind, seed)
    assert [str(finding.problem) for finding in prove([question], book, sample_is_enough=True)] == []
    assert question.id == f"gen-{kind}-{seed}"
    assert question.domain in DOMAINS
    assert len(set(question.choices)) == 4
    assert [bool(reason) for reason in question.wrong] == [n != question.answer for n in range(4)]


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(KINDS), seed=SEEDS)
def test_a_seed_gives_the_same_question_again(view: CodeView, kind: Kind, seed: int) -> None:
    question = made(view, kind, seed)
    assert generate(view, kind, seed) == question
    assert again(view, question.id) == question
    assert Question.from_json(question.to_json()).content_hash == question.content_hash


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from([Kind.CONDITION, Kind.CPT, Kind.HCPCS]), seed=SEEDS)
def test_no_wrong_choice_is_described_by_the_words_asked_for(view: CodeView, kind: Kind, seed: int) -> None:
    question = made(view, kind, seed)
    asked = re.search("“(.+)”", question.stem)
    assert asked is not None
    system = {Kind.CONDITION: System.ICD10CM, Kind.CPT: System.CPT, Kind.HCPCS: System.HCPCS}[kind]
    covering = view.covering(asked[1])
    for n, choice in enumerate(question.choices):
        code = view.find(system, normalise(choice))
        assert code is not None
        assert (code.id in covering) == (n == question.answer)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(seed=SEEDS)
def test_only_the_right_choice_is_barred_by_an_excludes1_note(view: CodeView, seed: int) -> None:
    question = made(view, Kind.EXCLUDES1, seed)
    one = view.find(System.ICD10CM, normalise(question.stem.split(" ", 1)[0]))
    assert one is not None
    for n, choice in enumerate(question.choices):
        other = view.find(System.ICD10CM, normalise(choice))
        assert other is not None
        assert excludes_each_other(view, one, other) == (n == question.answer)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(seed=SEEDS)
def test_weeks_of_gestation_are_in_the_trimester_of_the_right_code(view: CodeView, seed: int) -> None:
    question = made(view, Kind.TRIMESTER, seed)
    weeks = int(question.stem.split()[1])
    trimester = "first" if weeks < 14 else "second" if weeks < 28 else "third"
    for n, choice in enumerate(question.choices):
        code = view.find(System.ICD10CM, normalise(choice))
        assert code is not None
        same_condition = f"“{re.sub(r',? ?[a-z]+ trimester', '', code.title)}”" in question.stem
        assert (f"{trimester} trimester" in code.title and same_condition) == (n == question.answer)


def test_what_is_new_is_asked_only_when_it_is_known(view: CodeView) -> None:
    assert generate(view, Kind.NEW, 1) is None
    fresh = {"E1110", "M48061", "J4541"}
    question = generate(view, Kind.NEW, 1, fresh)
    assert question is not None
    new = [normalise(choice) in fresh for choice in question.choices]
    assert new == [n == question.answer for n in range(4)]
    assert again(view, question.id, fresh) == question


def test_a_stream_has_every_kind_and_asks_nothing_twice(view: CodeView) -> None:
    questions = list(islice(stream(view, 7), 120))
    assert {question.tags[1] for question in questions} == set(KINDS)
    assert len({(question.stem, tuple(sorted(question.choices))) for question in questions}) == 120
    assert questions == list(islice(stream(view, 7), 120))
    assert questions != list(islice(stream(view, 8), 120))


def test_the_right_choice_stands_anywhere_alike(view: CodeView) -> None:
    counts = [0, 0, 0, 0]
    for question in islice(stream(view, 1), 400):
        counts[question.answer] += 1
    assert min(counts) > 70


@pytest.mark.parametrize("name", ["gen-condition", "gen-nothing-3", "digestive-001", "gen-cpt-", "gen-cpt-x"])
def test_other_ids_name_no_made_question(view: CodeView, name: str) -> None:
    assert again(view, name) is None


def practise(*arguments: str, text: str = "") -> str:
    result = CliRunner().invoke(app, ["practice", "--plain", *arguments], input=text)
    assert result.exit_code == 0, result.stderr
    return result.stdout


def test_practice_of_made_questions_and_their_review(home: Path) -> None:
    first = practise("--only-generated", "-n", "4", "--mode", "study", "--seed", "5", text="A\nA\nA\nA\ne\ny\n")
    assert "Question 4 of 4" in first
    session = json.loads(CliRunner().invoke(app, ["history", "show", "1", "--format", "json"]).stdout)
    wrong = session["questions"] - session["correct"]
    assert wrong > 0
    # A day later they are due, made once more by their ids.
    later = CliRunner().invoke(app, ["practice", "--plain", "--mode", "review"])
    assert later.exit_code == 3
    assert f"({wrong} question" in later.stderr
    assert f"Question 1 of {wrong}." in practise("--again", "1", "--wrong")


def test_made_questions_are_mixed_into_the_bank(home: Path) -> None:
    practise("--generated", "-n", "40", "--seed", "2", "--mode", "study", "--domain", "icd-10-cm", text="p\n")
    shown = CliRunner().invoke(app, ["history", "show", "1", "--format", "json"]).stdout
    assert "gen-" in shown
    assert '"icd-10-cm-0' in shown


def test_only_made_questions_and_a_bank_exclude_each_other(home: Path) -> None:
    result = CliRunner().invoke(app, ["practice", "--only-generated", "--bank", "x.toml"])
    assert result.exit_code == 2
    assert "exclude each other" in result.stderr


def test_what_is_new_since_a_file_is_asked(view: CodeView, home: Path, tmp_path: Path) -> None:
    old = tmp_path / "icd10cm-order-2025.txt"
    codes = [view.entry(code_id) for code_id in view.billable(System.ICD10CM)]
    rows = [(code.code, 1, code.title) for code in codes if not code.code.startswith(("J452", "J453", "J454"))]
    old.write_bytes(order_file([(code, flag, ascii(title)[1:-1]) for code, flag, title in rows]))
    options = ("--only-generated", "--new-since", str(old), "-n", "60", "--domain", "icd-10-cm", "--seed", "4")
    practise(*options, "--mode", "study")
    shown = CliRunner().invoke(app, ["history", "show", "1", "--format", "json"]).stdout
    assert "gen-new-" in shown
    assert "gen-condition-" in shown


def test_a_kind_that_nothing_can_be_made_of_is_left_out(view: CodeView) -> None:
    everything = {view.entry(code_id).code for code_id in view.billable(System.ICD10CM)}
    found = islice(stream(view, 1, [Kind.NEW, Kind.BILLABLE], everything), 30)
    assert {question.tags[1] for question in found} == {Kind.BILLABLE}


def test_new_since_needs_made_questions(home: Path) -> None:
    result = CliRunner().invoke(app, ["practice", "--new-since", "FY2025"])
    assert result.exit_code == 2
    assert "--new-since goes with" in result.stderr
