"""A question in a session as lines of text, for `--plain`: what a screen reader reads out."""

import textwrap
from collections.abc import Iterator

from codequiz.exam import Pacing, State, budgets
from codequiz.questions import LETTERS, Question
from codequiz.report.wording import count, duration, numbers, short_name
from codequiz.text import one_line, printable


def question_lines(state: State, question: Question, pacing: Pacing, width: int, *, with_note: bool) -> Iterator[str]:
    """Everything there is to see at a question; `with_note` includes a case's note in full."""
    position = state.position
    item = state.plan.items[position]
    section = short_name(next(section.name for section in state.plan.sections if section.key == item.section))
    marks = " Flagged." if state.current.flagged else ""
    yield ""
    yield f"Question {position + 1} of {len(state.items)}. {section}.{marks}"
    yield from clock_lines(state, pacing)
    yield ""
    if question.case:
        yield from wrapped(f"Case: {question.case.title}", width)
        if with_note:
            yield from wrapped(question.case.note, width)
        else:
            yield "(The note is the one above; Enter reads it again.)"
        yield ""
    yield from wrapped(question.stem, width)
    yield ""
    for n, choice in enumerate(question.choices):
        struck = "(struck out) " if n in state.current.struck else ""
        yield from wrapped(f"{LETTERS[n]}. {struck}{choice}", width, hanging="   ")
    if state.current.note:
        yield from wrapped(f"Your note: {one_line(state.current.note)}", width)
    if state.current.choice is not None:
        yield f"Your answer so far: {LETTERS[state.current.choice]}."


def clock_lines(state: State, pacing: Pacing) -> Iterator[str]:
    """The clock and the pace; one line, as it is read aloud at every question."""
    if pacing.seconds_left >= 0:
        said = [f"Time left {duration(pacing.seconds_left)}."]
    else:
        said = [f"Over the exam's time by {duration(-pacing.seconds_left)}."]
    if pacing.question_seconds >= 1:
        said.append(f"This question {duration(pacing.question_seconds)} of {duration(pacing.pace_seconds)}.")
    ahead = "Ahead" if pacing.seconds_ahead >= 0 else "Behind"
    said.append(f"{ahead} by {duration(abs(pacing.seconds_ahead))} ({abs(pacing.questions_ahead):.1f} questions).")
    if pacing.projected_seconds_left is not None and pacing.projected_unanswered is not None and pacing.blanks:
        if pacing.projected_unanswered and state.plan.is_timed:
            said.append(f"At your pace {count(pacing.projected_unanswered, 'question')} will stay unanswered.")
        elif pacing.projected_seconds_left >= 0:
            said.append(f"At your pace you finish with {duration(pacing.projected_seconds_left)} left.")
        else:
            said.append(f"At your pace you finish {duration(-pacing.projected_seconds_left)} late.")
    yield " ".join(said)


def budget_lines(state: State) -> Iterator[str]:
    """Time by section against its share of the whole; what has not been begun in one line."""
    begun = [section for section in budgets(state) if section.answered or section.seconds_used >= 1]
    waiting = [section for section in budgets(state) if section not in begun]
    for section in begun:
        over = section.seconds_used - section.seconds_budget
        yield (
            f"{short_name(section.name)}: {section.answered} of {section.questions} answered,"
            f" {duration(section.seconds_used)} of {duration(section.seconds_budget)}"
            + (f", over by {duration(over)}." if over >= 1 else ".")
        )
    if waiting:
        share = sum(section.seconds_budget for section in waiting)
        yield f"Not begun: {count(len(waiting), 'section')}, {duration(share)}."


def rationale_lines(state: State, position: int, question: Question, width: int) -> Iterator[str]:
    """How a question was answered, why the key is the key, and the codes it touches."""
    item = state.items[position]
    key = f"{LETTERS[question.answer]}. {question.choices[question.answer]}"
    if item.choice is None:
        yield from wrapped(f"Left blank. The answer is {key}", width)
    elif state.is_correct(position):
        yield from wrapped(f"Right: {key}", width)
    else:
        yield from wrapped(
            f"Wrong: you chose {LETTERS[item.choice]}. {question.choices[item.choice]}. The answer is {key}", width
        )
    yield from wrapped(question.full_rationale, width)
    if question.codes:
        yield from wrapped(f"Codes: {', '.join(question.codes)}", width)


def review_lines(state: State, pacing: Pacing) -> Iterator[str]:
    """The review screen: what is answered, blank and flagged."""
    stretch = state.plan.parts[state.part]
    total = stretch.end - stretch.first
    yield ""
    yield f"Review. {total - len(state.blanks)} of {total} answered."
    yield f"Blank: {numbers(state.blanks, 200)}." if state.blanks else "No question is blank."
    yield f"Flagged: {numbers(state.flagged, 200)}." if state.flagged else "No question is flagged."
    yield from clock_lines(state, pacing)
    yield "u goes to the next blank one, v to the next flagged one, g N to question N, b back; e ends and submits."


def hand_in_lines(state: State) -> Iterator[str]:
    """What to know before a part, or the exam, is handed in."""
    what = "the exam" if state.plan.is_timed else "the session"
    part = what if state.is_last_part else one_line(state.plan.parts[state.part].name)
    yield f"Hand in {part}? Nothing can be changed afterwards."
    if state.blanks:
        blank = f"{count(len(state.blanks), 'question')} {'is' if len(state.blanks) == 1 else 'are'} blank"
        yield f"{blank}. A guess costs nothing: leave no question blank."
    if state.flagged:
        yield f"Still flagged: {numbers(state.flagged, 12)}."
    if state.seconds_left > 0:
        yield f"{duration(state.seconds_left)} left."


def notice_lines(state: State) -> Iterator[str]:
    """The announcement of the last minutes."""
    yield ""
    yield f"Notice: {duration(state.seconds_left)} left."
    yield f"Blank: {numbers(state.blanks)}." if state.blanks else "No question is blank."
    yield f"Flagged: {numbers(state.flagged)}." if state.flagged else "No question is flagged."
    yield "A guess costs nothing: leave no question blank."


def wrapped(text: str, width: int, hanging: str = "") -> Iterator[str]:
    """`text` in lines of at most `width` columns, or as it is when `width` is 0; its own line breaks stay."""
    for line in printable(text).split("\n"):
        if width:
            # Not at hyphens: a code and its modifier (45380-59) belong together.
            yield from textwrap.wrap(line, width, subsequent_indent=hanging, break_on_hyphens=False) or [""]
        else:
            yield line
