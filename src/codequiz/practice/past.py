"""A finished session, opened again: to look at, and to practise its questions once more."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from codequiz.errors import NothingFoundError, UsageError
from codequiz.exam import Mode, State
from codequiz.history import History
from codequiz.practice.afterwards import Show, again, listed
from codequiz.practice.session import replayed
from codequiz.practice.setup import Setup
from codequiz.questions import Question


@dataclass(frozen=True, slots=True)
class Past:
    """A session as it stands in the history; `questions` as they were, in its order."""

    id: int
    state: State
    questions: tuple[Question, ...]

    def positions(self, filters: Collection[Show]) -> tuple[int, ...]:
        """The positions (0-based) that any of `filters` asks for; all without filters.

        Raises UsageError for what would tell the answers of an exam that can still be resumed.
        """
        if Show.WRONG in filters and self.state.plan.is_timed and not self.state.phase.is_finished:
            raise UsageError(
                f"session {self.id} is an exam that can still be resumed: which answers are wrong is not told yet",
                f"finish it first: codequiz practice --resume --session {self.id}",
            )
        found = {n for show in filters or [Show.ALL] for n in listed(self.state, show)}
        return tuple(sorted(found))


def open_past(history: History, session_id: int) -> Past:
    """A session of the history. Raises NothingFoundError, InvalidDataError."""
    stored = history.load(session_id)
    state = replayed(session_id, stored.plan, stored.events)
    return Past(session_id, state, tuple(stored.questions[item.question_hash] for item in stored.plan.items))


def prepare_again(
    past: Past, filters: Collection[Show], bank: Iterable[Question], seed: int, mode: Mode = Mode.REVIEW
) -> Setup:
    """A session of the questions of another one that `filters` ask for, at that one's seconds a question.

    Questions are as they are in the bank now; as they were, where the bank has them no more. Raises UsageError when
    the other one is not finished, NothingFoundError when no question is left.
    """
    if not past.state.phase.is_finished:
        raise UsageError(
            f"session {past.id} is not finished", f"go on with: codequiz practice --resume --session {past.id}"
        )
    positions = past.positions(filters)
    if not positions:
        raise NothingFoundError(
            f"session {past.id} has no question that is {' or '.join(filters)}", "practise another session again"
        )
    today = {question.id: question for question in bank}
    questions = tuple(today.get(question.id, question) for question in past.questions)
    items = tuple(
        replace(
            item,
            question_hash=question.content_hash,
            domain=question.domain,
            choices=len(question.choices),
            answer=question.answer,
            case_id=question.case.id if question.case else "",
        )
        for item, question in zip(past.state.plan.items, questions, strict=True)
    )
    setup = again(replace(past.state.plan, items=items), questions, positions, seed)
    return replace(setup, plan=replace(setup.plan, mode=mode))
