"""Looking up as one types: `LookupPane`, alone on a screen (`lookup_app`) or beside something else.

The pane knows no index. It calls `find` with what is typed and `card_of` for the code under the cursor, both on the
thread of the screen: an answer takes a few milliseconds. Keys that wait are taken together, so only the newest query
is answered; after a slow answer, the next one waits until the typing pauses.
"""

from collections.abc import Iterable, Sequence
from typing import ClassVar, Final, Protocol

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.message import Message
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from codequiz.codebook import Card, InstalledRelease
from codequiz.codes import System
from codequiz.found import Found
from codequiz.report.card import QuestionCount
from codequiz.search.answer import Hit
from codequiz.text import one_line
from codequiz.tui.code_page import CardOf, CodePage
from codequiz.tui.lookup_parts import Filters, Hits, Query
from codequiz.tui.lookup_text import row, summary, welcome
from codequiz.tui.turn import Turn

_LIMIT: Final = 40
_SLOW_MS: Final = 40.0
_PAUSE_SECONDS: Final = 0.08
_NARROW_COLUMNS: Final = 100
_SHORT_LINES: Final = 18


class Find(Protocol):
    """How the pane asks for hits."""

    def __call__(self, query: str, *, systems: Iterable[System], billable: bool, limit: int) -> Found:
        """The hits of a query, best first; quick, as it is called on every key."""
        ...


