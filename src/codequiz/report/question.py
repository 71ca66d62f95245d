"""A question in a session as lines of text, for `--plain`: what a screen reader reads out."""

import textwrap
from collections.abc import Iterator

from codequiz.exam import Pacing, State
from codequiz.questions import LETTERS, Question
from codequiz.report.wording import count, duration, numbers
from codequiz.text import one_line, printable


def question_lines(state: State, question: Question, pacing: Pacing, width: int, *, with_note: bool) -> Iterator[str]:
    """Everything there is to see at a question; `with_note` includes a case's note in full."""
    position = state.position
    item = state.plan.items[position]
    section = next(section.name for section in state.plan.sections if section.key == item.section)
    marks = " Flagged." if state.current.flagged else ""
    yield ""
    yield f"Question {position + 1} of {len(state.items)}. {section}.{marks}"
    yield from clock_lines(state, pacing)
    yield ""
    if question.case:
        yield from _wrapped(f"Case: {question.case.title}", width)
        if with_note:
            yield from _wrapped(question.case.note, width)
        else:
            yield "(The note is above; g with this question's number shows it again.)"
        yield ""
    yield from _wrapped(question.stem, width)
    yield ""
    for n, choice in enumerate(question.choices):
        struck = "(struck out) " if n in state.current.struck else ""
        yield from _wrapped(f"{LETTERS[n]}. {struck}{choice}", width, hanging="   ")
    if state.current.note:
        yield from _wrapped(f"Your note: {one_line(state.current.note)}", width)
    if state.current.choice is not None:
        yield f"Your answer so far: {LETTERS[state.current.choice]}."


def clock_lines(state: State, pacing: Pacing) -> Iterator[str]:
    """The clock and the pace, in one or two lines."""
    this = f"This question {duration(pacing.question_seconds)} of {duration(pacing.pace_seconds)}."
    if pacing.seconds_left >= 0:
        left = f"Time left {duration(pacing.seconds_left)}."
    else:
        left = f"Over the exam's time by {duration(-pacing.seconds_left)}."
    ahead = "Ahead" if pacing.seconds_ahead >= 0 else "Behind"
    lead = f"{ahead} by {duration(abs(pacing.seconds_ahead))} ({abs(pacing.questions_ahead):.1f} questions)."
    yield f"{left} {this} {lead}"
    if pacing.projected_seconds_left is None or pacing.projected_unanswered is None:
        return
    if pacing.projected_unanswered and state.plan.is_timed:
        yield f"At your pace {count(pacing.projected_unanswered, 'question')} will stay unanswered."
    elif pacing.projected_seconds_left >= 0:
        yield f"At your pace you finish with {duration(pacing.projected_seconds_left)} left."
    else:
        yield f"At your pace you finish {duration(-pacing.projected_seconds_left)} late."


def rationale_lines(state: State, position: int, question: Question, width: int) -> Iterator[str]:
    """How a question was answered, why the key is the key, and the codes it touches."""
    item = state.items[position]
    key = f"{LETTERS[question.answer]}. {question.choices[question.answer]}"
    if item.choice is None:
        yield from _wrapped(f"Left blank. The answer is {key}", width)
    elif state.is_correct(position):
        yield from _wrapped(f"Right: {key}", width)
    else:
        yield from _wrapped(
            f"Wrong: you chose {LETTERS[item.choice]}. {question.choices[item.choice]}. The answer is {key}", width
        )
    yield from _wrapped(question.full_rationale, width)
    if question.codes:
        yield from _wrapped(f"Codes: {', '.join(question.codes)}", width)


def review_lines(state: State, pacing: Pacing) -> Iterator[str]:
    """The review screen: what is answered, blank and flagged."""
    stretch = state.plan.parts[state.part]
    total = stretch.end - stretch.first
    yield ""
    yield f"Review. {total - len(state.blanks)} of {total} answered."
    yield f"Blank: {numbers(state.blanks, 200)}." if state.blanks else "No question is blank."
    yield f"Flagged: {numbers(state.flagged, 200)}." if state.flagged else "No question is flagged."
    yield from clock_lines(state, pacing)
    yield "g N goes to a question, b goes back to the last one, e ends and submits."


def notice_lines(state: State) -> Iterator[str]:
    """The announcement of the last minutes."""
    yield ""
    yield f"Notice: {duration(state.seconds_left)} left."
    yield f"Blank: {numbers(state.blanks)}." if state.blanks else "No question is blank."
    yield f"Flagged: {numbers(state.flagged)}." if state.flagged else "No question is flagged."
    yield "A guess costs nothing: leave no question blank."


def _wrapped(text: str, width: int, hanging: str = "") -> Iterator[str]:
    """`text` in lines of at most `width` columns, or as it is when `width` is 0; its own line breaks stay."""
    for line in printable(text).split("\n"):
        if width:
            # Not at hyphens: a code and its modifier (45380-59) belong together.
            yield from textwrap.wrap(line, width, subsequent_indent=hanging, break_on_hyphens=False) or [""]
        else:
            yield line
