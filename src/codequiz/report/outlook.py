"""Readiness, what next and the review's plan, as tables, text and JSON."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from codequiz.readiness import LEVEL, DomainOutlook, Focus, Interval, Readiness, TooFew, Weakness
from codequiz.report.table import Column, PlainTable
from codequiz.report.wording import chance_range, chance_text, count, duration
from codequiz.review import Schedule
from codequiz.text import one_line

if TYPE_CHECKING:
    from rich.console import RenderableType

_SHOWN = 8


def readiness_json(told: Readiness | TooFew, exam_name: str, pass_percent: float) -> dict[str, Any]:
    """Shares and chances are 0 to 1; `chance` and `score` null where too little is known. Times in seconds."""
    enough = isinstance(told, Readiness)
    return {
        "exam": told.exam,
        "exam_name": exam_name,
        "pass_percent": pass_percent,
        "enough": enough,
        "says": headline(told),
        "answers": told.evidence.answers,
        "about": None if isinstance(told, Readiness) else told.about,
        "doubts": [] if isinstance(told, Readiness) else [doubt.value for doubt in told.doubts],
        "level": LEVEL,
        "chance": _interval(told.chance) if isinstance(told, Readiness) else None,
        "chance_without_clock": round(told.chance_without_clock, 3) if isinstance(told, Readiness) else None,
        "score": _interval(told.score) if isinstance(told, Readiness) else None,
        "domains": [domain_json(domain) for domain in told.domains],
        "pace": {
            "seconds": _interval(told.pace.seconds, 1),
            "seconds_allowed": round(told.pace.allowed, 1),
            "unanswered": _interval(told.pace.unanswered, 1),
            "runs_out": round(told.pace.runs_out, 3),
            "sittings": told.pace.sittings,
        },
        "evidence": {
            "answers": told.evidence.answers,
            "seen_before": told.evidence.seen_before,
            "under_exam_conditions": told.evidence.under_exam_conditions,
            "older_than_90_days": told.evidence.older_than_90_days,
            "given_up": told.evidence.given_up,
            "newest_days": round(told.evidence.newest_days, 1),
            "domains_seen": told.evidence.domains_seen,
            "domains": told.evidence.domains,
        },
    }


def domain_json(domain: DomainOutlook) -> dict[str, Any]:
    """A domain's outlook; shares 0 to 1."""
    return {
        "domain": domain.domain,
        "questions": domain.questions,
        "n": domain.n,
        "correct": domain.correct,
        "share": round(domain.share.mean, 3),
        "low": round(domain.share.low, 3),
        "high": round(domain.share.high, 3),
        "reaches_mark": round(domain.reaches_mark, 3),
        "mostly_borrowed": domain.mostly_borrowed,
    }


DOMAIN_FIELDS = (*("domain", "questions", "n", "correct", "share", "low", "high", "reaches_mark", "mostly_borrowed"),)


def headline(told: Readiness | TooFew) -> str:
    """The answer in one line."""
    if isinstance(told, TooFew):
        return str(told)
    chance = told.chance
    within = chance_range(chance.low, chance.high)
    return f"chance of passing today: {chance_text(chance.mean)}" + (f" ({within})" if within else "")


def readiness_view(told: Readiness | TooFew, exam_name: str, pass_percent: float) -> "RenderableType":
    """The answer, what it rests on, and each domain."""
    from rich.console import Group
    from rich.text import Text

    if not told.evidence.answers:
        return Text(f"{one_line(exam_name, 60)}: {headline(told)}\nStart with: codequiz practice")
    lines = [f"{one_line(exam_name, 60)}: {headline(told)}", *_reasons(told, pass_percent), ""]
    after = [""]
    if isinstance(told, Readiness) and any(domain.mostly_borrowed for domain in told.domains):
        after.append("*) few answers: judged mostly by the other domains.")
    after.append("What to do about it: codequiz history next")
    after.append(f"Ranges hold the truth in {percent(LEVEL)} of cases, if the exam is like the questions practised.")
    return Group(Text("\n".join(lines)), _domain_table(told), Text("\n".join(after)))


