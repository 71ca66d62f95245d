"""The card of a code on the screen: beside a list, or filling it, with its neighbours a key away."""

from collections.abc import Callable
from typing import ClassVar

from rich.console import Group, RenderableType
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from codequiz.codebook import Card, Code
from codequiz.codes import System
from codequiz.report.card import QuestionCount, card
from codequiz.text import one_line

CardOf = Callable[[System, str], Card | None]
"""The card of a printed code; None when it is not installed."""


class CodePage(ScrollView, can_focus=True):
    """A card to scroll. `shown` is the code's card that is on the screen, if one is.

    The card is set into lines once for each width, not once for each layout and scroll: it changes on every key.
    """

    DEFAULT_CSS = "CodePage { scrollbar-gutter: stable; overflow-x: hidden; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "scroll_down", "Scroll", key_display="↑↓"),
        Binding("left", "previous", "Previous", key_display="←"),
        Binding("right", "next", "Next", key_display="→"),
        Binding("u", "up", "Up"),
        Binding("d", "below", "Below"),
        Binding("backspace", "last", "Last", key_display="⌫"),
        Binding("slash", "leave", "Search", key_display="/"),
        Binding("q", "quit", "Quit"),
    ]

    class Opened(Message):
        """A whole card is shown; `around` names the codes that the keys lead to."""

        def __init__(self, around: str) -> None:
            super().__init__()
            self.around = around

    class Below(Message):
        """The codes below this one are wanted."""

        def __init__(self, shown: Card) -> None:
            super().__init__()
            self.shown = shown

    class Quit(Message):
        """The user is done."""

    class Left(Message):
        """The user wants to type again."""

    def __init__(self, card_of: CardOf, touching: QuestionCount | None, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.shown: Card | None = None
        self._card_of = card_of
        self._touching = touching
        self._trail: list[Card] = []
        self._content: RenderableType = Text()
        self._lines: list[Strip] = []

    def preview(self, system: System, code: str, why: str) -> None:
        """Show a code's card, long notes shortened, under a line that says why it is here."""
        self._trail.clear()
        self.shown = self._card_of(system, code)
        if self.shown is not None:
            line = Text(one_line(why), style="dim italic")
            self._show(Group(line, card(self.shown, touching=self._touching)))
        else:
            self._show(Text())

    def show_text(self, content: RenderableType) -> None:
        """Show something that is no card."""
        self._trail.clear()
        self.shown = None
        self._show(content)

    def open(self, found: Card) -> None:
        """Show the whole of a card."""
        self.shown = found
        self._show(card(found, everything=True, touching=self._touching))
        ways = {"←": found.before[-1:], "→": found.after[:1], "u": found.path[-1:]}
        around = "   ".join(f"{key} {one_line(codes[0].printed)}" for key, codes in ways.items() if codes)
        self.post_message(self.Opened(around))

    def _show(self, content: RenderableType) -> None:
        self._content = content
        self._set()
        self.scroll_home(animate=False)

    def _set(self) -> None:
        width = self.scrollable_content_region.width
        console = self.app.console
        options = console.options.update(width=max(width, 1), height=None)
        self._lines = [Strip(line) for line in console.render_lines(self._content, options, pad=False)]
        self.virtual_size = Size(width, len(self._lines))
        self.refresh()

    def on_resize(self) -> None:
        """Set the card anew for the new width."""
        self._set()

    def render_line(self, y: int) -> Strip:
        """One line of the card, `y` from the top of the window."""
        at = y + self.scroll_offset.y
        strip = self._lines[at] if at < len(self._lines) else Strip.blank(0)
        return strip.adjust_cell_length(self.scrollable_content_region.width).apply_style(self.rich_style)

    def _go(self, codes: tuple[Code, ...]) -> None:
        found = self._card_of(codes[0].system, codes[0].code) if codes else None
        if found is not None and self.shown is not None:
            self._trail.append(self.shown)
            self.open(found)

    def action_previous(self) -> None:
        """To the neighbour before."""
        if self.shown is not None:
            self._go(self.shown.before[-1:])

    def action_next(self) -> None:
        """To the neighbour after."""
        if self.shown is not None:
            self._go(self.shown.after[:1])

    def action_up(self) -> None:
        """To what it is part of."""
        if self.shown is not None:
            self._go(self.shown.path[-1:])

    def action_last(self) -> None:
        """Back to the card before this one."""
        if self._trail:
            self.open(self._trail.pop())

    def action_below(self) -> None:
        """Ask for a list of what is below it."""
        if self.shown is not None and self.shown.children:
            self.post_message(self.Below(self.shown))

    def action_leave(self) -> None:
        """Back to typing."""
        self.post_message(self.Left())

    def action_quit(self) -> None:
        """Done."""
        self.post_message(self.Quit())
