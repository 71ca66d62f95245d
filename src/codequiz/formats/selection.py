"""Which questions a session asks: balanced by section, seeded, unseen first, cases whole, none twice."""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from codequiz.formats.model import Format
from codequiz.questions import Question


@dataclass(frozen=True, slots=True)
class Picked:
    """A question in its place: the section it stands in; `scored` is False for a pretest question."""

    question: Question
    section: str
    part: int
    scored: bool


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A section for which the bank has fewer questions than the format wants."""

    section: str
    wanted: int
    found: int


@dataclass(frozen=True, slots=True)
class Selection:
    """The questions in the order they are asked, and what was lacking."""

    picked: tuple[Picked, ...]
    shortfalls: tuple[Shortfall, ...]


def select(
    exam: Format,
    questions: Sequence[Question],
    count: int | None,
    seed: int,
    last_seen: Mapping[str, datetime] | None = None,
) -> Selection:
    """Choose `count` questions (all that the format has when None) in the format's proportions.

    `count` is shared among the sections by largest remainder, ties drawn by the seed; what a section lacks the
    others give, as far as they can. A whole exam (`count` None) keeps the format's counts instead, and reports
    what is lacking. `last_seen` (question id → when) puts unseen questions first, then those longest ago.
    The same arguments give the same selection on every machine.
    """
    rng = random.Random(f"codequiz {seed}")
    pools = _pools(exam, questions)
    if count is None:
        wanted = {section.key: section.questions for section in exam.sections}
    else:
        weights = {section.key: float(section.questions) for section in exam.sections}
        wanted = share(count, weights, {key: len(pool) for key, pool in pools.items()}, rng)
    picked: list[tuple[Question, str, int]] = []
    shortfalls = []
    for section in exam.sections:
        chosen = _pick(pools[section.key], wanted[section.key], section.domains, last_seen or {}, rng)
        if len(chosen) < wanted[section.key]:
            shortfalls.append(Shortfall(section.name, wanted[section.key], len(chosen)))
        picked += [(question, section.key, section.part) for question in chosen]
    unscored = _unscored(exam, len(picked), rng)
    return Selection(tuple(Picked(*item, scored=n not in unscored) for n, item in enumerate(picked)), tuple(shortfalls))


def share(total: int, weights: Mapping[str, float], limits: Mapping[str, int], rng: random.Random) -> dict[str, int]:
    """`total` in whole shares proportional to `weights`, none above its limit; fewer when the limits do not allow it.

    Largest remainder; equal remainders are drawn. What a limit cuts off is shared among the others in turn.
    """
    shares = dict.fromkeys(weights, 0)
    left = total
    while left > 0:
        open_keys = [key for key in weights if shares[key] < limits[key] and weights[key] > 0]
        if not open_keys:
            break
        whole = sum(weights[key] for key in open_keys)
        exact = {key: left * weights[key] / whole for key in open_keys}
        given = {key: min(int(exact[key]), limits[key] - shares[key]) for key in open_keys}
        if not any(given.values()):
            order = sorted(open_keys, key=lambda key: (-exact[key], rng.random()))
            given = dict.fromkeys(order[:left], 1)
        elif all(given[key] == int(exact[key]) for key in open_keys):
            # Nothing was cut off: hand out the remainders and be done.
            remainder = left - sum(given.values())
            roomy = [key for key in open_keys if shares[key] + given[key] < limits[key]]
            for key in sorted(roomy, key=lambda key: (int(exact[key]) - exact[key], rng.random()))[:remainder]:
                given[key] += 1
        for key, amount in given.items():
            shares[key] += amount
        left -= sum(given.values())
    return shares


def _pools(exam: Format, questions: Sequence[Question]) -> dict[str, list[Question]]:
    """The questions each section may draw on; a question belongs to the first section that names its domain."""
    owner: dict[str, str] = {}
    for section in exam.sections:
        for domain in section.domains:
            owner.setdefault(domain, section.key)
    pools: dict[str, list[Question]] = {section.key: [] for section in exam.sections}
    for question in sorted(questions, key=lambda question: question.id):
        if question.domain in owner:
            pools[owner[question.domain]].append(question)
    return pools


def _pick(
    pool: Sequence[Question], wanted: int, domains: Sequence[str], last_seen: Mapping[str, datetime], rng: random.Random
) -> list[Question]:
    """`wanted` of a section's questions, its domains alike in number, in the order they are asked."""
    by_domain: dict[str, list[Question]] = {domain: [] for domain in domains}
    for question in pool:
        by_domain[question.domain].append(question)
    even = dict.fromkeys(by_domain, 1.0)
    counts = share(wanted, even, {domain: len(found) for domain, found in by_domain.items()}, rng)
    chosen: list[list[Question]] = []
    for domain, found in by_domain.items():
        chosen += _pick_groups(found, counts[domain], last_seen, rng)
    rng.shuffle(chosen)
    return [question for group in chosen for question in group]


def _pick_groups(
    questions: Sequence[Question], wanted: int, last_seen: Mapping[str, datetime], rng: random.Random
) -> list[list[Question]]:
    """Groups (a case's questions, or one question) with `wanted` questions together, longest unseen first.

    Only when no whole case fits any more is one cut short, and then its first questions are asked.
    """
    by_case: dict[str, list[Question]] = defaultdict(list)
    for question in questions:
        by_case[f"case {question.case.id}" if question.case else f"question {question.id}"].append(question)
    groups = list(by_case.values())
    rng.shuffle(groups)
    groups.sort(key=lambda group: max((last_seen[q.id].timestamp() for q in group if q.id in last_seen), default=0.0))
    chosen: list[list[Question]] = []
    left = wanted
    passed_over = []
    for group in groups:
        if len(group) <= left:
            chosen.append(group)
            left -= len(group)
        else:
            passed_over.append(group)
    for group in passed_over:
        if left <= 0:
            break
        chosen.append(group[:left])
        left -= len(chosen[-1])
    return chosen


def _unscored(exam: Format, count: int, rng: random.Random) -> frozenset[int]:
    """Places of the pretest questions: as many as the format has, in proportion."""
    if not exam.pretest or not count:
        return frozenset()
    return frozenset(rng.sample(range(count), min(count - 1, round(exam.pretest * count / exam.questions))))
