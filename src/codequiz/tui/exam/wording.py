"""What the exam room says of a session, as text without markup, short enough for 80 columns."""

from typing import Final

from textual.content import Content

from codequiz.exam import ItemState, Pacing, SectionBudget, State
from codequiz.report.wording import duration, short_name
from codequiz.text import one_line, printable

ANSWERED: Final = "■"
BLANK: Final = "·"
FLAGGED: Final = "F"
FLAGGED_BLANK: Final = "f"
HERE: Final = "▲"
LEGEND: Final = f"{ANSWERED} answered  {BLANK} blank  {FLAGGED} flagged  {FLAGGED_BLANK} flagged, blank  {HERE} here"


def plain(text: str) -> Content:
    """Text of a question or a user, shown as it is: nothing in it is markup, nothing drives the terminal."""
    return Content(printable(text).expandtabs(4))


def mark(item: ItemState) -> str:
    """A question's state in one character."""
    if item.flagged:
        return FLAGGED if item.choice is not None else FLAGGED_BLANK
    return ANSWERED if item.choice is not None else BLANK


def section_name(state: State, position: int) -> str:
    """The name of the section in which a question stands, without what stands behind a colon."""
    key = state.plan.items[position].section
    return short_name(next(section.name for section in state.plan.sections if section.key == key))


def heading(state: State) -> str:
    """Which question this is."""
    parts = [f"Question {state.position + 1} of {len(state.items)}", section_name(state, state.position)]
    if len(state.plan.parts) > 1:
        parts.insert(0, one_line(state.plan.parts[state.part].name))
    if state.current.flagged:
        parts.append("FLAGGED")
    return " · ".join(parts)


def time_left(state: State, pacing: Pacing) -> str:
    """The clock: what is left of the time that ends the exam, or of the time to pace oneself by."""
    if state.plan.is_timed:
        return f"{duration(max(pacing.seconds_left, 0.0))} left"
    if pacing.seconds_left >= 0:
        return f"{duration(pacing.seconds_left)} left at exam pace"
    return f"{duration(-pacing.seconds_left)} over exam pace"


def this_question(pacing: Pacing) -> str:
    """The time on the question in front, against the pace."""
    return f"this one {duration(pacing.question_seconds)} of {duration(pacing.pace_seconds)}"


def lead(pacing: Pacing) -> str:
    """Ahead or behind, in minutes and in questions."""
    word = "ahead" if pacing.seconds_ahead >= 0 else "BEHIND"
    return f"{word} {duration(abs(pacing.seconds_ahead))}, {abs(pacing.questions_ahead):.1f} questions"


def projection(state: State, pacing: Pacing) -> str:
    """Where the candidate's own speed so far leads."""
    if pacing.projected_seconds_left is None or pacing.projected_unanswered is None:
        return "no answer yet"
    if not pacing.blanks:
        return "all answered"
    if pacing.projected_unanswered and state.plan.is_timed:
        return f"{pacing.projected_unanswered} will stay blank at this speed"
    if pacing.projected_seconds_left >= 0:
        return f"done {duration(pacing.projected_seconds_left)} early at this speed"
    return f"done {duration(-pacing.projected_seconds_left)} late at this speed"


def budget_line(budget: SectionBudget, width: int) -> str:
    """A section: answered of all, time used of its share; `!` where it has used more than that."""
    numbers = (
        f"{'!' if budget.seconds_used > budget.seconds_budget else ' '}"
        f"{budget.answered:>3}/{budget.questions:<3}"
        f"{duration(budget.seconds_used):>7}/{duration(budget.seconds_budget):<6}"
    )
    name = one_line(short_name(budget.name), max(width - len(numbers) - 1, 6))
    return f"{name:<{max(width - len(numbers), 6)}}{numbers}"
