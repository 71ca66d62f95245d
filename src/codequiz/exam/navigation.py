"""Ways through a session: what comes next, and the two passes (blanks, then flags)."""

from collections.abc import Sequence

from codequiz.exam.events import Event, Moved, ReviewOpened
from codequiz.exam.state import State


def onward(state: State) -> Event:
    """What leads on from the current question: the next one, or the review screen after the last of its part."""
    is_last = state.position + 1 >= state.plan.parts[state.part].end
    return ReviewOpened() if is_last else Moved(state.position + 1)


def next_blank(state: State) -> int | None:
    """The next question of this part without an answer, around the end if need be; None when no other is blank."""
    return _after(state.position, state.blanks)


def next_flagged(state: State) -> int | None:
    """The next flagged question of this part, around the end if need be; None when no other is flagged."""
    return _after(state.position, state.flagged)


def _after(position: int, among: Sequence[int]) -> int | None:
    others = [n for n in among if n != position]
    return next((n for n in others if n > position), others[0] if others else None)
