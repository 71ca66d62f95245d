import random
from collections import Counter
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from codequiz import formats
from codequiz.formats import Format
from codequiz.formats.selection import select, share
from codequiz.questions import Case, Question
from exam_support import NOON, question

CPC = formats.load("cpc-150")
TODAY = formats.load("cpc-100")


def bank(exam: Format, times: float = 1) -> list[Question]:
    questions = []
    for section in exam.sections:
        for n in range(int(section.questions * times)):
            case = Case(f"case-{n // 3}", "A case", "A note.") if section.key == "cases" else None
            questions += [question(n, domain, case=case) for domain in section.domains[:1]]
    return questions


def test_a_whole_exam_has_each_sections_count() -> None:
    selection = select(CPC, bank(CPC, 2), None, 1)
    counts = Counter(picked.section for picked in selection.picked)
    assert counts == {section.key: section.questions for section in CPC.sections}
    assert selection.shortfalls == ()


def test_the_same_seed_gives_the_same_questions_and_another_gives_others() -> None:
    questions = bank(CPC, 2)
    first = [picked.question.id for picked in select(CPC, questions, 20, 7).picked]
    again = [picked.question.id for picked in select(CPC, list(reversed(questions)), 20, 7).picked]
    other = [picked.question.id for picked in select(CPC, questions, 20, 8).picked]
    assert first == again
    assert first != other


def test_a_whole_exam_from_too_few_says_what_lacks_and_repeats_nothing() -> None:
    questions = bank(CPC, 0.5)
    selection = select(CPC, questions, None, 1)
    assert {picked.question for picked in selection.picked} == set(questions)
    assert {lack.section for lack in selection.shortfalls} >= {"Anesthesia"}
    assert all(lack.found < lack.wanted for lack in selection.shortfalls)


def test_what_was_not_seen_lately_comes_first() -> None:
    exam = formats.load("cpc-150")
    questions = [question(n) for n in range(10)]
    seen = {question(n).id: NOON - timedelta(days=n) for n in range(7)}
    picked = [p.question.id for p in select(exam, questions, 5, 1, seen).picked]
    assert set(picked) == {question(n).id for n in (7, 8, 9, 6, 5)}


def test_a_cases_questions_stay_together() -> None:
    picked = [p.question for p in select(TODAY, bank(TODAY, 3), None, 5).picked]
    cases = [q.case.id for q in picked if q.case]
    assert len(cases) == 10
    runs = [case for n, case in enumerate(cases) if n == 0 or cases[n - 1] != case]
    assert len(runs) == len(set(runs)), "each case is asked in one go"


def test_pretest_questions_are_in_proportion() -> None:
    cca = formats.load("cca")
    questions = [question(n, domain) for section in cca.sections for domain in section.domains for n in range(40)]
    assert sum(not p.scored for p in select(cca, questions, None, 1).picked) == 15
    assert sum(not p.scored for p in select(cca, questions, 21, 1).picked) == 3


@given(st.integers(0, 400), st.integers(0, 10_000), st.floats(0, 3))
def test_a_selection_never_repeats_and_gives_what_it_can(count: int, seed: int, times: float) -> None:
    questions = bank(TODAY, times)
    picked = [p.question.id for p in select(TODAY, questions, count, seed).picked]
    assert len(picked) == len(set(picked)) == min(count, len(questions))


@given(
    st.integers(0, 500),
    st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.tuples(st.integers(1, 30), st.integers(0, 40))),
    st.integers(),
)
def test_shares_add_up_and_keep_their_limits(total: int, groups: dict[str, tuple[int, int]], seed: int) -> None:
    weights = {key: float(weight) for key, (weight, _) in groups.items()}
    limits = {key: limit for key, (_, limit) in groups.items()}
    shares = share(total, weights, limits, random.Random(seed))
    assert sum(shares.values()) == min(total, sum(limits.values()))
    assert all(0 <= shares[key] <= limits[key] for key in shares)


def test_shares_follow_the_weights_where_nothing_limits_them() -> None:
    weights = {section.key: float(section.questions) for section in CPC.sections}
    shares = share(30, weights, dict.fromkeys(weights, 100), random.Random(1))
    assert all(abs(shares[key] - weights[key] / 5) < 1 for key in shares)
