"""The history as tables, JSON and CSV."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from codequiz.exam import Mode
from codequiz.history import AnswerRow, DomainRow, SessionRow, Status
from codequiz.questions import LETTERS
from codequiz.report.wording import duration, interval, local_time
from codequiz.scoring import Proportion, proportion
from codequiz.text import one_line

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table


def session_json(row: SessionRow) -> dict[str, Any]:
    """A session as JSON-ready values.

    `score`, `low` and `high` are percent, times seconds, instants ISO 8601 in UTC. What would tell the answers of
    an exam that can still be resumed is null.
    """
    shown = row.shows_result
    return {
        "id": row.id,
        "uid": row.uid,
        "name": row.name,
        "note": row.note,
        "started_at": row.started_at.isoformat(),
        "finished_at": row.finished_at.isoformat() if row.finished_at else None,
        "status": row.status.value,
        "exam": row.exam,
        "mode": row.mode.value,
        "questions": row.questions,
        "scored": row.scored,
        "answered": row.answered,
        "correct": row.correct if shown else None,
        "score": round(_overall(row).percent, 1) if shown else None,
        "pass_percent": row.pass_percent,
        "passed": row.passed,
        "scaled_score": row.scaled_score,
        "seconds_used": round(row.seconds_used, 1),
        "seconds_allowed": round(row.seconds_allowed, 1),
        "under_exam_conditions": row.under_exam_conditions,
        "conditions": _conditions(row),
        "domains": [_domain_json(domain, shown=shown) for domain in row.domains],
    }


def _domain_json(domain: DomainRow, *, shown: bool) -> dict[str, Any]:
    found = proportion(domain.correct, domain.n)
    return {
        "domain": domain.domain,
        "n": domain.n,
        "correct": domain.correct if shown else None,
        "low": round(found.low, 1) if shown else None,
        "high": round(found.high, 1) if shown else None,
    }


def answer_json(row: AnswerRow, *, shown: bool) -> dict[str, Any]:
    """A question of a session as JSON-ready values; `choice` and `answer` are letters, `seconds` is both kinds."""
    question = row.question
    return {
        "number": row.number,
        "question": question.id,
        "domain": question.domain,
        "stem": question.stem,
        "choices": list(question.choices),
        "choice": None if row.choice is None else LETTERS[row.choice],
        "answer": LETTERS[question.answer] if shown else None,
        "correct": row.is_correct if shown else None,
        "scored": row.scored,
        "seconds": round(row.thinking_seconds + row.lookup_seconds, 1),
        "lookup_seconds": round(row.lookup_seconds, 1),
        "lookups": row.lookups,
        "changes": row.changes,
        "flagged": row.flagged,
        "struck": list(row.struck),
        "note": row.note,
        "confidence": row.confidence or None,
        "miss_reason": row.miss_reason or None,
        "answered_at": row.answered_at.isoformat() if row.answered_at else None,
        "rationale": question.full_rationale if shown else None,
        "codes": list(question.codes),
    }


def as_json(value: object) -> str:
    """JSON text for people and programs, ending in a line break."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def as_csv(rows: Iterable[dict[str, Any]], header: Sequence[str]) -> str:
    """CSV with a header line (RFC 4180); lists and objects as JSON in their cell."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, header, lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({key: _cell(value) for key, value in row.items()})
    return out.getvalue()


def csv_lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """CSV as `as_csv` writes it, line by line, with the first row's keys as the header; nothing without rows."""
    line = io.StringIO(newline="")
    writer = csv.writer(line, lineterminator="\r\n")
    for number, row in enumerate(rows):
        if not number:
            writer.writerow(row)
        writer.writerow([_cell(value) for value in row.values()])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _cell(value: object) -> object:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    # A spreadsheet would run a text that starts like a formula.
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value


SESSION_FIELDS = (
    *(
        "id",
        "uid",
        "name",
        "note",
        "started_at",
        "finished_at",
        "status",
        "exam",
        "mode",
        "questions",
        "scored",
        "answered",
    ),
    *("correct", "score", "pass_percent", "passed", "scaled_score", "seconds_used", "seconds_allowed"),
    *("under_exam_conditions", "conditions", "domains"),
)
ANSWER_FIELDS = (
    *("number", "question", "domain", "stem", "choices", "choice", "answer", "correct", "scored", "seconds"),
    *("lookup_seconds", "lookups", "changes", "flagged", "struck", "note", "confidence", "miss_reason"),
    *("answered_at", "rationale", "codes"),
)


def session_table(rows: Sequence[SessionRow]) -> "Table":
    """All sessions at a glance."""
    named = any(row.name for row in rows)
    table = plain_table(
        "ID", "Started", "Exam or name" if named else "Exam", "Mode", "Right", "Share", "Result", "Pace", "Conditions"
    )
    for row in rows:
        shown = row.shows_result
        table.add_row(
            str(row.id),
            local_time(row.started_at),
            one_line(row.name or row.exam, 12),
            row.mode.value,
            f"{row.correct}/{row.scored}" if shown else f"?/{row.scored}",
            f"{_overall(row).percent:.0f} %" if shown else "",
            _verdict(row),
            duration(row.seconds_used / row.answered) if row.answered else "",
            _conditions(row),
        )
    return table


def domain_table(rows: Sequence[DomainRow]) -> "Table":
    """Each domain with its share and how sure it is."""
    table = plain_table("Domain", "Right", "Share", "95 % interval")
    for row in rows:
        _add_proportion(table, one_line(row.domain, 40), proportion(row.correct, row.n))
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
    table = plain_table("No.", "Question", "Yours", "Key", "", "Time", "Looked up", "Changed", "Marks")
    for answer in answers:
        table.add_row(
            str(answer.number),
            one_line(answer.question.id, 34),
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
    if not row.shows_result:
        return f"{answered}, pass mark {row.pass_percent:g} %"
    spread = f"95 % interval {interval(_overall(row))}"
    return f"{answered}, right {_right(row)} ({spread}), pass mark {row.pass_percent:g} % ({_verdict(row)})"


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


def _overall(row: SessionRow) -> Proportion:
    return proportion(row.correct, row.scored)


def _right(row: SessionRow) -> str:
    return f"{row.correct}/{row.scored} {_overall(row).percent:.0f} %" if row.shows_result else "-"


def _verdict(row: SessionRow) -> str:
    if row.passed is None:
        return "paused" if row.status is Status.PAUSED else "open"
    return "passed" if row.passed else "failed"


def _conditions(row: SessionRow) -> str:
    """Short enough for a table: whether it was sat as an exam is."""
    if row.mode is not Mode.EXAM:
        return "practice"
    ended = ", time out" if row.status is Status.TIMED_OUT else ""
    return ("exam" if row.under_exam_conditions else "not exam") + ended


def _said_conditions(row: SessionRow) -> str:
    if row.mode is not Mode.EXAM:
        return ""
    return "; under exam conditions" if row.under_exam_conditions else "; not under exam conditions"


def _add_proportion(table: "Table", name: str, found: Proportion) -> None:
    share = "too few to tell" if found.is_too_few else f"{found.percent:.0f} %"
    table.add_row(name, f"{found.correct}/{found.n}", share, interval(found))


def plain_table(*columns: str) -> "Table":
    """A table without frames: it reads well aloud and in narrow terminals."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
    for column in columns:
        table.add_column(column, no_wrap=column != "Marks")
    return table
