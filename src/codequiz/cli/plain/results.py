"""Afterwards, line by line: the score, then the questions that one wants explained."""

from typing import Final

from codequiz.cli import console
from codequiz.cli.lines import LineReader, Wait
from codequiz.cli.open_book import Book
from codequiz.cli.plain import keys
from codequiz.cli.plain.keys import Key
from codequiz.cli.plain.saying import say
from codequiz.errors import CodequizError
from codequiz.exam import IllegalEventError, MissReasonGiven, Phase
from codequiz.practice import Session, Show, listed
from codequiz.report.result import explained_lines, result_lines
from codequiz.report.wording import numbers, sentence
from codequiz.scoring import score

_LISTS: Final = {"a": Show.ALL, "w": Show.WRONG, "b": Show.BLANK, "f": Show.FLAGGED, "s": Show.SLOW}
_HELP: Final = (
    "w lists the wrong ones, b the blank, f the flagged, s the slow, a all; Enter explains one after the other.",
    "g N explains question N, card B says what its choice B means, m REASON keeps why you missed it.",
    "again practises the listed ones once more. q leaves.",
)
_SLOW: Final = "Slow is over one and a half times the pace."


class Results:
    """The score of a finished session and its questions: asked for one by one where somebody is there, else all."""

    def __init__(self, session: Session, lines: LineReader, book: Book, *, width: int, interactive: bool) -> None:
        self._session = session
        self._lines = lines
        self._book = book
        self._width = width
        self._interactive = interactive
        self._listed: tuple[int, ...] = ()
        self._next = 0
        self._position: int | None = None
        self._said = False

    def run(self) -> tuple[int, ...]:
        """Say the result; the positions to practise again, if somebody asked for that."""
        self.say()
        if not self._interactive:
            return ()
        say(_HELP, self._width)
        self._list(Show.WRONG if listed(self._session.state, Show.WRONG) else Show.ALL)
        while True:
            console.prompt("> ")
            line = self._lines.read(3600.0)
            if line is Wait.NOTHING:
                continue
            text = line.strip().lower() if isinstance(line, str) else "q"
            if text in {"q", "e"}:
                return ()
            if text == "again" and self._listed:
                return self._listed
            self._obey(text)

    def say(self) -> None:
        """The score, and where nobody can ask for more, every question with its rationale. Once."""
        if self._said:
            return
        self._said = True
        state = self._session.state
        how = "Time is up; what you had answered was submitted." if state.phase is Phase.TIMED_OUT else "Submitted."
        console.write()
        console.write(f"Session {self._session.id}: {how}")
        say(result_lines(state, score(state)), self._width)
        if not self._interactive:
            say(explained_lines(state, self._session.questions, self._width), self._width)
        console.write()
        console.write(f"See it again with: codequiz history show {self._session.id} --wrong --explain")
        if not self._interactive:
            console.write(f"Practise what was wrong again with: codequiz practice --again {self._session.id} --wrong")
        console.prompt("")

    def _obey(self, text: str) -> None:
        if text in _LISTS:
            self._list(_LISTS[text])
            return
        if text == "again":
            console.write("No question is listed: list some first, with a for all of them.")
            return
        command = keys.parse(f"g {text}" if text.isdigit() else text)
        if isinstance(command, keys.Misunderstood) or command.key not in _KEYS:
            say(_HELP, self._width)
        elif command.key is Key.AGAIN:
            self._explain_next()
        elif command.key is Key.GO:
            self._explain(command.number)
        elif command.key is Key.CARD and self._position is not None:
            self._book.cards(self._session.questions[self._position].choices[command.number])
        elif command.key is Key.MISSED and self._position is not None and command.reason is not None:
            self._keep(MissReasonGiven(self._position, command.reason))
        else:
            console.write("Which question? Enter explains the next one.")

    def _keep(self, event: MissReasonGiven) -> None:
        try:
            self._session.send(event)
            console.write(f"Noted for question {event.index + 1}: {event.reason}.")
        except IllegalEventError as error:
            console.write(sentence(str(error)))
        except CodequizError as error:
            console.write(f"Not saved: {error.message}")

    def _list(self, show: Show) -> None:
        self._listed, self._next = listed(self._session.state, show), 0
        if show is Show.SLOW:
            console.write(_SLOW)
        if self._listed:
            said = "All" if show is Show.ALL else show.value.capitalize()
            say([f"{said}: {numbers(self._listed, 200)}. Enter explains the first."], self._width)
        else:
            console.write(f"No question is {show.value}.")

    def _explain_next(self) -> None:
        if self._next < len(self._listed):
            self._next += 1
            self._explain(self._listed[self._next - 1])
        else:
            console.write("That was the last one. w, b, f, s or a lists others; again practises these; q leaves.")

    def _explain(self, position: int) -> None:
        if not 0 <= position < len(self._session.questions):
            console.write(f"There is no question {position + 1}.")
            return
        self._position = position
        say(explained_lines(self._session.state, self._session.questions, self._width, [position]), self._width)


_KEYS: Final = frozenset({Key.AGAIN, Key.GO, Key.CARD, Key.MISSED})
