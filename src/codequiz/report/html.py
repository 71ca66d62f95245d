"""The history as one self-contained HTML page: no script, no network, nothing but this file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from html import escape
from typing import Final

from codequiz.readiness import LEVEL, DomainOutlook, Focus, Interval, Readiness, TooFew
from codequiz.report.page_style import STYLE
from codequiz.report.svg import Bar, Point, bar_chart, curve_chart, interval_bar, time_chart
from codequiz.report.wording import chance_text
from codequiz.text import one_line
from codequiz.trend import Change, Trend

_CHANGES: Final = {Change.UP: "better", Change.DOWN: "worse", Change.UNCLEAR: "no clear change"}
_NEXT: Final = 5


class Outcome(StrEnum):
    """What became of a question."""

    RIGHT = "right"
    WRONG = "wrong"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class PagedSession:
    """A session in the page's table. `score` in percent, times in seconds."""

    started_at: datetime
    name: str
    mode: str
    questions: int
    correct: int
    score: float
    passed: bool | None
    seconds_used: float
    seconds_allowed: float
    under_exam_conditions: bool


@dataclass(frozen=True, slots=True)
class PagedAnswer:
    """A question of the session whose pacing is shown, in the order asked. `number` is 1-based; times in seconds."""

    number: int
    domain: str
    outcome: Outcome
    thinking_seconds: float
    lookup_seconds: float
    lookups: int

    @property
    def seconds(self) -> float:
        """Thinking and looking up."""
        return self.thinking_seconds + self.lookup_seconds


@dataclass(frozen=True, slots=True)
class PacedSession:
    """The session that is looked at closely: the latest full exam, as a rule."""

    title: str
    seconds_allowed: float
    answers: tuple[PagedAnswer, ...]


@dataclass(frozen=True, slots=True)
class AnswerChanges:
    """What changing answers did over all sessions: turned right, turned wrong, neither."""

    gained: int
    lost: int
    neutral: int


@dataclass(frozen=True, slots=True)
class Page:
    """Everything on the page. Times are aware, in the reader's zone. Parts that are None or empty are left out."""

    made_at: datetime
    exam: str
    pass_percent: float
    sessions: tuple[PagedSession, ...]
    readiness: Readiness | TooFew | None
    focus: Focus | None
    trends: tuple[Trend, ...]
    paced: PacedSession | None
    changes: AnswerChanges | None


def render(page: Page) -> str:
    """The page as a complete HTML document. All text is escaped; the page's own policy forbids scripts and loading."""
    sections = [
        _readiness(page),
        _trends(page),
        _domains(page),
        _next(page.focus),
        _paced(page.paced),
        _changes(page.changes),
        _sessions(page),
    ]
    body = "\n".join(section for section in sections if section)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Practice report: {_text(page.exam)}</title>