def _reasons(told: Readiness | TooFew, pass_percent: float) -> Iterator[str]:
    if isinstance(told, Readiness):
        score = told.score
        yield f"Expected score {percent(score.mean)} ({percent_range(score)}); {pass_percent:g} % passes."
    else:
        yield "No chance of passing is given on so little; what there is, by domain:"
    pace, evidence = told.pace, told.evidence
    if pace.sittings:
        seconds = pace.seconds
        line = (
            f"Pace {duration(seconds.mean)} a question ({duration(seconds.low)}-{duration(seconds.high)}),"
            f" {duration(pace.allowed)} allowed"
        )
        if pace.unanswered.mean >= 1:
            line += f"; about {pace.unanswered.mean:.0f} questions would be lost to the clock"
            if isinstance(told, Readiness):
                line += f" (with time enough: {chance_text(told.chance_without_clock)})"
        yield f"{line}."
    yield (
        f"From {count(evidence.answers, 'answer')}: {evidence.seen_before} to questions seen before,"
        f" {evidence.under_exam_conditions} under exam conditions, {evidence.older_than_90_days} older than"
        f" 90 days, the newest {count(int(evidence.newest_days), 'day')} old."
    )
    if evidence.given_up:
        yield f"{count(evidence.given_up, 'question')} left blank with time to spare: counted as wrong."


def _domain_table(told: Readiness | TooFew) -> PlainTable:
    """Where nothing is said of the whole, nothing is guessed of a domain that was hardly practised either."""
    table = PlainTable(
        Column("Domain", gives=True),
        Column("In exam", drop=2, right=True),
        Column("Right", drop=3, right=True),
        Column("Expected", right=True),
        Column("Range", right=True),
        Column("At pass mark", drop=1, right=True),
    )
    for domain in told.domains:
        known = isinstance(told, Readiness) or not domain.mostly_borrowed
        table.add_row(
            one_line(domain.domain, 30),
            str(domain.questions),
            f"{domain.correct}/{domain.n}",
            percent(domain.share.mean) + ("*" if domain.mostly_borrowed else " ") if known else "too few to tell",
            percent_range(domain.share) if known else "",
            chance_text(domain.reaches_mark) if known else "",
        )
    return table


def percent(share: float) -> str:
    """A share (0 to 1) as `62 %`."""
    return f"{100 * share:.0f} %"


def percent_range(interval: Interval) -> str:
    """Shares as `45-78 %`."""
    return f"{100 * interval.low:.0f}-{100 * interval.high:.0f} %"


def focus_json(focus: Focus) -> dict[str, Any]:
    """What next; `per_hour`, `low`, `high` and `at_stake` in questions of the exam, shares 0 to 1."""
    return {
        "domains": [
            {
                "domain": gain.domain,
                "per_hour": round(gain.per_hour.mean, 2),
                "low": round(gain.per_hour.low, 2),
                "high": round(gain.per_hour.high, 2),
                "at_stake": round(gain.at_stake, 2),
                "n": gain.n,
                "is_measured": gain.is_measured,
            }
            for gain in focus.domains
        ],
        "tags": [_weakness(weakness) for weakness in focus.tags],
        "reasons": [_weakness(weakness) for weakness in focus.reasons],
    }


FOCUS_FIELDS = ("domain", "per_hour", "low", "high", "at_stake", "n", "is_measured")


def _weakness(weakness: Weakness) -> dict[str, Any]:
    return {
        "key": weakness.key,
        "misses": weakness.misses,
        "n": weakness.n,
        "share": round(weakness.share, 3),
        "at_stake": round(weakness.at_stake, 2),
    }


