"""`codequiz practice --plain`: an exam line by line, for pipes, screen readers and plain terminals."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from codequiz.cli import console, keys
from codequiz.cli.keys import Command, Key
from codequiz.cli.lines import LineReader, Wait
from codequiz.errors import CodequizError
from codequiz.exam import (
    Activity,
    Answered,
    ConfidenceGiven,
    Event,
    Flagged,
    IllegalEventError,
    LookupClosed,
    LookupOpened,
    MissReasonGiven,
    Moved,
    Noted,
    Noticed,
    PartEnded,
    PartStarted,
    Paused,
    Phase,
    ReviewClosed,
    ReviewOpened,
    Skipped,
    State,
    Struck,
    Submitted,
    pacing,
)
from codequiz.practice import OpenBook, Session
from codequiz.questions import LETTERS
from codequiz.report.pause import pause_lines
from codequiz.report.question import clock_lines, notice_lines, question_lines, rationale_lines, review_lines
from codequiz.report.result import explained_lines, result_lines
from codequiz.scoring import score
from codequiz.text import one_line

_HITS: Final = 10


class PlainScreen:
    """Shows a session and turns lines into events.

    `width` 0 leaves lines unbroken. `waits` stops after a rationale until Enter: somebody is reading it, and the
    time is not the next question's. A pipe is not made to wait.
    """

    def __init__(
        self, session: Session, lines: LineReader, open_book: OpenBook, *, width: int = 0, waits: bool = False
    ) -> None:
        self._session = session
        self._lines = lines
        self._open_book = open_book
        self._width = width
        self._waits = waits and session.plan.shows_rationale
        self._case_shown = ""
        self._last_revealed: int | None = None
        self._wants_question = True
        self._handlers: Mapping[Key, Callable[[Command], None]] = {
            Key.ANSWER: self._answer,
            Key.SKIP: self._skip,
            Key.FLAG: self._flag,
            Key.BACK: self._back,
            Key.GO: self._go,
            Key.REVIEW: self._review,
            Key.LOOK_UP: self._look_up,
            Key.NOTE: self._note,
            Key.STRIKE: self._strike,
            Key.PAUSE: self._pause,
            Key.END: self._end,
            Key.HELP: self._help,
            Key.TIME: self._time,
            Key.SURE: self._sure,
            Key.MISSED: self._missed,
            Key.AGAIN: self._again,
        }

    def run(self) -> None:
        """Until the session is finished or paused; then says which."""
        while not self._session.state.phase.is_finished:
            if self._session.state.phase is Phase.PAUSED:
                self.say_paused()
                return
            if self._wants_question:
                self._show()
            line = self._wait()
            if self._session.state.phase is Phase.BETWEEN_PARTS:
                if line is Wait.END or (isinstance(line, str) and line.strip().lower() == "p"):
                    self.say_paused()
                    return
                if isinstance(line, str):
                    self._session.send(PartStarted())
                    self._wants_question = True
            elif line is Wait.END:
                self._session.send(Paused())
            elif isinstance(line, str):
                self._obey(line)
        self._show_result()

    # Showing

    def _say(self, lines: Iterable[str]) -> None:
        for line in lines:
            console.write(line)

    def _show(self) -> None:
        self._wants_question = False
        state = self._session.now()
        if state.phase is Phase.BETWEEN_PARTS:
            name = state.plan.parts[state.part].name
            console.write(f"Break before {name}: the clock stands still. Enter starts it, p leaves.")
        elif state.activity is Activity.REVIEWING:
            self._say(review_lines(state, pacing(state)))
        else:
            self._show_question(state)

    def _show_question(self, state: State) -> None:
        question = self._session.question
        case = question.case.id if question.case else ""
        fresh = case != self._case_shown
        self._say(question_lines(state, question, pacing(state), self._width, with_note=fresh))
        self._case_shown = case
        if state.is_revealed(state.position):
            self._say(rationale_lines(state, state.position, question, self._width))

    def _wait(self) -> str | Wait:
        """A line, or the end of input; meanwhile the clock is minded. Wait.NOTHING when time ran out."""
        console.prompt("> ")
        while True:
            line = self._lines.read(self._session.seconds_until_tick())
            if self._session.tick():
                console.write()
                console.write("Time is up.")
                self._wants_question = True
                return Wait.NOTHING
            if self._session.is_notice_due:
                self._say(notice_lines(self._session.now()))
                self._session.send(Noticed())
                if line is Wait.NOTHING:
                    console.prompt("> ")
            if line is not Wait.NOTHING:
                return line

    def say_paused(self) -> None:
        """What a pause means for the clock, and how to go on."""
        console.write()
        self._say(pause_lines(self._session.id, self._session.state))
        console.write("Go on with: codequiz practice --resume")
        console.prompt("")

    def say_paused_or_finished(self) -> None:
        """After an interrupt: what became of the session."""
        if self._session.state.phase.is_finished:
            self._show_result()
        else:
            self.say_paused()

    def _show_result(self) -> None:
        state = self._session.state
        how = "Time is up; what you had answered was submitted." if state.phase is Phase.TIMED_OUT else "Submitted."
        console.write()
        console.write(f"Session {self._session.id}: {how}")
        self._say(result_lines(state, score(state)))
        self._say(explained_lines(state, self._session.questions, self._width))
        console.write()
        console.write(f"See it again with: codequiz history show {self._session.id} --wrong --explain")
        console.write(f"Practise what was wrong again with: codequiz practice --again {self._session.id} --wrong")
        console.prompt("")

    # Obeying

    def _obey(self, line: str) -> None:
        command = keys.parse(line)
        if isinstance(command, keys.Misunderstood):
            console.write(command.message)
            return
        try:
            self._do(command)
        except IllegalEventError as error:
            message = str(error)
            console.write(f"{message[:1].upper()}{message[1:]}.")

    def _send(self, *events: Event) -> bool:
        """Send events of a question, closing the code books first; False when time ran out instead."""
        looking = self._session.state.activity is Activity.LOOKING_UP
        sent = self._session.send(*([LookupClosed()] if looking else []), *events)
        if not sent:
            console.write("Time ran out before that; it does not count.")
            self._wants_question = True
        return sent

    def _do(self, command: Command) -> None:
        state = self._session.state
        if state.activity is Activity.REVIEWING and command.key in _NOT_WHILE_REVIEWING:
            console.write("This is the review screen: g N goes to a question, b back to the last one, e submits.")
            return
        self._handlers[command.key](command)

    def _skip(self, _command: Command) -> None:
        self._wants_question = self._send(Skipped(), *self._onward()) or self._wants_question

    def _flag(self, _command: Command) -> None:
        state = self._session.state
        on = not state.current.flagged
        if self._send(Flagged(on)):
            console.write(f"Question {state.position + 1} {'flagged' if on else 'no longer flagged'}.")

    def _go(self, command: Command) -> None:
        self._case_shown = ""
        self._wants_question = self._send(Moved(command.number)) or self._wants_question

    def _review(self, _command: Command) -> None:
        self._wants_question = self._send(ReviewOpened()) or self._wants_question

    def _note(self, command: Command) -> None:
        if self._send(Noted(command.text)):
            console.write("Note saved." if command.text else "Note removed.")

    def _strike(self, command: Command) -> None:
        on = command.number not in self._session.state.current.struck
        if self._send(Struck(command.number, on)):
            console.write(f"{LETTERS[command.number]} {'struck out' if on else 'taken back in'}.")

    def _sure(self, command: Command) -> None:
        if command.confidence and self._send(ConfidenceGiven(command.confidence)):
            console.write(f"Noted: {command.confidence}.")

    def _missed(self, command: Command) -> None:
        if self._last_revealed is None:
            console.write("No question has been missed yet.")
        elif command.reason and self._send(MissReasonGiven(self._last_revealed, command.reason)):
            console.write(f"Noted for question {self._last_revealed + 1}: {command.reason}.")

    def _time(self, _command: Command) -> None:
        now = self._session.now()
        self._say(clock_lines(now, pacing(now)))

    def _help(self, _command: Command) -> None:
        self._say(keys.HELP)
        if self._session.plan.shows_rationale:
            console.write(keys.HELP_STUDY)

    def _again(self, _command: Command) -> None:
        state = self._session.state
        if self._waits and state.activity is Activity.READING_RATIONALE:
            self._wants_question = self._send(*self._onward())
            return
        self._case_shown = ""
        self._wants_question = True

    def _pause(self, _command: Command) -> None:
        self._session.send(Paused())

    def _onward(self) -> tuple[Event, ...]:
        """What leads on from the current question: the next one, or the review screen after the last."""
        state = self._session.state
        is_last = state.position + 1 >= state.plan.parts[state.part].end
        return (ReviewOpened(),) if is_last else (Moved(state.position + 1),)

    def _answer(self, command: Command) -> None:
        choice = command.number
        position = self._session.state.position
        if not self._send(Answered(choice), *(() if self._waits else self._onward())):
            return
        console.write(f"Question {position + 1}: {LETTERS[choice]} saved.")
        if self._session.plan.shows_rationale:
            self._last_revealed = position
            state = self._session.state
            self._say(rationale_lines(state, position, self._session.questions[position], self._width))
            if not state.is_correct(position):
                console.write("Why did you miss it? m and a reason (see ?) keeps it.")
        if self._waits:
            console.write("Enter goes on.")
        self._wants_question = not self._waits

    def _back(self, _command: Command) -> None:
        state = self._session.state
        if state.activity is Activity.REVIEWING:
            moved = self._send(ReviewClosed())
        elif state.position == state.plan.parts[state.part].first:
            console.write("This is the first question. (To answer B, type a capital B.)")
            return
        else:
            moved = self._send(Moved(state.position - 1))
            if moved:
                console.write("Back one question. (To answer B, type a capital B.)")
        self._wants_question = moved or self._wants_question

    def _end(self, _command: Command) -> None:
        last = self._session.state.is_last_part
        if self._send(Submitted() if last else PartEnded()) and not last:
            console.write("The part is handed in.")
            self._wants_question = True

    def _look_up(self, command: Command) -> None:
        query = command.text
        if not self._send(LookupOpened(query)):
            return
        try:
            hits = self._open_book(query)[:_HITS]
        except CodequizError as error:
            console.write(f"The lookup failed: {one_line(error.message)}")
            return
        if not hits:
            console.write(f"Nothing found for {one_line(query, 60)!r}.")
        for hit in hits:
            console.write(f"{hit.code} ({hit.system}) {one_line(hit.title, 200)}")


_NOT_WHILE_REVIEWING: Final = frozenset({Key.ANSWER, Key.SKIP, Key.FLAG, Key.NOTE, Key.STRIKE, Key.SURE})
