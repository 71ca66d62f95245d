"""Sessions and their answers as tables and text."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from codequiz.exam import Mode
from codequiz.history import AnswerRow, DomainRow, SessionRow, Status
from codequiz.proportions import proportion
from codequiz.questions import LETTERS
from codequiz.report.sessions import overall
from codequiz.report.table import Column, PlainTable
from codequiz.report.wording import duration, interval, local_time
from codequiz.text import one_line

if TYPE_CHECKING:
    from rich.console import RenderableType

_ID: Final = 34
"""Characters of a question's id that are shown: one cut in two names nothing."""


def session_table(rows: Sequence[SessionRow]) -> PlainTable:
    """All sessions at a glance."""
    named = any(row.name for row in rows)
    table = PlainTable(
        "ID",
        "Started",
        Column("Exam or name" if named else "Exam", drop=2, gives=True),
        Column("Mode", drop=4),
        Column("Right", drop=3, right=True),
        Column("Share", right=True),
        "Result",
        Column("Pace", drop=1, right=True),
    )
    for row in rows:
        shown = row.shows_result
        table.add_row(
            str(row.id),
            local_time(row.started_at),
            one_line(row.name or row.exam, 24),
            _conditions(row),
            (f"{row.correct}/{row.judged}" if row.judged else "-") if shown else f"?/{row.scored}",
            f"{overall(row).percent:.0f} %" if shown and row.judged else "",
            _verdict(row),
            duration(row.seconds_used / row.answered) if row.answered else "",
        )
    return table


def _conditions(row: SessionRow) -> str:
    """The mode, and for an exam what was not like in an exam."""
    if row.mode is not Mode.EXAM:
        return row.mode.value
    paused = "" if row.under_exam_conditions else ", paused"
    return f"exam{paused}" + (", time out" if row.status is Status.TIMED_OUT else "")


def domain_table(rows: Sequence[DomainRow]) -> PlainTable:
    """Each domain with its share and how sure it is."""
    table = PlainTable(
        Column("Domain", gives=True), Column("Right", drop=1, right=True), "Share", Column("95 % interval", right=True)
    )
    for row in rows:
        found = proportion(row.correct, row.n)
        share = "too few to tell" if found.is_too_few else f"{found.percent:.0f} %"
        table.add_row(one_line(row.domain, 40), f"{found.correct}/{found.n}", share, interval(found))
    return table


def session_details(row: SessionRow, answers: Sequence[AnswerRow]) -> "RenderableType":
    """One session: the facts, by domain, and each answer."""
    from rich.console import Group
    from rich.text import Text

    shown = row.shows_result
    finished = f", finished {local_time(row.finished_at)}" if row.finished_at else ""
    name = f" ({one_line(row.name, 60)})" if row.name else ""
    facts = [
        f"Session {row.id}{name}: {one_line(row.exam, 60)}, {row.mode} mode, {row.status.value}",
        f"Started {local_time(row.started_at)}{finished}",
        _outcome(row),
        f"Time {duration(row.seconds_used)} of {duration(row.seconds_allowed)}{_said_conditions(row)}",
    ]
    if row.note:
        facts.append(f"Note: {one_line(row.note)}")
    if not shown:
        facts.append("The exam can still be resumed, so answers are not shown.")
    domains = domain_table(row.domains if shown else ())
    table = PlainTable(
        Column("No.", right=True),
        Column("Question", gives=True, keeps=_ID),
        "Yours",
        "Key",
        "",
        Column("Time", right=True),
        Column("Looked up", drop=3, right=True),
        Column("Changed", drop=2, right=True),
        Column("Marks", drop=1, wraps=True),
    )
    for answer in answers:
        table.add_row(
            str(answer.number),
            one_line(answer.question.id, _ID),
            "-" if answer.choice is None else LETTERS[answer.choice],
            LETTERS[answer.question.answer] if shown else "?",
            _mark(answer) if shown else "",
            duration(answer.thinking_seconds + answer.lookup_seconds),
            duration(answer.lookup_seconds) if answer.lookups else "",
            str(answer.changes or ""),
            _marks(answer),
        )
    blocks: list[RenderableType] = [Text("\n".join(facts)), Text("")]
    if domains.row_count:
        blocks += [domains, Text("")]
    return Group(*blocks, table)


def explained_answers(answers: Iterable[AnswerRow], *, shown: bool) -> Iterator[str]:
    """Each question in full; with its key, rationale and codes where they may be `shown`."""
    for answer in answers:
        question = answer.question
        yield ""
        seconds = answer.thinking_seconds + answer.lookup_seconds
        marks = _marks(answer)
        yield (
            f"Question {answer.number} ({one_line(question.domain)}, {one_line(question.id)}), {duration(seconds)}"
            + (f", {marks}." if marks else ".")
        )
        if question.case:
            yield f"Case {one_line(question.case.title)}: {one_line(question.case.note)}"
        yield one_line(question.stem)
        for number, choice in enumerate(question.choices):
            yours = "  (yours)" if number == answer.choice else ""
            yield f"{LETTERS[number]}. {one_line(choice)}{yours}"
        if shown:
            blank = "Left blank." if answer.choice is None else ("Right." if answer.is_correct else "Wrong.")
            yield f"{blank} The answer is {LETTERS[question.answer]}. {one_line(question.choices[question.answer])}"
            yield from question.full_rationale.splitlines()
            yield f"Codes: {one_line(', '.join(question.codes))}"
        if answer.note:
            yield f"Your note: {one_line(answer.note)}"


def _outcome(row: SessionRow) -> str:
    answered = f"Answered {row.answered} of {row.questions}"
    if not row.shows_result or not row.judged:
        return f"{answered}, pass mark {row.pass_percent:g} %"
    spread = f"95 % interval {interval(overall(row))}"
    right = f"{row.correct}/{row.judged} {overall(row).percent:.0f} %"
    return f"{answered}, right {right} ({spread}), pass mark {row.pass_percent:g} % ({_verdict(row)})"


def _mark(answer: AnswerRow) -> str:
    if answer.choice is None:
        return "blank"
    return "right" if answer.is_correct else "wrong"


def _marks(answer: AnswerRow) -> str:
    marks = [
        "flagged" if answer.flagged else "",
        "" if answer.scored else "unscored",
        answer.confidence,
        f"missed: {answer.miss_reason}" if answer.miss_reason else "",
        "note" if answer.note else "",
    ]
    return ", ".join(mark for mark in marks if mark)


def _verdict(row: SessionRow) -> str:
    if row.passed is None:
        return "paused" if row.status is Status.PAUSED else "open"
    return "passed" if row.passed else "failed"


def _said_conditions(row: SessionRow) -> str:
    if row.mode is not Mode.EXAM:
        return ""
    return "; under exam conditions" if row.under_exam_conditions else "; not under exam conditions"
