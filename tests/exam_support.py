"""Invented questions, small exams and a clock that tests move."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from codequiz.exam import Instant, Item, Mode, PartPlan, Plan, SectionPlan
from codequiz.formats import Breaks, Navigation
from codequiz.questions import LETTERS, Case, Question

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class FakeClock:
    """Three clocks that go together unless a test pulls them apart."""

    def __init__(self) -> None:
        self.utc = NOON
        self.boot = 1000.0
        self.awake = 1000.0
        self.boot_id = "boot-1"

    def now(self) -> Instant:
        return Instant(self.utc, self.boot_id, self.boot, self.awake)

    def advance(self, seconds: float) -> None:
        """Time passes while the machine runs."""
        self.awake += seconds
        self.suspend(seconds)

    def suspend(self, seconds: float) -> None:
        """Time passes while the machine sleeps."""
        self.utc += timedelta(seconds=seconds)
        self.boot += seconds

    def set_system_clock(self, change_seconds: float) -> None:
        """Somebody sets the clock."""
        self.utc += timedelta(seconds=change_seconds)

    def reboot(self, seconds: float) -> None:
        """The machine is off for a while."""
        self.utc += timedelta(seconds=seconds)
        self.boot_id += "x"
        self.boot = self.awake = 10.0


def question(number: int = 1, domain: str = "digestive", answer: int = 0, case: Case | None = None) -> Question:
    return Question(
        id=f"{domain}-{number:03}",
        domain=domain,
        stem=f"Invented question {number} of {domain}: which code is reported?",
        choices=tuple(f"4{n}{number:03}" for n in range(4)),
        answer=answer,
        rationale="An invented rule.",
        wrong=tuple("" if n == answer else f"Not {n}, for an invented reason." for n in range(4)),
        codes=tuple(f"cpt:4{n}{number:03}" for n in range(4)),
        difficulty=2,
        as_of=2026,
        tags=("invented",),
        case=case,
        file=f"{domain}.toml",
    )


def make_plan(
    count: int = 5,
    *,
    mode: Mode = Mode.EXAM,
    seconds: float = 136.0,
    parts: int = 1,
    navigation: Navigation = Navigation.FREE,
    breaks: Breaks = Breaks.ON_CLOCK,
    notice_seconds: float = 60.0,
) -> Plan:
    """`parts` parts of `count` questions each, `seconds` a question; the right answer of number n is n mod 4."""
    return Plan(
        exam="test",
        exam_name="A test",
        mode=mode,
        seed=1,
        extra_time=1.0,
        navigation=navigation,
        breaks=breaks,
        pass_percent=70.0,
        scale=None,
        notice_seconds=notice_seconds,
        sections=(SectionPlan("digestive", "Digestive"),),
        parts=tuple(PartPlan(f"Part {n + 1}", n * count, (n + 1) * count, count * seconds) for n in range(parts)),
        items=tuple(
            Item(
                question_hash=question(n, answer=n % 4).content_hash,
                question_id=question(n).id,
                domain="digestive",
                section="digestive",
                part=n // count,
                scored=True,
                choices=4,
                answer=n % 4,
            )
            for n in range(count * parts)
        ),
    )


def plan_questions(plan: Plan) -> tuple[Question, ...]:
    return tuple(question(n, answer=item.answer) for n, item in enumerate(plan.items))


def question_toml(item: Question, table: str = "question") -> str:
    """A question as a writer would write it."""
    wrong = "\n".join(f'{LETTERS[n]} = "{reason}"' for n, reason in enumerate(item.wrong) if reason)
    choices = ", ".join(f'"{choice}"' for choice in item.choices)
    codes = ", ".join(f'"{code}"' for code in item.codes)
    return f'''
[[{table}]]
id = "{item.id}"
difficulty = {item.difficulty}
as_of = {item.as_of}
tags = ["invented"]
stem = """
{item.stem}"""
choices = [{choices}]
answer = "{LETTERS[item.answer]}"
rationale = """
{item.rationale}"""
codes = [{codes}]

[{table}.wrong]
{wrong}
'''


def write_bank(directory: Path, counts: Mapping[str, int]) -> Path:
    """A directory of question files with this many questions a domain; answers go round A, B, C, D."""
    directory.mkdir(parents=True, exist_ok=True)
    for domain, count in counts.items():
        items = (question(n, domain, answer=n % 4) for n in range(1, count + 1))
        text = f'domain = "{domain}"\n' + "".join(question_toml(item) for item in items)
        (directory / f"{domain}.toml").write_text(text, encoding="utf-8")
    return directory
