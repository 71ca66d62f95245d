"""What a candidate types at a question, as events."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from codequiz.cli import console
from codequiz.cli.open_book import Book
from codequiz.cli.plain import keys
from codequiz.cli.plain.keys import Command, Key
from codequiz.cli.plain.saying import say
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
    PartEnded,
    Paused,
    ReviewClosed,
    ReviewOpened,
    Skipped,
    Struck,
    Submitted,
    next_blank,
    next_flagged,
    onward,
    pacing,
)
from codequiz.practice import Session
from codequiz.questions import LETTERS
from codequiz.report.question import budget_lines, clock_lines, hand_in_lines, rationale_lines
from codequiz.report.wording import sentence


class Answering:
    """Turns commands into events and says what they did; what the question looks like is the screen's matter.

    With `interactive` somebody is there: a rationale waits until Enter, as the time is not the next question's, and
    handing in is asked back while a question is blank or flagged. A pipe is not made to wait.
    """

    def __init__(self, session: Session, book: Book, *, width: int, interactive: bool) -> None:
        self._session = session
        self._book = book
        self._width = width
        self._interactive = interactive
        self._waits = interactive and session.plan.shows_rationale
        self._case_shown = ""
        self._last_revealed: int | None = None
        self._wants_question = True
        self._asked_to_end = False
        self._handlers: Mapping[Key, Callable[[Command], None]] = {
            Key.ANSWER: self._answer,
            Key.SKIP: self._skip,
            Key.FLAG: self._flag,
            Key.BACK: self._back,
            Key.GO: self._go,
            Key.NEXT_BLANK: self._next_blank,
            Key.NEXT_FLAGGED: self._next_flagged,
            Key.REVIEW: self._review,
            Key.LOOK_UP: self._look_up,
            Key.CARD: self._card,
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

    def _obey(self, line: str) -> None:
        command = keys.parse(line)
        if isinstance(command, keys.Misunderstood):
            console.write(command.message)
            return
        if command.key is not Key.END:
            self._asked_to_end = False
        reviewing = self._session.state.activity is Activity.REVIEWING
        if reviewing and command.key in _NOT_WHILE_REVIEWING:
            console.write("This is the review: g N goes to a question, b back to the last one, e submits.")
            return
        try:
            self._handlers[command.key](command)
        except IllegalEventError as error:
            console.write(sentence(str(error)))

    def _say(self, lines: Iterable[str]) -> None:
        say(lines, self._width)

    def _send(self, *events: Event) -> bool:
        """Send events of a question, closing the code books first; False when time ran out instead."""
        looking = self._session.state.activity is Activity.LOOKING_UP
        sent = self._session.send(*([LookupClosed()] if looking else []), *events)
        if not sent:
            console.write("Time ran out before that; it does not count.")
            self._wants_question = True
        return sent

    # Answering

    def _answer(self, command: Command) -> None:
        choice = command.number
        position = self._session.state.position
        onwards = () if self._waits else (onward(self._session.state),)
        if not self._send(Answered(choice), *onwards):
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

    def _flag(self, _command: Command) -> None:
        state = self._session.state
        on = not state.current.flagged
        if self._send(Flagged(on)):
            console.write(f"Question {state.position + 1} {'flagged' if on else 'no longer flagged'}.")

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
        state = self._session.state
        # A pipe is at the next question already when it says why it missed the last one.
        position = state.position if state.is_revealed(state.position) else self._last_revealed
        if position is None:
            console.write("No question has been missed yet.")
        elif command.reason and self._send(MissReasonGiven(position, command.reason)):
            console.write(f"Noted for question {position + 1}: {command.reason}.")

    # Moving

    def _go(self, command: Command) -> None:
        self._case_shown = ""
        self._move_to(command.number)

    def _move_to(self, position: int) -> None:
        self._wants_question = self._send(Moved(position)) or self._wants_question

    def _skip(self, _command: Command) -> None:
        self._wants_question = self._send(Skipped(), onward(self._session.state)) or self._wants_question

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

    def _next_blank(self, _command: Command) -> None:
        self._to_next(next_blank(self._session.state), "blank")

    def _next_flagged(self, _command: Command) -> None:
        self._to_next(next_flagged(self._session.state), "flagged")

    def _to_next(self, position: int | None, what: str) -> None:
        if position is None:
            console.write(f"No other question is {what}.")
        else:
            self._move_to(position)

    def _review(self, _command: Command) -> None:
        self._wants_question = self._send(ReviewOpened()) or self._wants_question

    def _again(self, _command: Command) -> None:
        state = self._session.state
        if self._waits and state.activity is Activity.READING_RATIONALE:
            self._wants_question = self._send(onward(state))
            return
        if state.activity is Activity.LOOKING_UP and not self._send():
            return
        self._case_shown = ""
        self._wants_question = True

    # Ending

    def _pause(self, _command: Command) -> None:
        self._session.send(Paused())

    def _end(self, _command: Command) -> None:
        state = self._session.now()
        if self._interactive and (state.blanks or state.flagged) and not self._asked_to_end:
            self._asked_to_end = True
            self._say(hand_in_lines(state))
            console.write("e once more hands in. Anything else goes on.")
            return
        self._asked_to_end = False
        last = state.is_last_part
        if self._send(Submitted() if last else PartEnded()) and not last:
            console.write("The part is handed in.")
            self._wants_question = True

    # Looking things up

    def _look_up(self, command: Command) -> None:
        if self._send(LookupOpened(command.text)):
            self._book.look_up(command.text)
            if self._interactive:
                console.write("Enter reads the question again.")

    def _card(self, command: Command) -> None:
        state = self._session.state
        if state.is_revealed(state.position):
            self._book.cards(self._session.question.choices[command.number])
        else:
            console.write("The cards of a choice come after the answer. / and a code looks it up.")

    def _time(self, _command: Command) -> None:
        now = self._session.now()
        self._say(clock_lines(now, pacing(now)))
        self._say(budget_lines(now))

    def _help(self, _command: Command) -> None:
        self._say(keys.HELP)
        if self._session.plan.shows_rationale:
            self._say(keys.HELP_STUDY)


_NOT_WHILE_REVIEWING: Final = frozenset({Key.ANSWER, Key.SKIP, Key.FLAG, Key.NOTE, Key.STRIKE, Key.SURE, Key.CARD})
