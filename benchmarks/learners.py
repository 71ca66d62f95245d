"""Invented learners: months of practice and then a real exam, by a model that is not the one that judges them.

Nothing of `codequiz.readiness` is used here, only the format of an answer. Where the estimator believes in a logistic
curve without guessing, independent normal domains, a random walk and one number for difficulty, these learners answer
by the three-parameter normal-ogive model (Lord 1980) with items that each have their own difficulty, steepness and
guessing floor; their domains hang together in clusters; every answer teaches its domain with diminishing returns
(Bush & Mosteller 1955) and is half forgotten after some weeks (Ebbinghaus); repeats are known by heart for a while; the
clock makes them hurry, tire, guess or leave blanks.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import erf, exp, log, sqrt
from random import Random
from typing import Final

from codequiz.answers import AnswerRecord, DomainWeight, ExamTarget

WEIGHTS: Final = {
    "integumentary": 10,
    "musculoskeletal": 10,
    "respiratory-cardiovascular": 10,
    "digestive": 10,
    "genitourinary-maternity": 10,
    "nervous-eye-ear": 10,
    "evaluation-management": 10,
    "anesthesia": 8,
    "radiology": 10,
    "pathology-laboratory": 10,
    "medicine": 10,
    "medical-terminology": 8,
    "anatomy": 8,
    "icd-10-cm": 10,
    "hcpcs-level-ii": 5,
    "coding-guidelines": 7,
    "compliance": 4,
}
CLUSTERS: Final = (
    ("integumentary", "musculoskeletal", "respiratory-cardiovascular", "digestive", "genitourinary-maternity",
     "nervous-eye-ear", "anesthesia"),
    ("radiology", "pathology-laboratory", "medicine", "evaluation-management"),
    ("medical-terminology", "anatomy"),
    ("icd-10-cm", "hcpcs-level-ii", "coding-guidelines", "compliance"),
)  # fmt: skip
EXAM: Final = ExamTarget(
    key="cpc-150",
    weights=tuple(DomainWeight(domain, questions) for domain, questions in WEIGHTS.items()),
    pass_percent=70,
    minutes=340,
    difficulty_mix=(0.26, 0.48, 0.26),
)
_PACE: Final = EXAM.pace_seconds
_EXAM_AT: Final = datetime(2027, 3, 6, 9, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class World:
    """What a population of learners, their questions and their exam are like. Abilities on the probit scale."""

    name: str
    about: str
    ability: float = 0.34
    spread: float = 0.5
    heavy_tails: bool = True
    cluster_sd: float = 0.22
    domain_sd: float = 0.28
    two_kinds: bool = False
    guessing: bool = True
    teaching: tuple[float, float] = (0.0, 0.02)
    forgets_after_days: tuple[float, float] = (25.0, 150.0)
    studies_beside: float = 0.04
    repeats: tuple[float, float] = (0.0, 0.5)
    remembers: tuple[float, float] = (0.2, 0.8)
    strict: tuple[float, float] = (0.2, 1.0)
    relaxed_help: tuple[float, float] = (-0.05, 0.3)
    pace: float = 0.86
    pace_spread: float = 0.17
    hurries: tuple[float, float] = (0.0, 0.35)
    gap_days: tuple[float, float] = (0.0, 21.0)
    exam_harder: float = 0.0
    answers: tuple[int, int] = (25, 1500)


WORLDS: Final = (
    World("main", "all at once: the world that the estimator is meant for"),
    World("no guessing", "items without a guessing floor, learners that stay as they are", ability=0.52,
          guessing=False, teaching=(0.0, 0.0), studies_beside=0.0, forgets_after_days=(1e6, 1e6)),
    World("fast learners", "everybody improves much and steadily", ability=0.0, teaching=(0.015, 0.05),
          studies_beside=0.1),
    World("away", "no practice for one to four months before the exam", gap_days=(30.0, 120.0)),
    World("repeaters", "two thirds of all answers are repeats, well remembered", repeats=(0.5, 0.85),
          remembers=(0.6, 0.95)),
    World("specialists", "half of the domains known well, half hardly", two_kinds=True, cluster_sd=0.0),
    World("open book", "mostly untimed practice with much help", strict=(0.0, 0.2), relaxed_help=(0.15, 0.6)),
    World("slow", "most would run out of time", pace=1.08, pace_spread=0.15, hurries=(0.0, 0.12)),
    World("strong", "four in five pass", ability=0.75),
    World("weak", "one in five passes", ability=-0.05),
    World("harder exam", "the exam is four points harder than the practice questions", exam_harder=0.15),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Learner:
    """One learner's history up to `now`, when the exam starts, and what came of it.

    `shares` is the truth that nobody sees: by domain, the share of all possible questions that would be right.
    """

    records: tuple[AnswerRecord, ...]
    now: datetime
    correct: int
    unanswered: int
    shares: dict[str, float]

    @property
    def passed(self) -> bool:
        """Whether the exam was passed."""
        return self.correct >= EXAM.needed


@dataclass(frozen=True, slots=True)
class _Item:
    key: str
    domain: str
    hardness: float
    steepness: float
    floor: float
    label: int
    seconds: float


@dataclass(slots=True)
class _Mind:
    """A learner's inner state; `gain` is what was learned and can be forgotten."""

    base: dict[str, float]
    gain: dict[str, float]
    teaching: float
    half_life: float
    memory: float
    pace: float
    hurries: float
    fills_blanks: bool
    tires: float
    known: dict[str, float] = field(default_factory=dict)  # item → day of the last look at its rationale
    day: float = 0.0

    def ability(self, domain: str) -> float:
        return self.base[domain] + self.gain[domain]

    def sleep_until(self, day: float) -> None:
        """Forgetting; a third of what was learned stays for good."""
        kept = 1 / 3 + 2 / 3 * 0.5 ** ((day - self.day) / self.half_life)
        if day - self.day > 1:
            for domain in self.gain:
                self.gain[domain] *= kept if self.gain[domain] > 0 else 1.0
        self.day = day

    def learn(self, domain: str) -> None:
        self.gain[domain] += self.teaching * max(0.0, 1.6 - self.ability(domain))


