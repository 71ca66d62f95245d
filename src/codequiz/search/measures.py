"""Sizes, ages, times, counts: `1.8 cm` lies in `1.1-2.0 cm`, `50 yo` in `40 through 64 years`, `six` in `5-6 studies`.

Codes that differ only in a range cannot be told apart by words. A range needs a sign of being one (`1-3`, `or more`,
`under`), so that the amount that a supply comes in (`per 250 mg`) is none.
"""

import math
import re
from collections.abc import Iterable
from typing import Final, NamedTuple


class Range(NamedTuple):
    """From `low` to `high`, both included, of a unit, either of them may be infinite; an amount is as wide as a point.

    Things that are counted have the unit `count`.
    """

    low: float
    high: float
    unit: str


UNITS: Final[dict[str, tuple[str, float]]] = {
    **dict.fromkeys(("cm", "centimeter", "centimeters"), ("cm", 1.0)),
    **dict.fromkeys(("mm", "millimeter", "millimeters"), ("cm", 0.1)),
    **dict.fromkeys(("sqcm", "cm2"), ("sq cm", 1.0)),
    **dict.fromkeys(("year", "years", "yr", "yrs", "yo", "y"), ("year", 1.0)),
    **dict.fromkeys(("month", "months", "mo", "mos"), ("year", 1 / 12)),
    **dict.fromkeys(("minute", "minutes", "min", "mins"), ("minute", 1.0)),
    **dict.fromkeys(("hour", "hours", "hr", "hrs", "h"), ("minute", 60.0)),
    **dict.fromkeys(("week", "weeks", "wk", "wks", "w"), ("week", 1.0)),
    **dict.fromkeys(("day", "days", "d"), ("day", 1.0)),
    **dict.fromkeys(("g", "gm", "gram", "grams"), ("gram", 1.0)),
    **dict.fromkeys(("kg", "kilogram", "kilograms"), ("gram", 1000.0)),
    **dict.fromkeys(("%", "percent", "pct"), ("percent", 1.0)),
    "mg": ("mg", 1.0),
    **dict.fromkeys(("mcg", "ug"), ("mg", 0.001)),
    **dict.fromkeys(("ml", "cc"), ("ml", 1.0)),
    **dict.fromkeys(("unit", "units", "iu"), ("unit", 1.0)),
}
"""(unit, what one of the written unit is in it); what is not here is a thing that is counted."""
_WORDS: Final = {
    word: str(number)
    for number, word in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)
}
_DIGIT: Final = re.compile(r"[0-9]")
_NUMBER: Final = r"(\d+(?:\.\d+)?)"
_UNIT: Final = r"(?:[ -]?(sq\.? ?cm|(?!(?:and|or|to|through|up)\b)[a-z]+2?|%))?"
_BOUND: Final = r"(?<![\w.-])"
# Compiled by `re` when a text first has a digit: most lookups name no amount.
_BETWEEN: Final = rf"{_BOUND}{_NUMBER}{_UNIT} ?(?:-|–|to|through|or)(?: under| below)? ?{_NUMBER}(?![\w.]*\d){_UNIT}"
_AT_LEAST: Final = (
    rf"{_BOUND}{_NUMBER}(?:\+{_UNIT}"
    rf"|{_UNIT}(?: [a-z]+)? (?:or more|and up|or older|upward|or over|or later|or greater|up\b))"
)
_ABOVE: Final = rf"(?:\b(?:over|above|more than|greater than|past) |> ?){_NUMBER}{_UNIT}"
_AT_MOST: Final = (
    rf"{_BOUND}{_NUMBER}{_UNIT}(?: [a-z]+)? (?:or less|or fewer|or younger|or smaller)"
    rf"|(?<![\d%]) (?:up to|to|through) {_NUMBER}{_UNIT}"
)
_BELOW: Final = rf"(?:\b(?:under|below|less than|fewer than|younger than|not yet)(?: age)? |< ?){_NUMBER}{_UNIT}"
_OF_AGE: Final = r"\bage[ds]? $"
_AMOUNT: Final = rf"(?<![\w.#/-]){_NUMBER}(?![\w.]*\d){_UNIT}(?![\w/])"
_NAMED: Final = (
    r"(?:type|stage|grade|level|lvl|class|category|group|phase|part|vitamin|gravida|para|zone|number|no|#|ca|hiv"
    r"|factor) ?$"
)
_TIMES: Final = r"\bx ?(\d+)\b"
"""So many times, as in `x3`."""
_VIEW: Final = "v"
"""How radiology writes views: `2v`."""
_NEXT: Final = 1e-6


