"""What of a history still says something of today: each answer with its age, and the sittings they came from."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from codequiz.answers import AnswerRecord

OLDEST_DAYS: Final = 730.0
"""Older answers say nothing of today and are left out."""

_SECONDS_A_DAY: Final = 86_400.0
# A sitting that used this much of its time had the clock against it; one that used more had no clock.
_BINDING: Final = (0.93, 1.05)
# A question that was looked at for less was passed over on the way to another one.
_LOOKED_AT_SECONDS: Final = 10.0


@dataclass(slots=True)
class Sitting:
    """One session: seconds used and allowed, questions answered and blank.

    `age` is that of its oldest answer in days; `strict` says that all of it was under exam conditions.
    """

    seconds: float = 0.0
    answered: int = 0
    blank: int = 0
    allowed: float = 0.0
    strict: bool = True
    age: float = 0.0

    @property
    def met_the_clock(self) -> bool:
        """Whether it came to the end of its time, and so shows what this person does then."""
        return self.strict and _BINDING[0] <= self.seconds / max(1.0, self.allowed) <= _BINDING[1]


@dataclass(frozen=True, slots=True)
class Recent:
    """Answers of the last OLDEST_DAYS with their age in days (0 for one that a wrong clock put into the future).

    `given_up` are blanks that the clock is not to blame for: questions that were looked at and left in a sitting
    with time to spare. Of an exam they are wrong answers. All other blanks are evidence about time alone.
    """

    answered: list[tuple[float, AnswerRecord]] = field(default_factory=list)
    given_up: list[tuple[float, AnswerRecord]] = field(default_factory=list)
    sittings: list[Sitting] = field(default_factory=list)


def recent(records: Iterable[AnswerRecord], now: datetime) -> Recent:
    """What counts at `now` (aware), in the order given."""
    found = Recent()
    sittings: dict[str, Sitting] = {}
    blanks: list[tuple[float, AnswerRecord]] = []
    for record in records:
        age = (now - record.answered_at).total_seconds() / _SECONDS_A_DAY
        if age > OLDEST_DAYS:
            continue
        age = max(age, 0.0)
        sitting = sittings.get(record.session)
        if sitting is None:
            sitting = sittings[record.session] = Sitting()
            found.sittings.append(sitting)
        sitting.age = max(sitting.age, age)
        sitting.allowed += record.seconds_allowed
        sitting.strict &= record.under_exam_conditions
        sitting.seconds += max(0.0, record.seconds)
        if record.unanswered:
            sitting.blank += 1
            blanks.append((age, record))
        else:
            sitting.answered += 1
            found.answered.append((age, record))
    found.given_up.extend(
        (age, record)
        for age, record in blanks
        if record.seconds >= _LOOKED_AT_SECONDS and not sittings[record.session].met_the_clock
    )
    return found
