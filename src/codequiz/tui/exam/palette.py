"""All questions of a part at a glance; a click goes to one."""

from textual.content import Content
from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.style import Style
from textual.widget import Widget

from codequiz.exam import State
from codequiz.tui.exam.wording import HERE, mark

_GROUP = 10
_LABEL = 4
_CELL = 4


class Palette(Widget):
    """One mark a question (see wording.LEGEND): in lines of tens, or `numbered`, which takes more room."""

    DEFAULT_CSS = "Palette { height: auto; width: 1fr; }"
    ALLOW_SELECT = False

    class Chosen(Message):
        """A question (0-based) was clicked."""

        def __init__(self, position: int) -> None:
            super().__init__()
            self.position = position

    def __init__(self, *, numbered: bool = False) -> None:
        super().__init__()
        self._numbered = numbered
        self._first = 0
        self._marks = ""

    def show(self, state: State) -> None:
        """Show the current part of a session."""
        part = state.plan.parts[state.part]
        marks = "".join(HERE if n == state.position else mark(state.items[n]) for n in range(part.first, part.end))
        resized = len(marks) != len(self._marks)
        if (part.first, marks) != (self._first, self._marks):
            self._first, self._marks = part.first, marks
            self.refresh(layout=resized)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """As many lines as the marks fill at `width` columns."""
        return -(-len(self._marks) // self._in_line(width))

    def render(self) -> Content:
        """The marks in lines."""
        in_line = self._in_line(self.size.width)
        lines = [self._line(first, in_line) for first in range(0, len(self._marks), in_line)]
        return Content("\n").join(lines)

    def on_click(self, event: Click) -> None:
        """Tell which question is under the mouse."""
        position = event.style.meta.get("question")
        if position is not None:
            event.stop()
            self.post_message(self.Chosen(position))

    def _in_line(self, width: int) -> int:
        if self._numbered:
            return min(max(width // _CELL, 1), _GROUP)
        return max((width - _LABEL) // (_GROUP + 1), 1) * _GROUP

    def _line(self, first: int, in_line: int) -> Content:
        cells: list[Content] = []
        if not self._numbered:
            cells.append(Content.styled(f"{self._first + first + 1:>3} ", "$text-muted"))
        for offset, sign in enumerate(self._marks[first : first + in_line]):
            position = self._first + first + offset
            text = f"{position + 1:>3}{sign}" if self._numbered else sign
            style = "reverse bold" if sign == HERE else ("bold" if sign.lower() == "f" else "")
            cells.append(Content.styled(text, style).stylize(Style.from_meta({"question": position})))
            if not self._numbered and offset % _GROUP == _GROUP - 1:
                cells.append(Content(" "))
        return Content("").join(cells)