<style>{STYLE}</style>
</head>
<body>
<h1>Practice report: {_text(page.exam)}</h1>
<p class="soft">Made {page.made_at:%Y-%m-%d %H:%M} by codequiz from {len(page.sessions)} sessions on this machine.</p>
{body}
</body>
</html>
"""


def _readiness(page: Page) -> str:
    told = page.readiness
    if told is None:
        return ""
    if isinstance(told, TooFew):
        inner = f"<strong>{_text(str(told)).capitalize()}.</strong><p>No chance of passing is given on so little.</p>"
    else:
        chance = told.chance
        inner = (
            f"<strong>Chance of passing today: {chance_text(chance.mean)}</strong>"
            f"<p>The range is {chance_text(chance.low)} to {chance_text(chance.high)}. "
            f"Expected score: {_percent(told.score.mean)} of the questions that you get to ({_range(told.score)}); "
            f"{page.pass_percent:g} % of all passes. "
            f"You take {told.pace.seconds.mean:.0f} s a question, the exam gives {told.pace.allowed:.0f} s"
        )
        inner += _clock_text(told) + "</p>"
    evidence = told.evidence
    return (
        f'<section class="headline">{inner}<p class="soft">From {evidence.answers} answers, '
        f"{evidence.seen_before} of them repeats, {evidence.under_exam_conditions} under exam conditions. "
        f"All ranges are {_percent(LEVEL)} credible intervals, if the exam is like the practice questions."
        "</p></section>"
    )


def _clock_text(told: Readiness) -> str:
    if told.pace.unanswered.mean < 1:
        return "."
    lost = told.pace.unanswered.mean
    return (
        f": about {lost:.0f} questions would be lost to the clock. With time enough the chance would be "
        f"{chance_text(told.chance_without_clock)}."
    )


def _trends(page: Page) -> str:
    if not page.trends:
        return ""
    overall = page.trends[0]
    score = [Point(p.end.astimezone(page.made_at.tzinfo), p.score, p.low, p.high) for p in overall.points]
    figures = [
        _figure(
            "Score",
            time_chart("Score over time, in percent", score, page.pass_percent, 100, "%"),
            "Share right with its 95 % interval; dashed: the pass mark.",
        )
    ]
    pace = [Point(p.end.astimezone(page.made_at.tzinfo), p.seconds) for p in overall.points if p.seconds is not None]
    if pace:
        top = 50 * (int(max(overall.seconds_allowed, *(p.value for p in pace)) / 50) + 1)
        figures.append(
            _figure(
                "Pace",
                time_chart("Seconds a question over time", pace, overall.seconds_allowed, top, "s"),
                "Mean seconds a question; dashed: what the exam gives.",
            )
        )
    return f'<h2>Trends</h2><div class="charts">{"".join(figures)}</div>'


def _domains(page: Page) -> str:
    outlooks = page.readiness.domains if page.readiness else ()
    changes = {trend.domain: trend for trend in page.trends[1:]}
    rows = []
    for outlook in outlooks:
        trend = changes.get(outlook.domain)
        seconds = (trend.later or trend.earlier).seconds if trend else None
        rows.append(
            (
                _text(outlook.domain),
                _wide(str(outlook.questions)),
                _n(f"{outlook.correct}/{outlook.n}"),
                _domain_bar(outlook, page.pass_percent),
                _n(_range(outlook.share)),
                _wide(_CHANGES[trend.change] if trend else "–"),
                _wide("–" if seconds is None else f"{seconds:.0f} s"),
            )
        )
    if not rows:
        return ""
    head = (
        "Domain",
        _wide("In exam"),
        _n("Right"),
        "Would be right today",
        _n("Range"),
        _wide("Later half"),
        _wide("Pace"),
    )
    return (
        "<h2>Domains</h2>"
        + _table(head, rows)
        + '<p class="soft">Bar: nine tenths likely; dashed: the pass mark. A domain with few answers is judged '
        "partly by the others.</p>"
    )


def _domain_bar(outlook: DomainOutlook, pass_percent: float) -> str:
    share = outlook.share
    name = f"{outlook.domain}: {_percent(share.mean)}, range {_range(share)}"
    return interval_bar(name, share.low, share.mean, share.high, pass_percent / 100)


def _next(focus: Focus | None) -> str:
    if focus is None or not focus.domains:
        return ""
    rows = [
        (
            _text(gain.domain),
            _n(f"+{gain.per_hour.mean:.1f}"),
            _n(f"{gain.at_stake:.1f}"),
            _n(gain.n),
            _wide("") if gain.is_measured else "few answers yet: the first hour tells",
        )
        for gain in focus.domains[:_NEXT]
    ]
    text = '<h2>What next</h2><p class="soft">In questions of the exam.</p>' + _table(
        ("Domain", _n("Won an hour"), _n("Lost today"), _n("Answers"), _wide("")), rows
    )
    for title, found in (("Rules and topics", focus.tags), ("Why you missed", focus.reasons)):
        if found:
            weak = [
                (_text(w.key), _n(f"{w.misses} of {w.n}"), _n(_percent(w.share)), _n(f"{w.at_stake:.1f}"))
                for w in found[:_NEXT]
            ]
            head = (title, _n("Misses"), _n("Share, lately"), _n("Questions it costs"))
            text += _table(head, weak)
    return text


def _paced(paced: PacedSession | None) -> str:
    if paced is None or not paced.answers:
        return ""
    used, curve = 0.0, []
    for answer in paced.answers:
        used += answer.seconds
        curve.append((float(answer.number), used / 60))
    count = float(paced.answers[-1].number)
    bars = [
        Bar(
            f"question {answer.number}",
            f"question {answer.number}, {answer.domain}, {answer.outcome}",
            ((str(answer.outcome), answer.thinking_seconds), ("look", answer.lookup_seconds)),
            mark="wrong" if answer.outcome is Outcome.WRONG else "",
        )
        for answer in paced.answers
    ]
    legend = "".join(f'<span class="key {kind}"></span>{kind}' for kind in ("right", "wrong", "blank"))
    figures = _figure(
        "Pacing",
        curve_chart("Minutes used through the exam", curve, (count, paced.seconds_allowed / 60), "min"),
        "Minutes used; dashed: an even pace that ends with the clock. Above it is behind.",
    ) + _figure(
        "Time by question",
        bar_chart("Seconds for each question", bars, paced.seconds_allowed / count, "s"),
        f'Seconds: {legend}<span class="key look"></span>looking up. A dot marks a wrong answer.',
    )
    return f'<h2>{_text(paced.title)}</h2><div class="charts">{figures}</div>{_lookups(paced.answers)}'


def _lookups(answers: Sequence[PagedAnswer]) -> str:
    total, looked = sum(a.seconds for a in answers), sum(a.lookup_seconds for a in answers)
    if not looked:
        return ""
    rows = []
    for domain in dict.fromkeys(answer.domain for answer in answers):
        mine = [answer for answer in answers if answer.domain == domain]
        spent, seconds = sum(a.seconds for a in mine), sum(a.lookup_seconds for a in mine)
        count = sum(a.lookups for a in mine)
        if count:
            each = f"{seconds / count:.0f} s"
            rows.append(
                (_text(domain), _n(count), _n(f"{seconds / 60:.1f} min"), _n(each), _n(_percent(seconds / spent)))
            )
    head = ("Look-up time", _n("Look-ups"), _n("Together"), _n("Each"), _n("Share of the time"))
    return f"<p>{looked / 60:.0f} of {total / 60:.0f} minutes went into looking up.</p>" + _table(head, rows)


def _changes(changes: AnswerChanges | None) -> str:
    if changes is None or not changes.gained + changes.lost + changes.neutral:
        return ""
    net = changes.gained - changes.lost
    verdict = "Changing answers has paid so far." if net > 0 else "Changing answers has cost you so far."
    if net == 0:
        verdict = "Changing answers has made no difference so far."
    return (
        f"<h2>Answer changes</h2><p>{changes.gained} turned right, {changes.lost} turned wrong, "
        f"{changes.neutral} wrong before and after. {verdict}</p>"
    )


def _sessions(page: Page) -> str:
    if not page.sessions:
        return "<p>No sessions yet.</p>"
    rows = [
        (
            f"{session.started_at.astimezone(page.made_at.tzinfo):%Y-%m-%d}",
            _text(session.name),
            _wide(_text(session.mode)),
            _n(f"{session.correct}/{session.questions}"),
            _n(f"{session.score:.0f} %"),
            "" if session.passed is None else "passed" if session.passed else "not passed",
            _wide(f"{session.seconds_used / 60:.0f} of {session.seconds_allowed / 60:.0f} min"),
            _wide("yes" if session.under_exam_conditions else "no"),
        )
        for session in page.sessions
    ]
    head = ("Date", "Session", _wide("Mode"), _n("Right"), _n("Score"), "", _wide("Time"), _wide("Exam conditions"))
    return "<h2>Sessions</h2>" + _table(head, rows)


def _figure(title: str, chart: str, caption: str) -> str:
    return f"<figure><h3>{escape(title)}</h3>{chart}<figcaption>{caption}</figcaption></figure>"


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell's markup with the class that its column needs."""

    markup: str
    kind: str


def _n(value: object) -> _Cell:
    return _Cell(escape(str(value)), "n")


def _wide(markup: str) -> _Cell:
    return _Cell(markup, "wide")


def _table(head: Sequence[str | _Cell], rows: Iterable[Sequence[str | _Cell]]) -> str:
    lines = "".join(f"<tr>{_cells('td', row)}</tr>" for row in rows)
    return (
        f'<div class="scroll"><table><thead><tr>{_cells("th", head)}</tr></thead><tbody>{lines}</tbody></table></div>'
    )


def _cells(tag: str, row: Sequence[str | _Cell]) -> str:
    cells = (cell if isinstance(cell, _Cell) else _Cell(cell, "") for cell in row)
    return "".join(
        f'<{tag} class="{cell.kind}">{cell.markup}</{tag}>' if cell.kind else f"<{tag}>{cell.markup}</{tag}>"
        for cell in cells
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _range(interval: Interval) -> str:
    return f"{100 * interval.low:.0f}–{100 * interval.high:.0f} %"


def _text(text: str) -> str:
    """Text from files or users, safe inside markup."""
    return escape(one_line(text))
