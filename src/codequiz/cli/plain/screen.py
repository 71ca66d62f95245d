"""The session on the screen, line by line: waits for lines, shows what they led to, minds the clock meanwhile."""

from codequiz.cli import console
from codequiz.cli.lines import LineReader, Wait
from codequiz.cli.open_book import Book
from codequiz.cli.plain.answering import Answering
from codequiz.cli.plain.results import Results
from codequiz.exam import Activity, Noticed, PartStarted, Paused, Phase, State, pacing
from codequiz.practice import Session
from codequiz.report.pause import pause_lines
from codequiz.report.question import notice_lines, question_lines, rationale_lines, review_lines


class PlainScreen(Answering):
    """Runs a session over lines. `width` 0 leaves lines unbroken; `interactive`: see Answering."""

    def __init__(
        self, session: Session, lines: LineReader, book: Book, *, width: int = 0, interactive: bool = False
    ) -> None:
        super().__init__(session, book, width=width, interactive=interactive)
        self._lines = lines
        self._results = Results(session, lines, book, width=width, interactive=interactive)

    def run(self) -> tuple[int, ...]:
        """Until the session is finished or paused; then says which. The positions to practise again, if any."""
        while not self._session.state.phase.is_finished:
            if self._session.state.phase is Phase.PAUSED:
                self.say_paused()
                return ()
            if self._wants_question:
                self._show()
            line = self._wait()
            if self._session.state.phase is Phase.BETWEEN_PARTS:
                if line is Wait.END or (isinstance(line, str) and line.strip().lower() == "p"):
                    self.say_paused()
                    return ()
                if isinstance(line, str):
                    self._session.send(PartStarted())
                    self._wants_question = True
            elif line is Wait.END:
                self._session.send(Paused())
            elif isinstance(line, str):
                self._obey(line)
        return self._results.run()

    def say_paused(self) -> None:
        """What a pause means for the clock, and how to go on."""
        console.write()
        self._say(pause_lines(self._session.id, self._session.state))
        console.write("Go on with: codequiz practice --resume")
        console.prompt("")

    def say_paused_or_finished(self) -> None:
        """After an interrupt: what became of the session."""
        if self._session.state.phase.is_finished:
            self._results.say()
        else:
            self.say_paused()

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
