"""`codequiz history readiness`, `trend`, `next`, `due` and `report`: what the answers so far say."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from codequiz.cli import console
from codequiz.cli.history import FormatOption, opened_history
from codequiz.cli.output import RowsFormat
from codequiz.errors import CodequizError, NothingFoundError, UsageError

if TYPE_CHECKING:
    from codequiz import formats
    from codequiz.history import History
    from codequiz.practice.evidence import Evidence
    from codequiz.questions import Question

ExamOption = Annotated[
    str | None,
    typer.Option("--exam", metavar="EXAM", help="Which exam, such as cpc-100.  [default: that of the newest session]"),
]
ExtraTimeOption = Annotated[
    float,
    typer.Option("--extra-time", metavar="FACTOR", min=1.0, max=3.0, help="1.25, 1.5 or 2 times the exam's time."),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("readiness")(readiness)
    app.command("trend")(trend)
    app.command("next")(what_next)
    app.command("due")(due)
    app.command("report")(report)


def readiness(
    *, exam: ExamOption = None, extra_time: ExtraTimeOption = 1.0, output: FormatOption = RowsFormat.TABLE
) -> None:
    """The chance of passing an exam today, with how sure that is; or that there is too little to tell."""
    from codequiz.report import outlook
    from codequiz.report.data import as_csv

    with opened_history() as history:
        chosen = _exam(history, exam)
        told = _evidence(history, chosen, extra_time).assess()
    if output is RowsFormat.JSON:
        console.write_json(outlook.readiness_json(told, chosen.name, chosen.pass_percent))
    elif output is RowsFormat.CSV:
        console.write_data(as_csv(map(outlook.domain_json, told.domains), outlook.DOMAIN_FIELDS))
    else:
        console.show(outlook.readiness_view(told, chosen.name, chosen.pass_percent))


def trend(*, exam: ExamOption = None, output: FormatOption = RowsFormat.TABLE) -> None:
    """Score and pace over time, of all answers and by domain."""
    from codequiz.report.data import as_csv
    from codequiz.report.trend import trend_dict, trend_view
    from codequiz.trend import pace_change, trends

    with opened_history() as history:
        chosen = _exam(history, exam)
        evidence = _evidence(history, chosen)
    found = trends(evidence.records)
    pace = pace_change(evidence.records)
    if output is RowsFormat.JSON:
        console.write_json([trend_dict(each, None if each.domain else pace) for each in found])
    elif output is RowsFormat.CSV:
        rows = [{"domain": each["domain"], **point} for each in map(trend_dict, found) for point in each["points"]]
        console.write_data(as_csv(rows, ("domain", "start", "end", "n", "correct", "score", "low", "high", "seconds")))
    elif not found:
        console.note("no answer yet; start with: codequiz practice")
    else:
        zone = evidence.now.tzinfo
        assert zone is not None  # noqa: S101  # made by _evidence
        console.show(trend_view(found, pace, chosen.pass_percent, console.width(), zone))


def what_next(*, exam: ExamOption = None, output: FormatOption = RowsFormat.TABLE) -> None:
    """The domains and rules where an hour brings most points. `codequiz practice --mode weak` practises them."""
    from codequiz.readiness import TooFew
    from codequiz.report import outlook
    from codequiz.report.data import as_csv

    with opened_history() as history:
        evidence = _evidence(history, _exam(history, exam))
    told = evidence.assess()
    found = evidence.focus(told)
    if output is RowsFormat.JSON:
        console.write_json({"exam": evidence.exam.key, **outlook.focus_json(found)})
    elif output is RowsFormat.CSV:
        console.write_data(as_csv(outlook.focus_json(found)["domains"], outlook.FOCUS_FIELDS))
    else:
        console.show(outlook.focus_view(found))
        if isinstance(told, TooFew):
            console.note(f"{told}, so this is only a first guess")


def due(
    *,
    exam_date: Annotated[
        str | None, typer.Option("--exam-date", metavar="DATE", help="Have each question seen before that day.")
    ] = None,
    per_day: Annotated[
        int | None, typer.Option("--per-day", metavar="N", min=1, help="At most so many questions a day.")
    ] = None,
    output: FormatOption = RowsFormat.TABLE,
) -> None:
    """When missed and guessed questions are to be seen again (FSRS): today and over the coming weeks."""
    from codequiz.cli.planning import day
    from codequiz.practice.evidence import plan_review
    from codequiz.report import outlook
    from codequiz.report.data import as_csv

    aimed = day(exam_date) if exam_date is not None else None
    with opened_history() as history:
        if history is None:
            raise NothingFoundError("no question to review: no session yet", "start with: codequiz practice")
        plan = plan_review(history, _bank(), datetime.now().astimezone(), aimed, per_day)
    if output is RowsFormat.JSON:
        console.write_json(outlook.schedule_json(plan))
    elif output is RowsFormat.CSV:
        rows = [outlook.schedule_day(plan, n) for n in range(len(plan.days))]
        console.write_data(as_csv(rows, outlook.DAY_FIELDS))
    elif not plan.items:
        console.note("no question to review: none was answered wrong or guessed")
    else:
        console.show(outlook.schedule_view(plan))


def report(
    file: Annotated[Path, typer.Argument(metavar="FILE.html", help="Where to.")],
    *,
    exam: ExamOption = None,
    extra_time: ExtraTimeOption = 1.0,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """The history on one self-contained page: trends, readiness, pacing, answer changes. It needs no network."""
    from codequiz.cli.history_data import write_whole
    from codequiz.report.html import render
    from codequiz.report.page import build

    if file.is_dir():
        raise UsageError(f"{file} is a directory", "give the name of a file in it")
    if file.exists() and not force:
        raise CodequizError(f"{file} is there already; it was left as it is", "--force replaces it")
    with opened_history() as history:
        if history is None:
            raise NothingFoundError("nothing to report: no session yet", "start with: codequiz practice")
        chosen = _exam(history, exam)
        page = build(history, _evidence(history, chosen, extra_time), chosen)
    write_whole(file, [render(page)])
    console.note(f"the report is in {file}")


def _exam(history: "History | None", name: str | None) -> "formats.Format":
    """The exam asked for, or that of the newest session, or the default."""
    from codequiz import formats

    if name is None and history is not None:
        with suppress(CodequizError):  # a user's own exam, whose file is not known any more
            newest = history.sessions(limit=1)
            return formats.load(newest[0].exam if newest else formats.DEFAULT)
    return formats.load(name or formats.DEFAULT)


def _evidence(history: "History | None", exam: "formats.Format", extra_time: float = 1.0) -> "Evidence":
    from codequiz.practice.evidence import gather

    return gather(history, _bank(), exam, datetime.now().astimezone(), extra_time)


def _bank() -> "tuple[Question, ...]":
    from codequiz import bank

    return bank.installed().questions
