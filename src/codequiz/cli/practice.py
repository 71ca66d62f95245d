"""`codequiz practice`: sit an exam, or a part of one, under its clock."""

import secrets
from typing import TYPE_CHECKING, Annotated, Final, Protocol

import typer

from codequiz.cli import completion, console
from codequiz.cli.history import filters, say_settled
from codequiz.cli.planning import Sources, Wishes, set_up, set_up_again
from codequiz.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codequiz.exam import Mode, Plan
    from codequiz.history import History
    from codequiz.practice import Session, Show

MAX_QUESTIONS: Final = 1_000
MAX_EXTRA_TIME: Final = 3.0

_HELP = """Practise an exam under its clock, at its seconds a question.

Examples:

\b
  codequiz practice                     ten questions of the CPC exam
  codequiz practice --full              all of it: 150 questions, 5 hours 40 minutes
  codequiz practice --exam cpc-100 -n 25 --domain digestive --domain anatomy
  codequiz practice --mode study        the rationale after each answer, no time limit
  codequiz practice --mode review       missed and guessed questions that are due today
  codequiz practice --mode review --exam-date 2027-03-06
  codequiz practice --mode weak         the domains where an hour brings most, as study
  codequiz practice --only-generated    questions made from the code sets, without end
  codequiz practice --again 12 --wrong  what session 12 got wrong, once more
  codequiz practice --resume            go on with the last session that is not finished

In exam mode the clock runs on while you are away: in a pause, with the machine suspended, after a crash.
In study and review mode it stops. Every answer is saved before the next question shows.
"""


class Screen(Protocol):
    """Whatever can show a session."""

    def begins(self, plan: "Plan") -> bool:
        """Whether the clock of a new session may start now."""
        ...

    def sit(self, session: "Session", *, resumed: bool) -> tuple[int, ...]:
        """Run a session until it is finished or paused; the positions to practise again, if somebody asked for that."""
        ...


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("practice", help=_HELP)(practice)


