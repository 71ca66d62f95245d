"""Numbers and times in words, alike everywhere."""

from datetime import datetime

from codequiz.proportions import Proportion
from codequiz.text import one_line


def duration(seconds: float) -> str:
    """`2:16`, `5:40:00`; a minus sign in front of negative ones. Rounded down to whole seconds."""
    whole = int(abs(seconds))
    sign = "-" if seconds < 0 and whole else ""
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{sign}{hours}:{minutes:02}:{left:02}" if hours else f"{sign}{minutes}:{left:02}"


def count(number: int, noun: str) -> str:
    """`1 question`, `3 questions`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def interval(proportion: Proportion) -> str:
    """`62-77 %`."""
    return f"{proportion.low:.0f}-{proportion.high:.0f} %"


def short_name(section: str) -> str:
    """`Digestive` of `Digestive: CPT 40000 series`."""
    return one_line(section).partition(":")[0]


def local_time(at: datetime) -> str:
    """`2026-11-23 14:05` in the zone of the machine."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M")


def numbers(positions: tuple[int, ...], limit: int = 30) -> str:
    """0-based positions as 1-based numbers: `3, 9 and 12`-like, shortened when there are many."""
    shown = ", ".join(str(n + 1) for n in positions[:limit])
    return f"{shown} and {len(positions) - limit} more" if len(positions) > limit else shown


def chance_text(chance: float) -> str:
    """A chance in percent that never claims certainty."""
    if chance > 0.99:
        return "over 99 %"
    return "under 1 %" if chance < 0.01 else f"{100 * chance:.0f} %"


def sentence(message: str) -> str:
    """What went wrong, as a sentence of its own: a capital first, a full stop last."""
    return f"{message[:1].upper()}{message[1:]}."


def chance_range(low: float, high: float) -> str:
    """`between 40 % and 60 %`; empty where both read alike (`under 1 %`) and say no more than the chance itself."""
    ends = chance_text(low), chance_text(high)
    return f"between {ends[0]} and {ends[1]}" if ends[0] != ends[1] else ""