def focus_view(focus: Focus) -> "RenderableType":
    """The domains, then rules and reasons, where an hour brings most first."""
    from rich.console import Group
    from rich.text import Text

    table = PlainTable(
        Column("Domain", gives=True),
        Column("Won an hour", right=True),
        Column("Lost today", right=True),
        Column("Answers", drop=2, right=True),
        Column("", drop=1),
    )
    for gain in focus.domains[:_SHOWN]:
        table.add_row(
            one_line(gain.domain, 30),
            f"+{gain.per_hour.mean:.2f}",
            f"{gain.at_stake:.1f}",
            str(gain.n),
            "" if gain.is_measured else "hardly practised",
        )
    blocks: list[RenderableType] = [Text("Where an hour brings most, in questions of the exam:"), Text(), table]
    for title, found in (("Rule or topic", focus.tags), ("Why you missed", focus.reasons)):
        if found:
            weak = PlainTable(
                Column(title, gives=True),
                Column("Missed", right=True),
                Column("Share, lately", drop=1, right=True),
                Column("Costs", right=True),
            )
            for weakness in found[:_SHOWN]:
                misses = f"{weakness.misses} of {weakness.n}"
                weak.add_row(one_line(weakness.key, 40), misses, percent(weakness.share), f"{weakness.at_stake:.1f}")
            blocks += [Text(), weak]
    if not all(gain.is_measured for gain in focus.domains[:_SHOWN]):
        blocks.append(Text("\nOf a domain hardly practised the first hour tells: that is reason enough to spend it."))
    blocks.append(Text("\nPractise these: codequiz practice --mode weak"))
    return Group(*blocks)


def schedule_json(plan: Schedule) -> dict[str, Any]:
    """The review's days, and each question in it. `question` is its content hash."""
    return {
        "today": plan.today.isoformat(),
        "exam_date": plan.exam_date.isoformat() if plan.exam_date else None,
        "due_today": len(plan.due_today),
        "days": [schedule_day(plan, n) for n in range(len(plan.days))],
        "unreachable": len(plan.unreachable),
        "enough_per_day": plan.enough_per_day,
        "items": [
            {
                "question": item.question_hash,
                "domain": item.domain,
                "due": item.due.isoformat(),
                "recall": round(item.recall, 3),
                "stability_days": round(item.stability, 1),
                "lapses": item.lapses,
                "last_answered": item.last_answered.isoformat(),
            }
            for item in plan.items
        ],
    }


def schedule_day(plan: Schedule, n: int) -> dict[str, Any]:
    """A day's numbers of questions."""
    day = plan.days[n]
    return {"day": day.day.isoformat(), "first": len(day.first), "again": len(day.again)}


DAY_FIELDS = ("day", "first", "again")


def schedule_view(plan: Schedule) -> "RenderableType":
    """How many questions on which day."""
    from rich.console import Group
    from rich.text import Text

    until = f"until the exam on {plan.exam_date.isoformat()}" if plan.exam_date else "in the next four weeks"
    lines = [f"{count(len(plan.items), 'question')} in the review; {len(plan.due_today)} due today."]
    table = PlainTable("Day", Column("First time", right=True), Column("Again", right=True), Column("", drop=1))
    for day in plan.days:
        table.add_row(day.day.isoformat(), str(len(day.first)), str(len(day.again)), "#" * min(day.load, 40))
    after = []
    if plan.unreachable:
        after.append(
            f"{count(len(plan.unreachable), 'question')} cannot be seen {until} at this limit;"
            f" {plan.enough_per_day} a day would reach all."
        )
    if plan.due_today:
        after.append("Review what is due: codequiz practice --mode review")
    after.append("Days after today are a forecast: each answer changes what follows.")
    return Group(Text("\n".join([*lines, ""])), table, Text("\n".join(["", *after])))


def _interval(interval: Interval, digits: int = 3) -> dict[str, float]:
    return {
        "mean": round(interval.mean, digits),
        "low": round(interval.low, digits),
        "high": round(interval.high, digits),
    }