def practice(
    *,
    questions: Annotated[
        int | None,
        typer.Option(
            "--questions", "-n", metavar="N", min=1, max=MAX_QUESTIONS, help="How many questions.  [default: 10]"
        ),
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="The whole exam; with --domain, all it has of those.")] = False,
    exam: Annotated[
        str | None,
        typer.Option(
            "--exam",
            metavar="EXAM",
            autocompletion=completion.exams,
            help="cpc-150 (default; until 2021), cpc-100 (today's), coc, cca, or your own .toml.",
        ),
    ] = None,
    domain: Annotated[
        list[str] | None,
        typer.Option(
            "--domain", metavar="DOMAIN", help="Only this domain; can be repeated.", autocompletion=completion.domains
        ),
    ] = None,
    mode: Annotated[
        str | None, typer.Option("--mode", metavar="MODE", help="exam (default), study, review or weak.")
    ] = None,
    exam_date: Annotated[
        str | None, typer.Option("--exam-date", metavar="DATE", help="With --mode review: have seen all before it.")
    ] = None,
    extra_time: Annotated[
        float | None,
        typer.Option(
            "--extra-time", metavar="FACTOR", min=1.0, max=MAX_EXTRA_TIME, help="1.25, 1.5 or 2 times the time."
        ),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(
            "--seed", metavar="N", min=0, help="Choose the same questions again, whatever has been seen since."
        ),
    ] = None,
    bank: Annotated[
        str | None,
        typer.Option(
            "--bank", metavar="BANK", help="Questions of your own: an imported bank, a .toml file, a directory."
        ),
    ] = None,
    generated: Annotated[
        bool, typer.Option("--generated", help="Also questions made from the code sets, right by construction.")
    ] = False,
    only_generated: Annotated[bool, typer.Option("--only-generated", help="Nothing but those.")] = False,
    new_since: Annotated[
        str | None,
        typer.Option(
            "--new-since",
            metavar="RELEASE|FILE",
            help="With those: also what is new since this ICD-10-CM release or file.",
        ),
    ] = None,
    again: Annotated[
        int | None, typer.Option("--again", metavar="ID", min=1, help="The questions of that session once more.")
    ] = None,
    wrong: Annotated[bool, typer.Option("--wrong", help="With --again: those answered wrong or left blank.")] = False,
    flagged: Annotated[bool, typer.Option("--flagged", help="With --again: those flagged.")] = False,
    slow: Annotated[bool, typer.Option("--slow", help="With --again: those over 1.5 times the pace.")] = False,
    plain: Annotated[
        bool, typer.Option("--plain", help="Line by line; so without it when input or output is no terminal.")
    ] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the session used last.")] = False,
    session: Annotated[
        int | None,
        typer.Option(
            "--session", metavar="ID", min=1, help="With --resume: this one.", autocompletion=completion.sessions
        ),
    ] = None,
) -> None:
    """Sit a session; see _HELP."""
    from codequiz import paths
    from codequiz.history import History
    from codequiz.practice import Session, SystemClock

    chosen = filters(wrong=wrong, flagged=flagged, slow=slow)
    if chosen and again is None:
        raise UsageError("--wrong, --flagged and --slow go with --again", "codequiz practice --again 12 --wrong")
    if questions is not None and full:
        raise UsageError("--questions and --full exclude each other", "give one of them")
    if session is not None and not resume:
        raise UsageError("--session goes with --resume", "codequiz practice --resume --session 12")
    if new_since and not (generated or only_generated):
        raise UsageError("--new-since goes with --generated or --only-generated", "add one of them")
    if only_generated and bank:
        raise UsageError("--only-generated and --bank exclude each other", "mix them with --generated --bank NAME")
    planning = (
        *(questions, exam, domain, mode, extra_time, seed, bank, generated or None, only_generated or None, again),
        exam_date,
    )
    if resume and (full or any(option is not None for option in planning)):
        raise UsageError("--resume goes on with a session as it was planned", "leave out what plans a new one")
    if again is not None and (
        full or any(option is not None for option in (questions, exam, domain, extra_time, exam_date))
    ):
        raise UsageError("--again takes the questions of a session", "choose among them: --wrong, --flagged, --slow")
    sources = Sources(bank, generated or only_generated, not only_generated, new_since or "")
    wishes = Wishes(questions, full, exam, tuple(domain or ()), mode, extra_time, seed, sources, exam_date)
    paths.writable_home()
    screen: Screen
    if not plain and console.is_whole_terminal():
        from codequiz.cli.full_screen import ExamRoom

        screen = ExamRoom()  # before the clock starts: it may have to build the index of codes
    else:
        from codequiz.cli.line_by_line import LineByLine

        screen = LineByLine()
    with History(paths.history_db()) as history:
        if resume:  # which ends and shows the one it takes
            running: Session | None = Session.resume(history, SystemClock(), session)
        else:
            say_settled(history)
            running = _new_session(history, screen, wishes, again, chosen)
        if running is not None:
            _sit(history, running, screen, resumed=resume)


def _new_session(
    history: "History", screen: Screen, wishes: Wishes, again: int | None, chosen: "Sequence[Show]"
) -> "Session | None":
    """A session as it is wished, its clock started; None when it is long and better left for another day."""
    from codequiz.practice import Session, SystemClock

    if again is not None:
        setup = set_up_again(history, again, chosen, _mode(wishes.mode or "review"), wishes)
    else:
        setup = set_up(history, wishes)
        _mention_unfinished(history)
        if not screen.begins(setup.plan):
            return None
    return Session.start(history, SystemClock(), setup)


def _sit(history: "History", session: "Session", screen: Screen, *, resumed: bool) -> None:
    """Run sessions until the user leaves: this one, then those that practise its questions again."""
    from codequiz.practice import Session, SystemClock
    from codequiz.practice import again as set_up_these

    while True:
        with session:
            positions = screen.sit(session, resumed=resumed)
            if not positions:
                return
            setup = set_up_these(session.plan, session.questions, positions, secrets.randbelow(1_000_000))
        session, resumed = Session.start(history, SystemClock(), setup), False


def _mode(name: str) -> "Mode":
    from codequiz.exam import Mode

    if name not in tuple(Mode):
        raise UsageError(f"questions cannot be practised again in mode {name!r}", f"modes: {', '.join(Mode)}")
    return Mode(name)


def _mention_unfinished(history: "History") -> None:
    from codequiz.practice import Session

    last = Session.resumable(history)
    if last is None:
        return
    others = len(history.unfinished()) - 1
    more = f" ({others} more; one of them: --resume --session ID)" if others else ""
    console.note(f"session {last} is not finished; go on with: codequiz practice --resume{more}")
