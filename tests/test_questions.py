from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from codequiz.questions import Case, Question, parse
from exam_support import question, question_toml

HEADER = 'domain = "digestive"\n'
CASES = (
    '''domain = "cases"

[[case]]
id = "case-01"
title = "A visit"
note = """
The patient came in.
[[question]] is not a header here."""
'''
    + question_toml(question(1, "cases"), "case.question")
    + question_toml(question(2, "cases"), "case.question")
)


def test_a_question_is_read_as_it_was_written() -> None:
    written = question(7, answer=2)
    parsed = parse(HEADER + question_toml(written), "digestive.toml")
    assert parsed.problems == ()
    assert parsed.questions == (written,)


def test_a_cases_questions_carry_its_note() -> None:
    parsed = parse(CASES, "cases.toml")
    assert parsed.problems == ()
    assert [q.id for q in parsed.questions] == ["cases-001", "cases-002"]
    note = "The patient came in.\n[[question]] is not a header here."
    assert parsed.questions[1].case == Case("case-01", "A visit", note)


def test_problems_name_file_and_line() -> None:
    text = HEADER + question_toml(question(1)) + question_toml(question(2)).replace('answer = "A"', 'answer = "E"')
    line = text.split("\n").index('answer = "E"') + 1
    (problem,) = parse(text, "digestive.toml").problems
    assert str(problem) == f'digestive.toml:{line}: answer must be "A", "B", "C" or "D"'


def test_a_problem_in_a_case_question_names_its_line() -> None:
    text = CASES.replace("as_of = 2026", "as_of = 1", 2).replace("as_of = 1", "as_of = 2026", 1)
    (problem,) = parse(text, "cases.toml").problems
    assert problem.line == text.split("\n").index("as_of = 1") + 1


def test_a_question_with_a_problem_is_left_out_and_the_others_stay() -> None:
    text = HEADER + question_toml(question(1)).replace("difficulty = 2", "difficulty = 9") + question_toml(question(2))
    parsed = parse(text, "f.toml")
    assert [q.id for q in parsed.questions] == ["digestive-002"]
    assert len(parsed.problems) == 1


def test_every_problem_is_reported_at_once() -> None:
    text = HEADER + '[[question]]\nid = "Bad Id"\nchoices = ["a", "a", "b"]\nextra = 1\n'
    messages = "\n".join(problem.message for problem in parse(text, "f.toml").problems)
    for expected in ("id must be", "stem must be", "choices must be four", "answer must", "codes must", "'extra'"):
        assert expected in messages


def test_a_duplicate_id_is_a_problem_of_the_second() -> None:
    text = HEADER + question_toml(question(1)) + question_toml(question(1))
    parsed = parse(text, "f.toml")
    assert len(parsed.questions) == 1
    assert "used twice" in parsed.problems[0].message
    assert parsed.problems[0].line > 10


def test_terminal_escapes_are_refused() -> None:
    text = HEADER + question_toml(question(1)).replace("An invented rule", "\\u001b[2J")
    (problem,) = parse(text, "f.toml").problems
    assert "control or invisible characters" in problem.message


def test_a_stem_of_megabytes_is_refused() -> None:
    text = HEADER + question_toml(replace(question(1), stem="x" * 5_000_000))
    (problem,) = parse(text, "f.toml").problems
    assert "5,000,000 characters" in problem.message


def test_a_missing_reason_for_a_wrong_choice_is_a_problem() -> None:
    text = HEADER + question_toml(question(1)).replace('C = "Not 2, for an invented reason."\n', "")
    (problem,) = parse(text, "f.toml").problems
    assert "wrong must give a reason for each" in problem.message


def test_the_hash_changes_with_what_is_asked_and_with_nothing_else() -> None:
    one = question(1)
    assert one.content_hash == replace(one, id="other", tags=(), file="elsewhere.toml").content_hash
    for changed in (
        replace(one, stem="Another."),
        replace(one, answer=1),
        replace(one, rationale="Another."),
        replace(one, choices=("1", "2", "3", "4")),
        replace(one, case=Case("c", "t", "note")),
    ):
        assert changed.content_hash != one.content_hash


def test_json_gives_the_same_question_back() -> None:
    one = question(1, case=Case("c", "t", "note"))
    assert Question.from_json(one.to_json()) == one


@given(st.text(max_size=400))
def test_any_text_gives_problems_not_exceptions(text: str) -> None:
    parsed = parse(text, "any.toml")
    assert parsed.problems
    assert parsed.questions == ()


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8).filter(lambda s: "\\" not in s and '"' not in s),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(["id", "stem", "choices", "answer", "codes", "as_of", "tags", "wrong"]), _VALUES)
def test_any_value_in_a_field_gives_a_sound_question_or_a_problem(field: str, value: object) -> None:
    def toml(value: object) -> str:
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, int):
            return str(value)
        if isinstance(value, list):
            return f"[{', '.join(map(toml, value))}]"
        return f'"{value or ""}"'

    parsed = parse(f"{HEADER}[[question]]\n{field} = {toml(value)}\n", "f.toml")
    assert parsed.problems
