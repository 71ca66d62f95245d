"""`codequiz practice`: from options to the questions of a new session."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from codequiz.cli import console
from codequiz.errors import NothingFoundError, UsageError
from codequiz.text import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codequiz.exam import Mode
    from codequiz.formats import Format
    from codequiz.history import History
    from codequiz.practice import Setup, Show
    from codequiz.questions import Question
    from codequiz.review import Schedule

DEFAULT_QUESTIONS: Final = 10
WEAK: Final = "weak"
"""Not a way to sit a session but to choose its questions; it is sat as study."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Where questions come from: a bank (the project's own when None), the code sets, or both."""

    bank: str | None = None
    made: bool = False
    bank_too: bool = True
    new_since: str = ""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was asked for; None where nothing was. `full` is the whole exam."""

    questions: int | None = None
    full: bool = False
    exam: str | None = None
    domains: tuple[str, ...] = ()
    mode: str | None = None
    extra_time: float | None = None
    seed: int | None = None
    sources: Sources = Sources()
    exam_date: str | None = None

    @property
    def chosen_seed(self) -> int:
        """The seed asked for, or any."""
        return secrets.randbelow(1_000_000) if self.seed is None else self.seed


def day(text: str) -> date:
    """A date as people give it to options. Raises UsageError."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is no date", "write it like 2027-03-06") from None


def set_up(history: "History", wishes: Wishes) -> "Setup":
    """Choose the questions of a new session. Raises CodequizError when there are none, or the wishes make no sense."""
    from codequiz import formats
    from codequiz.cli import question_sources
    from codequiz.exam import Mode
    from codequiz.practice import prepare

    mode_name = wishes.mode or "exam"
    if mode_name != WEAK and mode_name not in tuple(Mode):
        modes = (*Mode, WEAK)
        hint = did_you_mean(mode_name, modes, f"modes: {', '.join(modes)}")
        raise UsageError(f"there is no mode {mode_name!r}", hint)
    if wishes.exam_date is not None and mode_name != "review":
        raise UsageError(
            "--exam-date goes with --mode review", "codequiz practice --mode review --exam-date 2027-03-06"
        )
    exam = formats.load(wishes.exam or formats.DEFAULT)
    questions = question_sources.from_bank(wishes.sources.bank) if wishes.sources.bank_too else ()
    if mode_name == WEAK:
        return _set_up_weak(history, wishes, exam, questions)
    if mode_name == "review":
        made_before = question_sources.made_again(sorted(history.last_seen()))
        return _set_up_review(history, wishes, exam, (*questions, *made_before))
    domains = list(wishes.domains)
    if wishes.sources.bank and not domains:
        domains = question_sources.domains_beyond(exam, questions)
    seed = wishes.chosen_seed
    if wishes.sources.made:
        wanted = exam.questions if wishes.full else wishes.questions or DEFAULT_QUESTIONS
        questions += question_sources.made(wanted, seed, domains, wishes.sources.new_since)
    setup = prepare(
        exam,
        questions,
        count=None if wishes.full else wishes.questions or DEFAULT_QUESTIONS,
        mode=Mode(mode_name),
        seed=seed,
        domains=domains,
        extra_time=wishes.extra_time or 1.0,
        # A seed that was asked for must give the same questions again, so it does not look at the history.
        last_seen=history.last_seen() if wishes.seed is None else {},
    )
    _say_what_lacks(exam, setup)
    return setup


def set_up_again(
    history: "History", session_id: int, chosen: "Sequence[Show]", mode: "Mode", wishes: Wishes
) -> "Setup":
    """The questions of a past session once more."""
    from codequiz.cli import question_sources
    from codequiz.practice import open_past, prepare_again

    past = open_past(history, session_id)
    questions = question_sources.from_bank(wishes.sources.bank)
    return prepare_again(past, chosen, questions, wishes.chosen_seed, mode)


def _set_up_review(history: "History", wishes: Wishes, exam: "Format", questions: "Sequence[Question]") -> "Setup":
    from codequiz.practice import prepare_review
    from codequiz.practice.evidence import plan_review
    from codequiz.report.wording import count

    now = datetime.now().astimezone()
    plan = plan_review(history, questions, now, day(wishes.exam_date) if wishes.exam_date else None)
    if not plan.items:
        raise NothingFoundError(
            "no question to review: none was answered wrong or guessed", "start with: codequiz practice"
        )
    ids = {question.content_hash: question.id for question in questions}
    due = [ids[key] for key in plan.due_today]
    if not due:
        raise NothingFoundError(f"nothing to review today; {_said_next(plan)}", "see the plan: codequiz history due")
    setup = prepare_review(
        exam,
        questions,
        due,
        count=wishes.questions or len(due),
        seed=wishes.chosen_seed,
        domains=wishes.domains,
        extra_time=wishes.extra_time or 1.0,
    )
    left = len(due) - len(setup.questions)
    console.note(
        f"{count(len(due), 'question')} to review today"
        + (f", {left} of them left for later" if left else "")
        + (f"; {len(plan.unreachable)} cannot be reached before the exam" if plan.unreachable else "")
    )
    return setup


def _said_next(plan: "Schedule") -> str:
    from codequiz.report.wording import count

    if not plan.days:
        return "nothing in the next four weeks either"
    return f"next on {plan.days[0].day.isoformat()} ({count(plan.days[0].load, 'question')})"


def _set_up_weak(history: "History", wishes: Wishes, exam: "Format", questions: "Sequence[Question]") -> "Setup":
    from codequiz.practice import prepare_weak
    from codequiz.practice.evidence import gather
    from codequiz.readiness import TooFew

    if wishes.domains or wishes.full:
        raise UsageError("--mode weak chooses the domains itself", "leave out --domain and --full")
    evidence = gather(history, questions, exam, datetime.now().astimezone(), wishes.extra_time or 1.0)
    told = evidence.assess()
    focus = evidence.focus(told)
    setup = prepare_weak(
        exam,
        questions,
        {gain.domain: gain.per_hour.mean for gain in focus.domains},
        count=wishes.questions or DEFAULT_QUESTIONS,
        seed=wishes.chosen_seed,
        extra_time=wishes.extra_time or 1.0,
        last_seen=history.last_seen() if wishes.seed is None else {},
    )
    chosen = ", ".join(section.name for section in setup.plan.sections)
    console.note(f"where an hour brings most: {chosen} (codequiz history next says why)")
    if isinstance(told, TooFew):
        console.note(f"{told}, so this is only a first guess")
    _say_what_lacks(exam, setup)
    return setup


def _say_what_lacks(exam: "Format", setup: "Setup") -> None:
    found = len(setup.questions)
    if found >= setup.wanted:
        return
    sections = "; ".join(f"{lack.section} {lack.found} of {lack.wanted}" for lack in setup.shortfalls)
    console.note(
        f"the bank has {found} of the {setup.wanted} questions wanted for {exam.name}; going on with {found},"
        f" at the same pace, none asked twice" + (f" ({sections})" if sections else "")
    )
