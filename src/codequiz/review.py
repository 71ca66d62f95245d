"""Which missed or guessed questions to see again, and when: FSRS, aimed at the day of the exam if there is one."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING, Final

from codequiz.answers import AnswerRecord
from codequiz.errors import UsageError

if TYPE_CHECKING:  # fsrs takes 30 ms to import; only a schedule with something in it needs it
    from fsrs import Card

DESIRED_RETENTION: Final = 0.9
"""An item is due when the chance of still knowing it has sunk to this."""
HORIZON_DAYS: Final = 28
"""How far a schedule without an exam date looks ahead."""
_LONGEST_REPLAY: Final = 40
_SLACK: Final = 1.25
_SECONDS_A_DAY: Final = 86_400


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A question in the review: its state after its last answer.

    `due` is the learner's local day by FSRS alone; `recall` the probability (0 to 1) of knowing it now; `stability`
    the days until that sinks from 1 to 0.9. `lapses` counts wrong answers.
    """

    question_hash: str
    domain: str
    due: date
    recall: float
    stability: float
    lapses: int
    last_answered: datetime


@dataclass(frozen=True, slots=True)
class ReviewDay:
    """What to review on a day. `first` see an item for the first time from today on, `again` repeat it."""

    day: date
    first: tuple[str, ...]
    again: tuple[str, ...]

    @property
    def load(self) -> int:
        """How many questions that is."""
        return len(self.first) + len(self.again)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The reviews from today on, by day; days without any are left out.

    `items` are all questions in the review, most urgent first. `unreachable` are those that find no place in the days
    left (before the exam, or within HORIZON_DAYS) at the limit given; `enough_per_day` is the limit that reaches all.
    Days after today are a forecast: each answer changes what follows.
    """

    today: date
    exam_date: date | None
    items: tuple[ReviewItem, ...]
    days: tuple[ReviewDay, ...]
    unreachable: tuple[str, ...]
    enough_per_day: int

    @property
    def due_today(self) -> tuple[str, ...]:
        """What to review today, most urgent first."""
        return next((day.first + day.again for day in self.days if day.day == self.today), ())


def schedule(
    records: Iterable[AnswerRecord],
    now: datetime,
    exam_date: date | None = None,
    per_day: int | None = None,
    available: frozenset[str] | None = None,
) -> Schedule:
    """Plan the review of every question that was ever missed or guessed.

    `now` is aware, in the learner's own time zone: its date is today. With `exam_date` every item gets a review
    before that day (today counts, the day itself only when it is today), later ones as FSRS asks while there is
    room, and the load is spread. `per_day` is the most questions a day; None means what an even spread needs with an
    exam date, and whatever is due without one.
    `available` limits the review to questions that still exist. Raises UsageError for an exam date in the past and a
    limit below 1.
    """
    today = now.date()
    if exam_date is not None and exam_date < today:
        raise UsageError(
            f"the exam date {exam_date.isoformat()} is in the past",
            f"today is {today.isoformat()}; give a later day with --exam-date, or none",
        )
    if per_day is not None and per_day < 1:
        raise UsageError("a limit of reviews a day must be 1 or more", "leave it out to have the load spread evenly")
    histories = _histories(records, available)
    if not histories:
        return Schedule(today, exam_date, (), (), (), 0)
    deck = _Deck(now)
    items = sorted((deck.item(history) for history in histories.values()), key=_urgency)
    last = today + timedelta(days=HORIZON_DAYS - 1) if exam_date is None else max(today, exam_date - timedelta(days=1))
    days = (last - today).days + 1
    counted = len(items) if exam_date else sum(item.due <= last for item in items)
    if per_day is None:
        per_day = _even_load(items, deck, today, days) if exam_date else max(1, deck.size * days)
    plan = _Plan(today, days, per_day)
    unreachable = plan.place_first(items, must=exam_date is not None)
    plan.place_again(deck)
    return Schedule(today, exam_date, tuple(items), plan.days(), unreachable, ceil(counted / days))


def _even_load(items: Sequence[ReviewItem], deck: "_Deck", today: date, days: int) -> int:
    """The reviews a day if all that FSRS asks for until the last day were spread evenly, first reviews with slack."""
    asked = 0
    for item in items:
        day, at = min(max(0, (item.due - today).days), days - 1), deck.card(item.question_hash)
        while day < days:
            asked += 1
            day, at = deck.after(at, day)
    return max(1, ceil(_SLACK * len(items) / days), ceil(asked / days))


def _histories(
    records: Iterable[AnswerRecord], available: frozenset[str] | None
) -> Mapping[str, Sequence[AnswerRecord]]:
    """By question, its answers from the first miss or guess on; a blank is neither: it says nothing of knowing."""
    answered = sorted((record for record in records if not record.unanswered), key=lambda record: record.answered_at)
    histories: dict[str, list[AnswerRecord]] = {}
    for record in answered:
        key = record.question_hash
        if (key in histories or not record.correct or record.guessed) and (available is None or key in available):
            histories.setdefault(key, []).append(record)
    # What came long before leaves no trace in the state that FSRS ends in, only time to compute.
    return {key: history[-_LONGEST_REPLAY:] for key, history in histories.items()}


def _urgency(item: ReviewItem) -> tuple[date, float, str]:
    return item.due, item.recall, item.question_hash


class _Deck:
    """FSRS cards, replayed from answers: no state of their own is stored that could disagree with the history."""

    def __init__(self, now: datetime) -> None:
        from fsrs import Scheduler

        self._now = now
        # No fuzz: the same history gives the same plan. No steps within a day: an exam question is not drilled twice
        # in ten minutes.
        self._scheduler: Scheduler = Scheduler(
            desired_retention=DESIRED_RETENTION, learning_steps=(), relearning_steps=(), enable_fuzzing=False
        )
        self._cards: dict[str, Card] = {}

    def item(self, history: Sequence[AnswerRecord]) -> ReviewItem:
        """The state after all answers of one question."""
        from fsrs import Card, Rating

        card = Card(card_id=0)  # without an id it sleeps a millisecond to make one
        lapses = 0
        for record in history:
            # A clock that ran ahead must not make a card that is known from the future.
            at = min(record.answered_at.astimezone(UTC), self._now.astimezone(UTC))
            rating = Rating.Again if not record.correct else Rating.Hard if record.guessed else Rating.Good
            card, _ = self._scheduler.review_card(card, rating, at)
            lapses += not record.correct
        latest = history[-1]
        self._cards[latest.question_hash] = card
        return ReviewItem(
            question_hash=latest.question_hash,
            domain=latest.domain,
            due=card.due.astimezone(self._now.tzinfo).date(),
            recall=self._scheduler.get_card_retrievability(card, self._now.astimezone(UTC)),
            stability=card.stability or 0.0,
            lapses=lapses,
            last_answered=latest.answered_at,
        )

    @property
    def size(self) -> int:
        """How many cards there are."""
        return len(self._cards)

    def card(self, question_hash: str) -> "Card":
        """The state of a question of which `item` was told."""
        return self._cards[question_hash]

    def after(self, card: "Card", day: int) -> tuple[int, "Card"]:
        """When (days from now) the next review is due if the one on `day` is answered right, and the state then."""
        from fsrs import Rating

        at = self._now.astimezone(UTC) + timedelta(days=day)
        card, _ = self._scheduler.review_card(card, Rating.Good, at)
        return day + max(1, round((card.due - at).total_seconds() / _SECONDS_A_DAY)), card


class _Plan:
    """Days from today on, filled so that no day has more than its share while another has room."""

    def __init__(self, today: date, days: int, limit: int) -> None:
        self._today = today
        self._days = days
        self._limit = limit
        self._first: dict[int, list[str]] = {}
        self._again: dict[int, list[str]] = {}
        self._load: Counter[int] = Counter()

    def place_first(self, items: Sequence[ReviewItem], *, must: bool) -> tuple[str, ...]:
        """Give each item its next review as near as possible to the day it is due; say which found no place.

        Unless they `must` be seen by the last day, items due after it wait.
        """
        left: list[str] = []
        for item in items:
            wanted = (item.due - self._today).days
            if wanted >= self._days and not must:
                continue
            day = self._nearest(min(max(0, wanted), self._days - 1))
            if day is None:
                left.append(item.question_hash)
            else:
                self._load[day] += 1
                self._first.setdefault(day, []).append(item.question_hash)
        return tuple(left)

    def place_again(self, deck: _Deck) -> None:
        """Add the reviews that follow, supposing right answers, where there is room; they may wait, never come early.

        Only the first reviews are promised.
        """
        queue = [(*deck.after(deck.card(key), day), key) for day, keys in self._first.items() for key in keys]
        while queue:
            queue.sort(key=lambda entry: (entry[0], entry[2]))
            following = []
            for wanted, card, key in queue:
                day = next((d for d in range(wanted, self._days) if self._load[d] < self._limit), None)
                if day is not None:
                    self._load[day] += 1
                    self._again.setdefault(day, []).append(key)
                    following.append((*deck.after(card, day), key))
            queue = following

    def days(self) -> tuple[ReviewDay, ...]:
        """The days that have something."""
        return tuple(
            ReviewDay(
                self._today + timedelta(days=day), tuple(self._first.get(day, ())), tuple(self._again.get(day, ()))
            )
            for day in sorted(self._first.keys() | self._again.keys())
        )

    def _nearest(self, wanted: int) -> int | None:
        """The day with room that is nearest to `wanted`; a day late rather than a day early, like memory wants it."""
        for distance in range(self._days):
            for day in (wanted + distance, wanted - distance):
                if 0 <= day < self._days and self._load[day] < self._limit:
                    return day
        return None