class LookupPane(Widget):
    """A search with its hits and the card of the one under the cursor.

    Posts `Closed` when the user is done; what that leads to is the screen's business.
    """

    DEFAULT_CSS = """
    LookupPane { height: 1fr; width: 1fr; layout: vertical; }
    LookupPane #query { border: round $border; padding: 0 1; height: 3; }
    LookupPane #query:focus { border: round $border; }
    LookupPane.-short #query { border: none; height: 1; }
    LookupPane #filters { padding: 0 1; }
    LookupPane #status { height: 1; padding: 0 1; color: $text-muted; text-wrap: nowrap; text-overflow: ellipsis; }
    LookupPane #found { layout: horizontal; height: 1fr; }
    LookupPane #hits {
        width: 1fr; height: 1fr; border: none; padding: 0; text-wrap: nowrap; text-overflow: ellipsis;
        scrollbar-size-vertical: 1;
    }
    LookupPane #hits > .option-list--option-highlighted {
        background: $block-cursor-background; color: $block-cursor-foreground; text-style: $block-cursor-text-style;
    }
    LookupPane #page {
        width: 1fr; height: 1fr; border-left: solid $border; padding: 0 1; scrollbar-size-vertical: 1;
    }
    LookupPane.-narrow #found { layout: vertical; }
    LookupPane.-narrow #hits { height: 2fr; }
    LookupPane.-narrow #page { height: 3fr; border-left: none; border-top: solid $border; }
    LookupPane.-empty #hits, LookupPane.-page #hits { display: none; }
    LookupPane.-page #query, LookupPane.-page #filters { display: none; }
    LookupPane.-empty #page, LookupPane.-page #page { height: 1fr; border: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "next_system", "System"),
        Binding("f3", "toggle_billable", "Billable"),
        Binding("f4", "copy", "Copy"),
        Binding("escape", "close", "Close"),
        Binding("escape", "leave_page", "Back"),
    ]

    class Closed(Message):
        """The user is done looking up."""

    def __init__(
        self,
        find: Find,
        card_of: CardOf,
        releases: Sequence[InstalledRelease],
        *,
        systems: Sequence[System] = (),
        billable: bool = False,
        touching: QuestionCount | None = None,
    ) -> None:
        super().__init__()
        self._find = find
        self._card_of = card_of
        self._releases = list(releases)
        self._page = CodePage(card_of, touching, id="page")
        installed, alone = [release.system for release in releases], systems[0] if len(systems) == 1 else None
        self._filters = Filters(installed, alone, billable=billable, id="filters")
        self._hits: tuple[Hit, ...] = ()
        self._summary = Text()
        self._previewed: Hit | None = None
        self._searching = Turn(self, self._search)
        self._previewing = Turn(self, self._show_moved)
        self._last_ms = 0.0

    def compose(self) -> ComposeResult:
        """The search line, the filters, what was found, and the hits beside the card."""
        yield Query(placeholder="a code, words, shorthand, a lay word …", max_length=300, id="query")
        yield self._filters
        yield Static(id="status", markup=False)
        with Container(id="found"):
            yield Hits(id="hits", markup=False, compact=True)
            yield self._page

    @property
    def shown(self) -> Card | None:
        """The card that is on the screen."""
        return self._page.shown

    @property
    def is_settled(self) -> bool:
        """Whether what is on the screen answers what has been typed."""
        return not self._searching.is_due and not self._previewing.is_due

    @property
    def hits(self) -> tuple[Hit, ...]:
        """What is in the list."""
        return self._hits

    def on_mount(self) -> None:
        """Wait for words."""
        self._search()
        self.query_one(Query).focus()

    def on_resize(self, event: events.Resize) -> None:
        """Put the card below the hits where it does not fit beside them."""
        self.set_class(event.size.width < _NARROW_COLUMNS, "-narrow")
        self.set_class(event.size.height < _SHORT_LINES, "-short")

    # Searching

    @on(Query.Changed)
    def _typed(self, event: Query.Changed) -> None:
        event.stop()
        self._searching.ask(_PAUSE_SECONDS if self._last_ms > _SLOW_MS else 0.0)

    @on(Filters.Changed)
    def _search_elsewhere(self, event: Filters.Changed) -> None:
        event.stop()
        self._searching.take()

    def _search(self) -> None:
        query = self.query_one(Query).value
        if not query.strip():
            self._last_ms = 0.0
            self._list((), Text())
            return
        filters = self._filters
        systems = (filters.system,) if filters.system is not None else ()
        found = self._find(query, systems=systems, billable=filters.billable, limit=_LIMIT)
        self._last_ms = found.answer.elapsed_ms
        self._list(found.answer.hits, summary(found, self._releases, filters.described))

    def _list(self, hits: Sequence[Hit], summed_up: Text) -> None:
        self._hits = tuple(hits)
        self._summary = summed_up
        listed = self.query_one(Hits)
        columns = max((len(hit.code) for hit in hits), default=0)
        several = len({hit.system for hit in hits}) > 1
        with self.app.batch_update():
            self.set_class(not hits, "-empty")
            self.query_one("#status", Static).update(summed_up, layout=False)
            listed.set_options([Option(row(hit, columns, several=several)) for hit in hits])
            listed.highlighted = 0 if hits else None
            self._show_highlighted()

    # The list and the card beside it

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._previewing.ask()  # only where the arrow keys that wait end is a card shown

    def _show_moved(self) -> None:
        if not self.has_class("-page") and self._under_cursor() is not self._previewed:
            self._show_highlighted()

    def _show_highlighted(self) -> None:
        self._previewed = hit = self._under_cursor()
        if hit is not None:
            self._page.preview(hit.system, hit.code, f"matched: {hit.matched}")
        else:
            self._page.show_text(Text() if self.query_one(Query).value.strip() else welcome(self._releases))

    def _under_cursor(self) -> Hit | None:
        at = self.query_one(Hits).highlighted
        return self._hits[at] if at is not None and at < len(self._hits) else None

    # Keys of the search

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Hide the keys of the list while a card fills the pane."""
        if action in {"next_system", "toggle_billable", "close"}:
            return not self.has_class("-page")
        if action == "leave_page":
            return self.has_class("-page")
        return True

    @on(Query.Moved)
    def _move(self, event: Query.Moved) -> None:
        event.stop()
        getattr(self.query_one(Hits), f"action_{event.how}")()

    def action_next_system(self) -> None:
        """Search the next system alone; after the last, all of them."""
        self._filters.choose_next()

    def action_toggle_billable(self) -> None:
        """Leave out what cannot be billed, or take it in again."""
        self._filters.action_toggle_billable()

    def action_copy(self) -> None:
        """Put the code on the screen on the clipboard (through the terminal: OSC 52)."""
        if self.shown is None:
            return
        code = self.shown.code.printed
        self.app.copy_to_clipboard(code)
        self.notify(f"{code} copied", timeout=2, markup=False)

    def action_close(self) -> None:
        """Done looking up."""
        self.post_message(self.Closed())

    def action_leave_page(self) -> None:
        """From a card that fills the pane back to the list."""
        self.remove_class("-page")
        self.query_one("#status", Static).update(self._summary, layout=False)
        self._show_highlighted()
        self.query_one(Query).focus()
        self.refresh_bindings()

    @on(Hits.Left)
    @on(CodePage.Left)
    def _to_query(self, event: Message) -> None:
        event.stop()
        self.action_leave_page()

    @on(Hits.Quit)
    @on(CodePage.Quit)
    def _quit(self, event: Message) -> None:
        event.stop()
        self.action_close()

    # A card that fills the pane

    @on(OptionList.OptionSelected)
    @on(Query.Submitted)
    def _enter(self, event: Message) -> None:
        event.stop()
        if self._searching.is_due:
            # Enter came with the last letters: what they find is meant, not what was there before.
            self._searching.take()
        hit = self._under_cursor()
        found = self._card_of(hit.system, hit.code) if hit is not None else None
        if found is not None:
            self._page.open(found)

    @on(CodePage.Opened)
    def _opened(self, event: CodePage.Opened) -> None:
        event.stop()
        self.add_class("-page")
        self.query_one("#status", Static).update(Text(event.around), layout=False)
        self._page.focus()
        self.refresh_bindings()

    @on(CodePage.Below)
    def _below(self, event: CodePage.Below) -> None:
        event.stop()
        above = event.shown.code
        why = f"below {above.printed}"
        self._list(
            [
                Hit(code.printed, code.system, code.title, code.billable, 1.0, why, "", frozenset())
                for code in event.shown.children
            ],
            Text(one_line(f"{len(event.shown.children)} below {above.printed} {above.title}")),
        )
        self.action_leave_page()
        self.query_one(Hits).focus()
