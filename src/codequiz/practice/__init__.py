"""Practice: joins bank, format, exam and history. Screens (plain or full) send events and show states.

`prepare` makes a plan, `Session.start` or `Session.resume` runs it; `Session.send` commits events before it
returns, so a screen that waits for it never shows what could be lost.
"""

from codequiz.practice.afterwards import Show, again, listed
from codequiz.practice.choice_codes import choice_codes
from codequiz.practice.clock import Clock, SystemClock
from codequiz.practice.past import Past, open_past, prepare_again
from codequiz.practice.session import Away, Session
from codequiz.practice.settling import Settled, settle
from codequiz.practice.setup import Setup, prepare, prepare_review, prepare_weak

__all__ = [
    "Away",
    "Clock",
    "Past",
    "Session",
    "Settled",
    "Setup",
    "Show",
    "SystemClock",
    "again",
    "choice_codes",
    "listed",
    "open_past",
    "prepare",
    "prepare_again",
    "prepare_review",
    "prepare_weak",
    "settle",
]
