"""Why the answer is the answer: the rule, each choice with what its codes mean, and why it was missed."""

from collections.abc import Callable, Sequence
from typing import Final

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from codequiz.codebook import Code
from codequiz.codes import System
from codequiz.exam import MissReason, State
from codequiz.questions import LETTERS, Question
from codequiz.report.wording import duration
from codequiz.text import one_line
from codequiz.tui.exam.wording import plain

CodesOf = Callable[[str], Sequence[Code]]
"""The installed codes that a choice's text names."""

REASONS: Final = tuple(MissReason)


class Rationale(VerticalScroll):
    """Everything there is to say of a question once it is answered."""

    DEFAULT_CSS = """
    Rationale { height: 1fr; border-top: solid $border; padding: 0 1; scrollbar-size-vertical: 1; }
    Rationale Static { height: auto; }
    """

    def __init__(self, codes_of: CodesOf) -> None:
        super().__init__()
        self._codes_of = codes_of

    def compose(self) -> ComposeResult:
        """The text."""
        yield Static()

    def show(self, state: State, position: int, question: Question) -> None:
        """Explain a question of a session."""
        blocks = [*_verdict(state, position, question), plain(question.rationale), *self._choices(question)]
        touched = ", ".join(one_line(code) for code in question.codes)
        if touched:
            blocks.append(Content.styled(f"Codes: {touched}", "$text-muted"))
        self.query_one(Static).update(Content("\n").join(blocks))

    def _choices(self, question: Question) -> list[Content]:
        """Each choice with its codes' cards in short, and why it is wrong."""
        lines = []
        for number, choice in enumerate(question.choices):
            sign = "✓" if number == question.answer else " "
            lines.append(Content.styled(f"{sign} {LETTERS[number]}. {one_line(choice)}", "bold"))
            for code in self._codes_of(choice):
                billing = "" if code.billable or code.system is System.MODIFIER else " (not billable)"
                title = f"     {one_line(code.printed)} {one_line(code.title)}{billing}"
                lines.append(Content.styled(title, "$text-muted"))
            if question.wrong[number]:
                lines.append(plain(question.wrong[number]))
        return lines


def _verdict(state: State, position: int, question: Question) -> list[Content]:
    item = state.items[position]
    times = f"in {duration(item.seconds)}"
    if item.lookup_seconds >= 1:
        times += f", {duration(item.lookup_seconds)} of it looking up"
    if state.is_correct(position):
        lines = [Content.styled(f"✓ Right, {times}", "bold $text-success")]
    elif item.choice is None:
        lines = [Content.styled(f"– Left blank; the answer is {LETTERS[question.answer]}", "bold $text-error")]
    else:
        said = f"✗ Wrong, {times}: you chose {LETTERS[item.choice]}, the answer is {LETTERS[question.answer]}"
        lines = [Content.styled(said, "bold $text-error")]
    if item.confidence:
        lines.append(Content(f"You were: {item.confidence}"))
    if not state.is_correct(position):
        reasons = [
            f"{'●' if item.miss_reason is reason else ''}{n}={reason}" for n, reason in enumerate(REASONS, start=1)
        ]
        lines.append(Content.styled(f"Why missed? {'  '.join(reasons)}", "bold"))
    return lines
