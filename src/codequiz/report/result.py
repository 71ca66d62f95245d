"""A finished session as lines of text: the score, where it comes from, and every question."""

from collections.abc import Iterable, Iterator, Sequence

from codequiz.exam import State
from codequiz.questions import LETTERS, Question
from codequiz.report.question import rationale_lines, wrapped
from codequiz.report.wording import count, duration, interval
from codequiz.scoring import DomainScore, Score, needed
from codequiz.text import one_line


def result_lines(state: State, score: Score) -> Iterator[str]:
    """The score against the pass mark, time, what changing answers did, and the score by domain."""
    yield from summary_lines(state, score)
    yield ""
    yield "By domain (right of asked, 95 % interval, mean time a question):"
    for group in score.domains:
        yield f"  {_group(group)}"


def summary_lines(state: State, score: Score) -> Iterator[str]:
    """The same without the domains."""
    overall = score.overall
    yield f"Score: {overall.correct} of {overall.n} right, {overall.percent:.0f} % (95 % interval {interval(overall)})."
    verdict = "passed" if score.passed else "not passed"
    mark = f"Pass mark {score.pass_percent:g} %, {needed(state.plan)} of {overall.n}: {verdict}."
    if score.scaled is not None and state.plan.scale:
        scale = state.plan.scale
        mark += f" Scaled score {score.scaled} (about; {scale.low}-{scale.high}, {scale.passing} passes)."
    yield mark
    if overall.is_too_few:
        few = "1 question is" if overall.n == 1 else f"{overall.n} questions are"
        yield f"{few} too few to tell whether you would pass the exam."
    elif overall.low < score.pass_percent < overall.high:
        yield "The pass mark lies within the interval: this session alone does not tell whether you would pass."
    blanks = len(state.items) - score.answered
    if blanks:
        yield f"Left blank: {blanks}. A blank counts as wrong."
    if score.pretest:
        yield f"{count(score.pretest, 'question')} were pretest questions and do not count."
    yield from _time_lines(state, score)
    if not state.under_exam_conditions and state.plan.is_timed:
        yield f"Not under exam conditions: {_breaks(state)}."


def _time_lines(state: State, score: Score) -> Iterator[str]:
    used, allowed = state.seconds_used, state.plan.seconds_allowed
    looking = sum(item.lookup_seconds for item in state.items)
    line = f"Time: {duration(used)} of {duration(allowed)}"
    if score.answered:
        line += f", {duration(used / score.answered)} for each answered question"
    if looking >= 1:
        line += f"; {duration(looking)} of it looking codes up"
    yield f"{line}."
    changes = score.changes
    if changes.gained or changes.lost or changes.neutral:
        yield (
            f"Answers changed: {changes.gained} to right, {changes.lost} away from right,"
            f" {changes.neutral} from wrong to wrong."
        )
    if score.slowest:
        yield f"Slowest: {_with_times(state, score.slowest)}."
    if score.rushed:
        yield f"Most rushed and wrong: {_with_times(state, score.rushed)}."


def _with_times(state: State, positions: Sequence[int]) -> str:
    return ", ".join(f"question {n + 1} ({duration(state.items[n].seconds)})" for n in positions)


def _breaks(state: State) -> str:
    said = []
    if state.pauses:
        said.append(f"paused {count(state.pauses, 'time')}")
    if state.interruptions:
        said.append(f"interrupted {count(state.interruptions, 'time')}")
    said.append(f"away for {duration(state.away_seconds)}")
    return ", ".join(said)


def _group(group: DomainScore) -> str:
    proportion = group.score
    if not proportion.n:
        return f"{group.key}: only unscored questions"
    text = f"{group.key}: {proportion.correct} of {proportion.n}"
    tell = "too few to tell" if proportion.is_too_few else f"{proportion.percent:.0f} %"
    mean = duration(group.seconds / group.questions)
    return f"{text}, {tell} ({interval(proportion)}), {mean} against {duration(group.pace_seconds)}"


def explained_lines(
    state: State, questions: Sequence[Question], width: int, positions: Iterable[int] | None = None
) -> Iterator[str]:
    """Questions with their answers and rationales: all of them, or those at `positions` (0-based)."""
    for n in range(len(questions)) if positions is None else positions:
        question, item = questions[n], state.items[n]
        marks = " Flagged." if item.flagged else ""
        unscored = "" if state.plan.items[n].scored else " Pretest, not scored."
        yield ""
        yield f"Question {n + 1} ({question.domain}, {question.id}), {duration(item.seconds)}.{marks}{unscored}"
        if question.case and positions is not None:
            yield from wrapped(f"Case: {question.case.title}\n{question.case.note}", width)
        yield from wrapped(one_line(question.stem), width)
        for number, choice in enumerate(question.choices):
            yield from wrapped(f"{LETTERS[number]}. {one_line(choice)}", width, hanging="   ")
        yield from rationale_lines(state, n, question, width)
        if item.confidence:
            yield f"You were: {item.confidence}."
        if item.note:
            yield from wrapped(f"Your note: {one_line(item.note)}", width)