def simulate(world: World, seed: int) -> Learner:
    """A learner of `world`; the same seed gives the same one."""
    random = Random(f"{world.name}/{seed}")
    mind = _mind(world, random)
    bank = [_item(domain, random, world, str(n)) for n, domain in enumerate(_spread(450, random))]
    records = _practise(world, mind, bank, random)
    mind.sleep_until(mind.day + random.uniform(*world.gap_days))
    shares = {domain: _true_share(world, mind, domain, random) for domain in WEIGHTS}
    correct, unanswered = _sit(world, mind, random)
    start = _EXAM_AT - timedelta(days=mind.day)
    shifted = tuple(record(start) for record in records)
    return Learner(shifted, _EXAM_AT, correct, unanswered, shares)


def _mind(world: World, random: Random) -> _Mind:
    overall = random.gauss(0, 1)
    if world.heavy_tails:  # Student's t with five degrees of freedom, scaled to variance 1
        overall /= sqrt(sum(random.gauss(0, 1) ** 2 for _ in range(5)) / 5) * sqrt(5 / 3)
    base = {}
    unevenness = random.uniform(0.4, 1.6)
    for cluster in CLUSTERS:
        shared = random.gauss(0, world.cluster_sd)
        for domain in cluster:
            own = random.choice((-0.55, 0.55)) if world.two_kinds else random.gauss(0, world.domain_sd)
            base[domain] = world.ability + world.spread * overall + unevenness * (shared + own)
    return _Mind(
        base=base,
        gain=dict.fromkeys(WEIGHTS, 0.0),
        teaching=random.uniform(*world.teaching),
        half_life=random.uniform(*world.forgets_after_days),
        memory=random.uniform(*world.remembers),
        pace=_PACE * exp(random.gauss(log(world.pace), world.pace_spread)),
        hurries=random.uniform(*world.hurries),
        fills_blanks=random.random() < 0.6,
        tires=random.uniform(0.0, 0.2),
    )


def _item(domain: str, random: Random, world: World, key: str, harder: float = 0.0) -> _Item:
    hardness = random.gauss(harder, 0.7)
    opinion = hardness - harder + random.gauss(0, 0.45)  # the writer's, who does not know the true difficulty
    return _Item(
        key=key,
        domain=domain,
        hardness=hardness,
        steepness=random.lognormvariate(0.0, 0.3),
        floor=random.uniform(0.12, 0.28) if world.guessing else 0.0,
        label=1 if opinion < -0.54 else 3 if opinion > 0.54 else 2,
        seconds=random.lognormvariate(-0.08, 0.4),
    )


def _spread(count: int, random: Random) -> list[str]:
    """`count` domains in the exam's proportions."""
    domains = [domain for domain, weight in WEIGHTS.items() for _ in range(weight)]
    return [domains[n % len(domains)] for n in range(count)] if count >= len(domains) else random.sample(domains, count)


def _probability(item: _Item, ability: float) -> float:
    probit = item.steepness * (ability - item.hardness)
    return item.floor + (1 - item.floor) * 0.5 * (1 + erf(probit / sqrt(2)))


def _right(item: _Item, ability: float, random: Random) -> bool:
    return random.random() < _probability(item, ability)


def _true_share(world: World, mind: _Mind, domain: str, random: Random) -> float:
    items = [_item(domain, random, world, "", harder=world.exam_harder) for _ in range(60)]
    return sum(_probability(item, mind.ability(domain)) for item in items) / len(items)


class _Dated:
    """A record that still needs the first day's date."""

    def __init__(self, day: float, **values: object) -> None:
        self._day = day
        self._values = values

    def __call__(self, start: datetime) -> AnswerRecord:
        return AnswerRecord(answered_at=start + timedelta(days=self._day), **self._values)  # type: ignore[arg-type]


