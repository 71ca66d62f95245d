"""Score and pace over time, drawn in the terminal and as a table that needs neither colour nor eyes for curves."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any, Final

from rich.console import Group, RenderableType
from rich.text import Text

from codequiz.report.table import Column, PlainTable
from codequiz.report.trend_words import CHANGES, said
from codequiz.text import one_line
from codequiz.trend import PaceChange, Trend, TrendPoint

_LINES: Final = 10
_AXIS: Final = 24  # columns that the labels beside a plot take
_NARROWEST: Final = 20


def trend_dict(trend: Trend, pace: PaceChange | None = None) -> dict[str, Any]:
    """A trend as JSON has it, `pace` for all domains together; scores in percent, times in seconds."""
    return {
        "domain": trend.domain or None,
        "seconds_allowed": trend.seconds_allowed,
        "change": str(trend.change),
        "pace": None if pace is None else _pace_dict(pace),
        "points": [
            {
                "start": point.start.isoformat(),
                "end": point.end.isoformat(),
                "n": point.n,
                "correct": point.correct,
                "score": round(point.score, 1),
                "low": round(point.low, 1),
                "high": round(point.high, 1),
                "seconds": None if point.seconds is None else round(point.seconds, 1),
            }
            for point in trend.points
        ],
    }


def _pace_dict(pace: PaceChange) -> dict[str, Any]:
    return {
        "earlier": round(pace.earlier, 1),
        "later": round(pace.later, 1),
        "sittings": pace.sittings,
        "timed": pace.timed,
        "change": str(pace.change),
    }


def trend_view(
    trends: Sequence[Trend], pace: PaceChange | None, pass_percent: float, width: int, zone: tzinfo
) -> RenderableType:
    """What has changed in words, plots and a row for each domain; `width` in columns, dates in `zone`."""
    overall, *domains = trends
    words = Text("\n".join((*said(overall, pace), "")))
    parts: list[RenderableType] = [words, _table(overall, zone)]
    if len(overall.points) > 1:
        parts = [
            words,
            Text(f"score in percent; the straight line is the pass mark, {pass_percent:g}"),
            _plot(overall.points, [point.score for point in overall.points], pass_percent, 100.0, width, zone, "%"),
            Text(f"\nseconds a question; the straight line is what the exam gives, {overall.seconds_allowed:.0f}"),
            _pace_plot(overall, width, zone),
            Text(),
            _table(overall, zone),
        ]
    return Group(*parts, Text(), _domain_table(domains))


def _pace_plot(trend: Trend, width: int, zone: tzinfo) -> Text:
    timed = tuple(point for point in trend.points if point.seconds is not None)
    seconds = [point.seconds or 0.0 for point in timed]
    if len(timed) < 2:
        return Text("too few answers to draw")
    top = max(*seconds, trend.seconds_allowed)
    top = 50.0 * (int(top / 50) + 1)
    return _plot(timed, seconds, trend.seconds_allowed, top, width, zone, "s")


def _plot(
    points: Sequence[TrendPoint],
    values: Sequence[float],
    mark: float,
    top: float,
    width: int,
    zone: tzinfo,
    unit: str,
) -> Text:
    import plotille

    times = [point.end.astimezone(zone).replace(tzinfo=None) for point in points]
    figure = plotille.Figure()
    figure.with_colors = False
    figure.width = max(_NARROWEST, width - _AXIS)
    figure.height = _LINES
    figure.x_label, figure.y_label = "date", unit
    figure.set_y_limits(min_=0, max_=top)
    figure.set_x_limits(min_=times[0], max_=times[-1])
    figure.register_label_formatter(float, lambda value, chars, *_, **__: f"{value:.0f}".rjust(chars))
    figure.register_label_formatter(datetime, lambda value, chars, *_, **__: f"{value:%b %d}".ljust(chars))
    figure.plot([times[0], times[-1]], [mark, mark])
    figure.plot(times, list(values), marker="o")
    return Text(str(figure.show()))


def _table(trend: Trend, zone: tzinfo) -> PlainTable:
    table = PlainTable(
        "Until",
        Column("Questions", drop=2, right=True),
        Column("Right", drop=3, right=True),
        Column("Score", right=True),
        Column("95 % interval", drop=1, right=True),
        Column("Seconds", right=True),
    )
    for point in trend.points:
        table.add_row(
            f"{point.end.astimezone(zone):%Y-%m-%d}",
            str(point.n),
            str(point.correct),
            f"{point.score:.0f} %",
            f"{point.low:.0f}-{point.high:.0f} %",
            _seconds(point),
        )
    return table


def _domain_table(domains: Sequence[Trend]) -> PlainTable:
    """Halves, not points: a domain has too few answers for a curve that would mean anything."""
    table = PlainTable(
        Column("Domain", gives=True),
        Column("Questions", drop=2, right=True),
        Column("Earlier", right=True),
        Column("Later", right=True),
        "So",
        Column("Seconds", drop=1, right=True),
    )
    for trend in domains:
        later = trend.later or trend.earlier
        table.add_row(
            one_line(trend.domain),
            str(trend.earlier.n + (trend.later.n if trend.later else 0)),
            f"{trend.earlier.score:.0f} %" if trend.later else "-",
            f"{later.score:.0f} %",
            CHANGES[trend.change] if trend.later else "too few to tell",
            _seconds(later),
        )
    return table


def _seconds(point: TrendPoint) -> str:
    return "-" if point.seconds is None else f"{point.seconds:.0f}"
