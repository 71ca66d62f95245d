"""Whether somebody gets better and faster, in words."""

from typing import Final

from codequiz.report.wording import duration
from codequiz.trend import Change, PaceChange, Trend

CHANGES: Final = {Change.UP: "better", Change.DOWN: "worse", Change.UNCLEAR: "no clear change"}
_PACES: Final = {Change.UP: "faster", Change.DOWN: "slower", Change.UNCLEAR: "no clear change"}


def said(overall: Trend, pace: PaceChange | None) -> tuple[str, ...]:
    """Whether the score and the pace have changed, in words."""
    lines = []
    if overall.later:
        lines.append(
            f"Better? {overall.earlier.score:.0f} % right in the earlier half of {overall.earlier.n + overall.later.n}"
            f" questions, {overall.later.score:.0f} % in the later: {CHANGES[overall.change]}."
        )
    if pace:
        kind = "timed sittings" if pace.timed else "sittings"
        lines.append(
            f"Faster? {duration(pace.earlier)} a question in the earlier half of {pace.sittings} {kind},"
            f" {duration(pace.later)} in the later: {_PACES[pace.change]}; the exam gives"
            f" {duration(overall.seconds_allowed)}."
        )
    else:
        lines.append("Faster? Too few sittings to tell.")
    return tuple(lines)
