"""Five invented learners, what readiness says of them, and what a tutor would say who knew the same.

python benchmarks/five_learners.py
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

from learners import WEIGHTS

from codequiz.answers import AnswerRecord, DomainWeight, ExamTarget
from codequiz.readiness import Readiness, TooFew, assess, focus

NOW: Final = datetime(2027, 2, 1, 18, tzinfo=UTC)
EXAM: Final = ExamTarget("cpc-150", tuple(DomainWeight(d, n) for d, n in WEIGHTS.items()), 70, 340)


@dataclass(frozen=True, slots=True)
class Person:
    """How somebody practised: `share` right on new questions, `known` on repeats; `days` the whole time, in days."""

    name: str
    about: str
    tutor: str
    answers: int
    share: float
    days: float = 30.0
    seconds: float = 112.0
    repeats: float = 0.0
    known: float = 0.0
    strict: bool = True
    blanks_at_end: float = 0.0
    weak: tuple[str, ...] = ()
    sitting: int = 50


PEOPLE: Final = (
    Person("Ana", "23 answers so far, 20 right", "Too early to say anything: one good evening.", 23, 0.87, days=2),
    Person("Ben", "900 answers, 82 % right, timed, new questions, 1:52 each", "Book the exam.", 900, 0.82, days=45),
    Person("Carla", "600 answers, 70 % right, weak in anatomy and terminology", "A coin toss today; work on these "
           "two.", 600, 0.735, days=40, weak=("anatomy", "medical-terminology")),
    Person("Dev", "600 answers, 79 % right, 2:55 each, the last fifth left blank", "Knows enough, but is too slow: "
           "pacing first.", 600, 0.79, days=40, seconds=175, blanks_at_end=0.22, sitting=150),
    Person("Eve", "800 answers, 81 % right, untimed; most are repeats, 62 % on new ones", "Knows the questions; "
           "whether she knows the codes, nobody can tell. New ones, timed.", 800, 0.62, days=40,
           repeats=0.7, known=0.9, strict=False),
)  # fmt: skip


def history(person: Person) -> tuple[AnswerRecord, ...]:
    """The same answers every time: shares are met, order is drawn with a fixed seed."""
    random = Random(person.name)
    repeats = _marks(person.answers, person.repeats, random)
    weak_new = [_draw(person, random) for _ in range(person.answers)]
    records = []
    for n in range(person.answers):
        domain, share = weak_new[n]
        session, place = divmod(n, person.sitting)
        blank = place >= person.sitting * (1 - person.blanks_at_end)
        right = random.random() < (person.known if repeats[n] else share)
        day = person.days * (1 - session / max(1, -(-person.answers // person.sitting)))
        records.append(
            AnswerRecord(
                question_hash=f"q{n % 90 if repeats[n] else 1000 + n}",
                session=f"s{session}",
                domain=domain,
                correct=right and not blank,
                answered_at=NOW - timedelta(days=day, hours=12, minutes=-2 * place),
                seconds=0.0 if blank else person.seconds * random.uniform(0.6, 1.4),
                seconds_allowed=EXAM.pace_seconds,
                seen_before=repeats[n],
                under_exam_conditions=person.strict,
                unanswered=blank,
            )
        )
    return tuple(records)


def _marks(count: int, share: float, random: Random) -> list[bool]:
    marks = [n < share * count for n in range(count)]
    random.shuffle(marks)
    return marks


def _draw(person: Person, random: Random) -> tuple[str, float]:
    domain = random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
    return domain, person.share - (0.3 if domain in person.weak else 0.0)


def told(person: Person) -> Readiness | TooFew:
    """What readiness says."""
    return assess(history(person), EXAM, NOW)


def main() -> None:
    """Print the five."""
    for person in PEOPLE:
        records = history(person)
        said = assess(records, EXAM, NOW)
        gains = focus(records, said.domains, EXAM, NOW).domains
        print(f"{person.name}: {person.about}")
        if isinstance(said, TooFew):
            print(f"  readiness  {said}")
        else:
            chance = f"{said.chance.mean:.0%} ({said.chance.low:.0%}–{said.chance.high:.0%})"
            score = f"{said.score.mean:.0%} ({said.score.low:.0%}–{said.score.high:.0%})"
            print(f"  readiness  chance {chance}, score {score}, without the clock {said.chance_without_clock:.0%}")
            print(
                f"             time: {said.pace.seconds.mean:.0f} s of {said.pace.allowed:.0f} a question, "
                f"{said.pace.unanswered.mean:.0f} questions lost to the clock; best next: "
                + ", ".join(f"{gain.domain} +{gain.per_hour.mean:.2f}/h" for gain in gains[:2])
            )
        print(f"  a tutor    {person.tutor}\n")


if __name__ == "__main__":
    main()
