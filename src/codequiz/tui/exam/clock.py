"""The clock, the pace, and the time by section; they change every second."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Static

from codequiz.exam import Pacing, SectionBudget, State, budgets, pacing
from codequiz.tui.exam.wording import budget_line, lead, projection, this_question, time_left


class Clock(Static):
    """One line: time left, time on this question, ahead or behind."""

    DEFAULT_CSS = "Clock { height: 1; width: 1fr; text-wrap: nowrap; text-overflow: ellipsis; }"
    ALLOW_SELECT = False

    def show(self, state: State, pacing: Pacing) -> None:
        """Show how a session stands now."""
        ends_soon = state.plan.is_timed and pacing.seconds_left <= state.plan.notice_seconds
        slow = pacing.question_seconds > pacing.pace_seconds
        text = Content.assemble(
            (time_left(state, pacing), "bold $text-error" if ends_soon else "bold"),
            " │ ",
            (this_question(pacing), "bold $text-warning" if slow and state.current.choice is None else ""),
            " │ ",
            (lead(pacing), "bold $text-warning" if pacing.seconds_ahead < 0 else ""),
        )
        self.update(text, layout=False)


class PaceBar(Widget):
    """One line: how much is answered, a mark where the pace would be, and where this speed leads."""

    DEFAULT_CSS = "PaceBar { height: 1; width: 1fr; }"
    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._answered = self._due = 0.0
        self._words = ""

    def show(self, state: State, pacing: Pacing) -> None:
        """Show how a session stands now."""
        part = state.plan.parts[state.part]
        total = part.end - part.first
        answered = total - pacing.blanks
        due = min(max((part.seconds - pacing.seconds_left) / pacing.pace_seconds, 0.0), float(total))
        self._answered, self._due = answered / total, due / total
        self._words = f" {answered} answered, {int(due)} due │ {projection(state, pacing)}"
        self.refresh()

    def render(self) -> Content:
        """`[####|  ]` and words: the mark `|` is where the pace would be."""
        cells = max(self.size.width - len(self._words) - 2, 5)
        full = round(self._answered * cells)
        bar = list("█" * full + "─" * (cells - full))
        at = min(int(self._due * cells), cells - 1)
        bar[at] = "▌" if at < full else "│"
        return Content.assemble("▕", ("".join(bar), "$accent"), "▏", self._words)


class Budgets(VerticalScroll):
    """Time by section, against each section's share of the whole."""

    DEFAULT_CSS = """
    Budgets { height: auto; max-height: 100%; border-top: solid $border; scrollbar-size-vertical: 1; }
    """
    ALLOW_SELECT = False

    def compose(self) -> ComposeResult:
        """The lines."""
        yield _BudgetLines()

    def show(self, state: State) -> None:
        """Show how a session stands now."""
        self.query_one(_BudgetLines).show(budgets(state))


class _BudgetLines(Widget):
    DEFAULT_CSS = "_BudgetLines { height: auto; width: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self._budgets: tuple[SectionBudget, ...] = ()

    def show(self, sections: tuple[SectionBudget, ...]) -> None:
        resized = len(sections) != len(self._budgets)
        self._budgets = sections
        self.refresh(layout=resized)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return len(self._budgets) + 1

    def render(self) -> Content:
        width = self.size.width
        head = "done     used/share"
        lines = [Content.styled(f"{'Time by section':<{max(width - len(head) - 1, 15)}} {head}", "bold")]
        for budget in self._budgets:
            over = budget.seconds_used > budget.seconds_budget
            lines.append(Content.styled(budget_line(budget, width), "$text-warning" if over else ""))
        return Content("\n").join(lines)


def show_time(screen: Widget, state: State) -> None:
    """Set the clocks and pace bars on a screen; they stay as they are once the session is finished."""
    if state.phase.is_finished:
        return
    now = pacing(state)
    for line in screen.query(Clock):
        line.show(state, now)
    for bar in screen.query(PaceBar):
        bar.show(state, now)