def ranges(text: str) -> tuple[Range, ...]:
    """The ranges that a wording names."""
    return tuple(range_ for range_, _ in _ranges(text.lower()) if range_.low <= range_.high)


def asked(text: str) -> tuple[Range, ...]:
    """The ranges and amounts that a query names; numbers that name a kind (`type 2`) are none."""
    text = text.lower()
    if _DIGIT.search(text):
        text = re.sub(_TIMES, r"\1", text)
    text = " ".join(_WORDS.get(word, word) for word in text.split())
    if not _DIGIT.search(text):
        return ()
    found = _ranges(text)
    taken = [span for _, span in found]
    named = [range_ for range_, _ in found if range_.low <= range_.high]
    for match in re.finditer(_AMOUNT, text):
        before, written = text[: match.start()], match[2] or ""
        if (
            not _overlaps(match.span(), taken)
            and not re.search(_NAMED, before)
            and (len(written) != 1 or written in UNITS or written == _VIEW)
        ):
            unit, one = _unit(written, before)
            named.append(Range(float(match[1]) * one, float(match[1]) * one, unit))
    return tuple(named)


def _ranges(text: str) -> list[tuple[Range, tuple[int, int]]]:
    """The ranges in a text in small letters, each with its place."""
    if not _DIGIT.search(text):
        return []
    found: list[tuple[Range, tuple[int, int]]] = []
    for pattern, low, high in (
        (_BETWEEN, None, None),
        (_AT_LEAST, 0.0, math.inf),
        (_ABOVE, _NEXT, math.inf),
        (_AT_MOST, -math.inf, 0.0),
        (_BELOW, -math.inf, -_NEXT),
    ):
        for match in re.finditer(pattern, text):
            if _overlaps(match.span(), [span for _, span in found]):
                continue
            if low is None or high is None:
                first, its, last, unit = match.groups()
                name, one = _unit(unit or its or "", text[: match.start()])
                start = _unit(its, "")[1] if its in UNITS else one
                range_ = Range(float(first) * start, float(last) * one, name)
            else:
                number, unit, *_ = [part for part in match.groups() if part] + [""]
                name, one = _unit(unit, text[: match.start(match.lastindex or 0)])
                range_ = Range((float(number) + low) * one, (float(number) + high) * one, name)
            found.append((range_, match.span()))
    return found


def _overlaps(span: tuple[int, int], taken: Iterable[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in taken)


def _unit(written: str, before: str) -> tuple[str, float]:
    known = UNITS.get(re.sub(r"[ .]", "", written))
    if known:
        return known
    return ("year", 1.0) if re.search(_OF_AGE, before) else ("count", 1.0)


FIT: Final = 1.2
"""What a code's score is multiplied by when an amount lies in its range."""
MISFIT: Final = 0.75
"""What it is multiplied by when an amount lies in none of its ranges of that unit."""


def fit(wanted: Iterable[Range], offered: Iterable[Range]) -> float:
    """How well ranges answer what is asked, as a factor: of half-open ranges the one that begins nearest fits best."""
    factor = 1.0
    offered = tuple(offered)
    for range_ in wanted:
        rivals = [rival for rival in offered if rival.unit == range_.unit]
        if rivals:
            nearness = max(_nearness(range_, rival) for rival in rivals)
            factor *= 1 + (FIT - 1) * (1 + nearness) / 2 if nearness >= 0 else MISFIT
    return factor


def _nearness(wanted: Range, offered: Range) -> float:
    """How well a range fits, 0 to 1; -1 where it does not."""
    if wanted == offered:
        return 1.0
    if wanted.low != wanted.high:
        return 0.0 if wanted.low <= offered.high and offered.low <= wanted.high else -1.0
    if not offered.low <= wanted.low <= offered.high:
        return -1.0
    if math.isinf(offered.high):
        return offered.low / wanted.low if wanted.low else 1.0
    if math.isinf(offered.low):
        return max(0.0, wanted.low / offered.high) if offered.high > 0 else 1.0
    return 1.0
