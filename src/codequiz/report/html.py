"""The history as one self-contained HTML page: no script, no network, nothing but this file."""

from math import sqrt
from typing import Final

from codequiz.readiness import LEVEL, DomainOutlook, Focus, Readiness, TooFew
from codequiz.report.html_pacing import pacing
from codequiz.report.markup import figure, number, percent, percent_range, table, text, wide, wide_number
from codequiz.report.page import Page
from codequiz.report.page_style import STYLE
from codequiz.report.svg import Point, interval_bar, time_chart
from codequiz.report.trend_words import CHANGES, said
from codequiz.report.wording import chance_range, chance_text, count, duration
from codequiz.scoring import Changes

_NEXT: Final = 5
_CLEAR: Final = 1.6448536269514722  # one chance in ten that gains and losses are even (the sign test)


def render(page: Page) -> str:
    """The page as a complete HTML document. All text is escaped; the page's own policy forbids scripts and loading."""
    sections = [
        _readiness(page),
        _trends(page),
        _domains(page),
        _next(page.focus),
        pacing(page.paced),
        _changes(page.changes),
        _sessions(page),
    ]
    body = "\n".join(section for section in sections if section)
    sessions = count(page.session_count, "session")
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Practice report: {text(page.exam)}</title>
<style>{STYLE}</style>
</head>
<body>
<h1>Practice report: {text(page.exam)}</h1>
<p class="soft">Made {page.made_at:%Y-%m-%d %H:%M} by codequiz from {sessions} on this machine.</p>
{body}
</body>
</html>
"""


def _readiness(page: Page) -> str:
    told = page.readiness
    if told is None:
        return ""
    if isinstance(told, TooFew):
        short, _, why = text(str(told)).partition(": ")
        inner = f"<strong>{short.capitalize()}</strong><p>{why}. No chance of passing is given on so little.</p>"
    else:
        chance = told.chance
        within = chance_range(chance.low, chance.high)
        inner = (
            f"<strong>Chance of passing today: {chance_text(chance.mean)}</strong>"
            f"<p>{f'It is {within}. ' if within else ''}Expected score: "
            f"{percent(told.score.mean)} of the questions that you get to ({percent_range(told.score)}); "
            f"{page.pass_percent:g} % of all passes. "
            f"You take {duration(told.pace.seconds.mean)} a question, the exam gives {duration(told.pace.allowed)}"
        )
        inner += _clock_text(told) + "</p>"
    evidence = told.evidence
    return (
        f'<section class="headline">{inner}<p class="soft">From {evidence.answers} answers, '
        f"{evidence.seen_before} of them repeats, {evidence.under_exam_conditions} under exam conditions"
        + (
            f"; {evidence.given_up} questions left blank with time to spare count as wrong. "
            if evidence.given_up
            else ". "
        )
        + f"All ranges are {percent(LEVEL)} credible intervals, if the exam is like the practice questions."
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
        figure(
            "Score",
            time_chart("Score over time, in percent", score, page.pass_percent, 100, "%"),
            "Share right with its 95 % interval; dashed: the pass mark.",
        )
    ]
    pace = [Point(p.end.astimezone(page.made_at.tzinfo), p.seconds) for p in overall.points if p.seconds is not None]
    if pace:
        top = 50 * (int(max(overall.seconds_allowed, *(p.value for p in pace)) / 50) + 1)
        figures.append(
            figure(
                "Pace",
                time_chart("Seconds a question over time", pace, overall.seconds_allowed, top, "s"),
                "Mean seconds a question; dashed: what the exam gives.",
            )
        )
    words = "".join(f"<p>{text(line)}</p>" for line in said(overall, page.pace))
    return f'<h2>Trends</h2>{words}<div class="charts">{"".join(figures)}</div>'


def _domains(page: Page) -> str:
    outlooks = page.readiness.domains if page.readiness else ()
    changes = {trend.domain: trend for trend in page.trends[1:]}
    rows = []
    for outlook in outlooks:
        trend = changes.get(outlook.domain)
        seconds = (trend.later or trend.earlier).seconds if trend else None
        rows.append(
            (
                text(outlook.domain),
                wide_number(outlook.questions),
                wide_number(f"{outlook.correct}/{outlook.n}"),
                _domain_bar(outlook, page.pass_percent),
                number(percent_range(outlook.share)),
                wide(CHANGES[trend.change] if trend else "–"),
                wide_number("–" if seconds is None else duration(seconds)),
            )
        )
    if not rows:
        return ""
    head = (
        "Domain",
        wide_number("In exam"),
        wide_number("Right"),
        "Would be right today",
        number("Range"),
        wide("Later half"),
        wide_number("Pace"),
    )
    return (
        "<h2>Domains</h2>"
        + table(head, rows)
        + '<p class="soft">Bar: nine tenths likely; dashed: the pass mark. A domain with few answers is judged '
        "partly by the others.</p>"
    )


def _domain_bar(outlook: DomainOutlook, pass_percent: float) -> str:
    share = outlook.share
    name = f"{outlook.domain}: {percent(share.mean)}, range {percent_range(share)}"
    return interval_bar(name, share.low, share.mean, share.high, pass_percent / 100)


def _next(focus: Focus | None) -> str:
    if focus is None or not focus.domains:
        return ""
    shown = focus.domains[:_NEXT]
    rows = [
        (
            text(gain.domain) + ("" if gain.is_measured else "*"),
            number(f"+{gain.per_hour.mean:.2f}"),
            number(f"{gain.at_stake:.1f}"),
            wide_number(gain.n),
        )
        for gain in shown
    ]
    head = ("Domain", number("Won an hour"), number("Lost today"), wide_number("Answers"))
    parts = ['<h2>What next</h2><p class="soft">In questions of the exam.</p>', table(head, rows)]
    if not all(gain.is_measured for gain in shown):
        parts.append('<p class="soft">* Hardly practised: the first hour tells.</p>')
    for title, found in (("Rules and topics", focus.tags), ("Why you missed", focus.reasons)):
        if found:
            weak = [
                (text(w.key), number(f"{w.misses} of {w.n}"), number(percent(w.share)), number(f"{w.at_stake:.1f}"))
                for w in found[:_NEXT]
            ]
            parts.append(table((title, number("Misses"), number("Share, lately"), number("Costs")), weak))
    return "".join(parts)


def _changes(changes: Changes | None) -> str:
    if changes is None or not changes.gained + changes.lost + changes.neutral:
        return ""
    net, decided = changes.gained - changes.lost, changes.gained + changes.lost
    if not decided or abs(net) < _CLEAR * sqrt(decided):
        verdict = "Too few to tell whether changing answers pays."
    else:
        verdict = "Changing answers has paid so far." if net > 0 else "Changing answers has cost you so far."
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
            text(session.name),
            wide(text(session.mode)),
            number(f"{session.correct}/{session.questions}"),
            number(f"{session.score:.0f} %"),
            "" if session.passed is None else "passed" if session.passed else "not passed",
            wide_number(f"{session.seconds_used / 60:.0f} of {session.seconds_allowed / 60:.0f} min"),
            wide("yes" if session.under_exam_conditions else "no"),
        )
        for session in page.sessions
    ]
    head = (
        "Date",
        "Session",
        wide("Mode"),
        number("Right"),
        number("Score"),
        "",
        wide_number("Time"),
        wide("Exam conditions"),
    )
    older = page.session_count - len(rows)
    left = f'<p class="soft">{older} more: codequiz history --limit {page.session_count}</p>' if older else ""
    return "<h2>Sessions</h2>" + table(head, rows) + left
