"""One exam looked at closely: its pacing, the time of each question, and what looking up took."""

from collections.abc import Sequence

from codequiz.report.markup import figure, number, percent, table, text, wide_number
from codequiz.report.page import Outcome, PacedSession, PagedAnswer
from codequiz.report.svg import Bar, bar_chart, curve_chart


def pacing(paced: PacedSession | None) -> str:
    """The section, empty where there is no exam to look at."""
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
    kinds = {"right": "right", "wrong": "wrong", "blank": "blank", "look": "looking up"}
    legend = ", ".join(f'<span class="legend"><span class="key {k}"></span>{said}</span>' for k, said in kinds.items())
    figures = figure(
        "Pacing",
        curve_chart("Minutes used through the exam", curve, (count, paced.seconds_allowed / 60), "min"),
        "Minutes used; dashed: an even pace that ends with the clock. Above it is behind.",
    ) + figure(
        "Time by question",
        bar_chart("Seconds for each question", bars, paced.seconds_allowed / count, "s"),
        f"Seconds: {legend}. A dot marks a wrong answer.",
    )
    return f'<h2>Latest exam: {text(paced.title)}</h2><div class="charts">{figures}</div>{_lookups(paced.answers)}'


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
                (
                    text(domain),
                    number(count),
                    wide_number(f"{seconds / 60:.1f} min"),
                    number(each),
                    number(percent(seconds / spent)),
                )
            )
    head = ("Look-up time", number("Look-ups"), wide_number("Together"), number("Each"), number("Share of the time"))
    return f"<p>{looked / 60:.0f} of {total / 60:.0f} minutes went into looking up.</p>" + table(head, rows)
