"""Small charts as inline SVG: numbers in, markup out. Colours and fonts come from the page's style sheet.

A chart is WIDTH units wide, which is about a phone's width, so that its text is readable without zooming.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from math import ceil
from typing import Final

from codequiz.text import one_line

WIDTH: Final = 420
_HEIGHT: Final = 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 38, 8, 12, 26
_MOST_TICKS: Final = 5


@dataclass(frozen=True, slots=True)
class Point:
    """A value with its interval, if it has one, at a moment."""

    at: datetime
    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """A column: `parts` from the bottom up as (style class, value); `mark` is a small sign above it.

    `label` stands on the axis, `about` in the tool tip.
    """

    label: str
    about: str
    parts: tuple[tuple[str, float], ...]
    mark: str = ""


def time_chart(name: str, points: Sequence[Point], reference: float, top: float, unit: str) -> str:
    """A line through `points`, the band of their intervals, and a dashed line at `reference`."""
    first, last = points[0].at, points[-1].at
    span = (last - first).total_seconds() or 1.0

    def x(at: datetime) -> float:
        return _x((at - first).total_seconds() / span if last > first else 0.5)

    def y(value: float) -> float:
        return _y(value / top)

    band = [p for p in points if p.low is not None and p.high is not None]
    parts = [_grid(top, unit)]
    if len(band) > 1:
        upper = [f"{x(p.at):.1f},{y(p.high or 0):.1f}" for p in band]
        lower = [f"{x(p.at):.1f},{y(p.low or 0):.1f}" for p in reversed(band)]
        parts.append(f'<polygon class="band" points="{" ".join(upper + lower)}"/>')
    parts.append(_reference(y(reference)))
    line = " ".join(f"{x(p.at):.1f},{y(p.value):.1f}" for p in points)
    parts.append(f'<polyline class="line" points="{line}"/>')
    parts += [
        f'<circle class="dot" cx="{x(p.at):.1f}" cy="{y(p.value):.1f}" r="3"><title>'
        f"{p.at:%Y-%m-%d}: {p.value:.0f} {escape(unit)}</title></circle>"
        for p in points
    ]
    ends = [(first, "start"), (last, "end")] if last > first else [(first, "middle")]
    parts += [_text(x(at), _HEIGHT - 8, f"{at:%b %d, %Y}", anchor) for at, anchor in ends]
    return _svg(name, parts)


def curve_chart(name: str, curve: Sequence[tuple[float, float]], straight_to: tuple[float, float], unit: str) -> str:
    """A curve from the origin and a dashed straight line from it to `straight_to`: used against planned."""
    right = max(straight_to[0], *(px for px, _ in curve))
    top = _rounded(max(straight_to[1], *(py for _, py in curve)))

    def at(point: tuple[float, float]) -> str:
        return f"{_x(point[0] / right):.1f},{_y(point[1] / top):.1f}"

    parts = [
        _grid(top, unit),
        f'<polyline class="reference" points="{at((0, 0))} {at(straight_to)}"/>',
        f'<polyline class="line" points="{" ".join(at(point) for point in ((0.0, 0.0), *curve))}"/>',
        _text(_x(0), _HEIGHT - 8, "question 1", "start"),
        _text(_x(1), _HEIGHT - 8, f"{right:.0f}", "end"),
    ]
    return _svg(name, parts)


def bar_chart(name: str, bars: Sequence[Bar], reference: float, unit: str) -> str:
    """Stacked columns side by side with a dashed line at `reference`; the first and last label are shown."""
    tallest = max((sum(value for _, value in bar.parts) for bar in bars), default=0.0)
    top = _rounded(max(tallest, reference))
    step = (WIDTH - _LEFT - _RIGHT) / max(1, len(bars))
    parts = [_grid(top, unit)]
    for n, bar in enumerate(bars):
        left, base = _LEFT + n * step + 0.1 * step, 0.0
        columns = []
        for kind, value in bar.parts:
            columns.append(
                f'<rect class="{kind}" x="{left:.2f}" y="{_y((base + value) / top):.1f}" '
                f'width="{max(0.8 * step, 0.6):.2f}" height="{_y(base / top) - _y((base + value) / top):.1f}"/>'
            )
            base += value
        title = f"<title>{escape(one_line(bar.about))}: {base:.0f} {escape(unit)}</title>"
        mark = f'<circle class="{bar.mark}" cx="{left + 0.4 * step:.1f}" cy="{_y(base / top) - 4:.1f}" r="1.8"/>'
        parts.append(f"<g>{title}{''.join(columns)}{mark if bar.mark else ''}</g>")
    parts.append(_reference(_y(reference / top)))
    if bars:
        parts.append(_text(_LEFT, _HEIGHT - 8, one_line(bars[0].label), "start"))
        parts.append(_text(WIDTH - _RIGHT, _HEIGHT - 8, one_line(bars[-1].label), "end"))
    return _svg(name, parts)


def interval_bar(name: str, low: float, value: float, high: float, reference: float) -> str:
    """A line of its own height of text: the interval `low` to `high`, its `value` and `reference`, shares of 1."""
    left, width = 2, 196
    return (
        f'<svg class="interval" viewBox="0 0 200 16" role="img" aria-label="{escape(one_line(name))}" '
        f'preserveAspectRatio="none"><line class="axis" x1="{left}" y1="8" x2="{left + width}" y2="8"/>'
        f'<rect class="range" x="{left + width * low:.1f}" y="4" height="8" '
        f'width="{max(1.0, width * (high - low)):.1f}"/>'
        f'<line class="mark" x1="{left + width * reference:.1f}" y1="0" x2="{left + width * reference:.1f}" y2="16"/>'
        f'<rect class="value" x="{left + width * value - 1.5:.1f}" y="1" width="3" height="14"/></svg>'
    )


def _svg(name: str, parts: Sequence[str]) -> str:
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {_HEIGHT}" role="img" aria-label="{escape(one_line(name))}">'
        f"{''.join(parts)}</svg>"
    )


def _grid(top: float, unit: str) -> str:
    step = _rounded(top / _MOST_TICKS, (1, 2, 2.5, 5, 10))
    lines = []
    for n in range(int(top / step + 1e-9) + 1):
        y = _y(n * step / top)
        lines.append(f'<line class="grid" x1="{_LEFT}" y1="{y:.1f}" x2="{WIDTH - _RIGHT}" y2="{y:.1f}"/>')
        label = f"{n * step:g}{'' if n else ' ' + unit}"
        lines.append(_text(_LEFT - 4, y + 4, label, "end"))
    return "".join(lines)


def _reference(y: float) -> str:
    return f'<line class="reference" x1="{_LEFT}" y1="{y:.1f}" x2="{WIDTH - _RIGHT}" y2="{y:.1f}"/>'


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _x(share: float) -> float:
    return _LEFT + share * (WIDTH - _LEFT - _RIGHT)


def _y(share: float) -> float:
    return _HEIGHT - _BOTTOM - min(1.0, max(0.0, share)) * (_HEIGHT - _TOP - _BOTTOM)


def _rounded(value: float, steps: Sequence[float] = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)) -> float:
    """The next number from `value` up that reads well: one of `steps` with zeros."""
    if value <= 0:
        return 1.0
    scale = 10.0 ** (len(str(int(value))) - 1)
    return scale * next(step for step in steps if step * scale >= value - 1e-9) if value >= 1 else ceil(value)