def _practise(world: World, mind: _Mind, bank: list[_Item], random: Random) -> list[_Dated]:
    total = round(exp(random.uniform(log(world.answers[0]), log(world.answers[1]))))
    days_between = random.uniform(0.3, 6.0)
    habit = random.choice(("even", "even", "weak", "blocks", "favourites"))
    favourites = random.sample(sorted(WEIGHTS), 6)
    strict_share = random.uniform(*world.strict)
    relaxed_help = random.uniform(*world.relaxed_help)
    repeats = random.uniform(*world.repeats)
    records: list[_Dated] = []
    session = 0
    while len(records) < total:
        strict = random.random() < strict_share
        size = min(random.choice((10, 10, 20, 20, 30, 50, 150 if strict else 40)), max(5, total - len(records)))
        items = _choose(size, habit, favourites, repeats, mind, bank, random)
        records += _session(mind, items, f"s{session}", strict, relaxed_help, random)
        mind.sleep_until(mind.day + random.expovariate(1 / days_between))
        for domain in WEIGHTS:
            if random.random() < world.studies_beside:
                mind.gain[domain] += random.uniform(0, 0.15) * max(0.0, 1.6 - mind.ability(domain))
        session += 1
    return records


def _choose(
    size: int, habit: str, favourites: list[str], repeats: float, mind: _Mind, bank: list[_Item], random: Random
) -> list[_Item]:
    if habit == "weak":
        guess = {domain: mind.ability(domain) + random.gauss(0, 0.3) for domain in WEIGHTS}
        domains = sorted(WEIGHTS, key=guess.__getitem__)[:8]
    elif habit == "blocks":
        domains = random.sample(sorted(WEIGHTS), 2)
    elif habit == "favourites" and random.random() < 0.7:
        domains = favourites
    else:
        domains = list(WEIGHTS)
    wanted = set(domains)
    pool = [item for item in bank if item.domain in wanted]
    old = [item for item in pool if item.key in mind.known]
    new = [item for item in pool if item.key not in mind.known]
    repeated = min(len(old), max(round(size * repeats), size - len(new)))
    chosen = random.sample(old, repeated) + random.sample(new, min(len(new), size - repeated))
    random.shuffle(chosen)
    return chosen


def _session(
    mind: _Mind, items: list[_Item], key: str, strict: bool, relaxed_help: float, random: Random
) -> list[_Dated]:
    form = random.uniform(-0.2, 0.2)
    clock = _Clock(mind, _PACE * len(items), strict, random)
    records = []
    known = dict(mind.known)
    for n, item in enumerate(items):
        seconds, hurry = clock.take(item, n, len(items))
        ability = mind.ability(item.domain) + form - mind.tires * n / 150 - hurry
        if not strict:
            ability += relaxed_help
        correct = _right(item, ability, random)
        if item.key in known and random.random() < mind.memory * 0.5 ** ((mind.day - known[item.key]) / 30):
            correct = True
        blank = seconds is None
        if blank and mind.fills_blanks:
            seconds, blank, correct = 3.0, False, random.random() < 0.25
        records.append(
            _Dated(
                mind.day + n / 2000,
                question_hash=item.key,
                session=key,
                domain=item.domain,
                correct=correct and not blank,
                seconds=seconds or 0.0,
                seconds_allowed=_PACE,
                difficulty=item.label,
                seen_before=item.key in known,
                under_exam_conditions=strict,
                unanswered=blank,
            )
        )
        mind.known[item.key] = mind.day
        mind.learn(item.domain)
    return records


class _Clock:
    """Time in a sitting: who falls behind hurries, at a cost, as far as it is in them."""

    def __init__(self, mind: _Mind, seconds: float, strict: bool, random: Random) -> None:
        self._left = seconds
        self._strict = strict
        self._mind = mind
        self._random = random
        self._day = mind.pace * random.lognormvariate(0.0 if strict else 0.05, 0.1)

    def take(self, item: _Item, n: int, count: int) -> tuple[float | None, float]:
        """Seconds for an item (None when time is up) and what the hurry costs in ability."""
        hurry = 0.0
        seconds = self._day * item.seconds * self._random.lognormvariate(-0.06, 0.35)
        if self._strict:
            affordable = self._left / (count - n)
            if self._day > affordable:
                hurry = min(self._mind.hurries, 1 - affordable / self._day)
                seconds *= 1 - hurry
            if self._left <= seconds:
                self._left = 0.0
                return None, 0.0
            self._left -= seconds
        return seconds, 0.8 * hurry


def _sit(world: World, mind: _Mind, random: Random) -> tuple[int, int]:
    """The exam itself: new items, one sitting. How many are right, and how many blank."""
    nerves = random.gauss(0.0, 0.1)
    form = random.gauss(world.exam_harder, 0.05)
    domains = _spread(EXAM.questions, random)
    random.shuffle(domains)
    clock = _Clock(mind, EXAM.minutes * 60, True, random)
    correct = unanswered = 0
    for n, domain in enumerate(domains):
        item = _item(domain, random, world, "", harder=form)
        seconds, hurry = clock.take(item, n, len(domains))
        if seconds is None:
            if mind.fills_blanks:
                correct += random.random() < 0.25
            else:
                unanswered += 1
        else:
            correct += _right(item, mind.ability(domain) + nerves - mind.tires * n / 150 - hurry, random)
    return correct, unanswered
