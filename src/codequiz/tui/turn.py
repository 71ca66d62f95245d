"""Doing something once for all the keys that ask for it."""

from collections.abc import Callable

from textual.timer import Timer
from textual.widget import Widget


class Turn:
    """Runs a function behind the keys that wait already, however many of them ask for it; or after a pause."""

    def __init__(self, widget: Widget, run: Callable[[], None]) -> None:
        self._widget = widget
        self._run = run
        self._is_queued = False
        self._timer: Timer | None = None

    @property
    def is_due(self) -> bool:
        """Whether it was asked for and has not run since."""
        return self._is_queued or self._timer is not None

    def ask(self, pause_seconds: float = 0.0) -> None:
        """Run once what waits now is done; with a pause, once nobody has asked for that long."""
        self._stop()
        if pause_seconds:
            self._timer = self._widget.set_timer(pause_seconds, self.take)
        elif not self._is_queued:
            self._is_queued = True
            self._widget.call_later(self.take)

    def take(self) -> None:
        """Run now."""
        self._is_queued = False
        self._stop()
        self._run()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
