"""From options to a plan: which questions, which parts, how much time."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from codequiz.errors import NothingFoundError, NotReadyError, UsageError
from codequiz.exam import Item, Mode, PartPlan, Plan, SectionPlan
from codequiz.formats import Fact, Format, Part, Picked, Section, Shortfall, select
from codequiz.formats.selection import share
from codequiz.questions import Question
from codequiz.text import did_you_mean

_HOUR: Final = 3600.0
_NOTICE_SECONDS: Final = 1800.0
_NOTICE_SHARE: Final = 30 / 340
_EXTRA_SECTION_QUESTIONS: Final = 10
_WEAK_DOMAINS: Final = 5
_FEWEST_OF_A_WEAK_DOMAIN: Final = 3


@dataclass(frozen=True, slots=True)
class Setup:
    """A plan, its questions in the same order, and what the bank lacked for it."""

    plan: Plan
    questions: tuple[Question, ...]
    wanted: int
    shortfalls: tuple[Shortfall, ...]


def prepare(
    exam: Format,
    questions: Sequence[Question],
    *,
    count: int | None,
    mode: Mode,
    seed: int,
    domains: Sequence[str] = (),
    extra_time: float = 1.0,
    last_seen: Mapping[str, datetime] | None = None,
) -> Setup:
    """A session of `count` questions of an exam (all of them when None), at the exam's seconds a question.

    `domains` restricts it to those. Raises UsageError for a domain that has no question, NotReadyError when
    nothing is left to ask.
    """
    if domains:
        exam = _restricted(exam, domains, questions)
    wanted = exam.questions if count is None else count
    selection = select(exam, questions, count, seed, last_seen)
    if not selection.picked:
        raise NotReadyError(
            f"the question bank has no question for {exam.name}", "see what there is: codequiz questions list"
        )
    plan = _plan(exam, selection.picked, mode, seed, extra_time)
    return Setup(plan, tuple(picked.question for picked in selection.picked), wanted, selection.shortfalls)


def prepare_review(
    exam: Format,
    questions: Sequence[Question],
    due: Sequence[str],
    *,
    count: int,
    seed: int,
    domains: Sequence[str] = (),
    extra_time: float = 1.0,
) -> Setup:
    """A session over the first `count` of the `due` questions (ids) that the bank still has.

    Raises NothingFoundError when there is none.
    """
    by_id = {question.id: question for question in questions}
    found = [by_id[due_id] for due_id in due if due_id in by_id]
    found = [question for question in found if not domains or question.domain in domains][:count]
    if not found:
        raise NothingFoundError("no question to review in these domains today", "leave out --domain")
    found.sort(key=lambda question: question.domain)
    sections = tuple(
        _extra_section(exam, domain, sum(question.domain == domain for question in found))
        for domain in dict.fromkeys(question.domain for question in found)
    )
    one_part = replace(exam, sections=sections, parts=(Part("", len(found) * exam.pace_seconds / 60),), pretest=0)
    picked = tuple(Picked(question, question.domain, 0, scored=True) for question in found)
    return Setup(_plan(one_part, picked, Mode.REVIEW, seed, extra_time), tuple(found), len(found), ())


def prepare_weak(
    exam: Format,
    questions: Sequence[Question],
    gains: Mapping[str, float],
    *,
    count: int,
    seed: int,
    extra_time: float = 1.0,
    last_seen: Mapping[str, datetime] | None = None,
) -> Setup:
    """A study session of `count` questions from the few domains where an hour brings most (`gains`, by domain).

    In proportion to what it brings; in a domain, questions not seen lately come first. Raises NotReadyError when the
    bank has none of them.
    """
    pools = Counter(question.domain for question in questions)
    present = sorted((domain for domain in gains if pools[domain]), key=lambda domain: -gains[domain])
    best = present[: max(1, min(_WEAK_DOMAINS, count // _FEWEST_OF_A_WEAK_DOMAIN))]
    counts = share(count, {domain: gains[domain] for domain in best}, pools, random.Random(f"weak {seed}"))
    sections = tuple(_extra_section(exam, domain, n) for domain, n in counts.items() if n)
    if not sections:
        raise NotReadyError(
            f"the question bank has no question for {exam.name}", "see what there is: codequiz questions list"
        )
    total = sum(counts.values())
    minutes = total * exam.pace_seconds / 60
    weak = replace(exam, sections=sections, minutes=minutes, parts=(Part("", minutes),), pretest=0)
    selection = select(weak, questions, None, seed, last_seen)
    plan = _plan(weak, selection.picked, Mode.STUDY, seed, extra_time)
    return Setup(plan, tuple(picked.question for picked in selection.picked), count, ())


def _restricted(exam: Format, domains: Sequence[str], questions: Sequence[Question]) -> Format:
    """The exam with only these domains, at its pace; a domain it does not have becomes a section of its own."""
    known = {question.domain for question in questions}
    for domain in domains:
        if domain not in known:
            hint = did_you_mean(domain, known, f"domains: {', '.join(sorted(known))}")
            raise UsageError(f"there is no question of domain {domain!r}", hint)
    sections = []
    for section in exam.sections:
        kept = tuple(domain for domain in section.domains if domain in domains)
        if kept:
            sections.append(replace(section, domains=kept, part=0))
    covered = {domain for section in sections for domain in section.domains}
    sections += [
        _extra_section(exam, domain, _EXTRA_SECTION_QUESTIONS)
        for domain in dict.fromkeys(domains)
        if domain not in covered
    ]
    total = sum(section.questions for section in sections)
    minutes = total * exam.pace_seconds / 60
    pretest = min(round(exam.pretest * total / exam.questions), total - 1)
    return replace(exam, sections=tuple(sections), minutes=minutes, parts=(Part("", minutes),), pretest=max(pretest, 0))


def _extra_section(exam: Format, domain: str, count: int) -> Section:
    """A section of one domain, called as the exam calls it, where it has one of it alone."""
    plain = domain[:1].upper() + domain[1:].replace("-", " ")
    name = next((one.name for one in exam.sections if one.domains == (domain,)), plain)
    return Section(domain, name, (domain,), count, 0, Fact("section", "", None))


def _plan(exam: Format, picked: Sequence[Picked], mode: Mode, seed: int, extra_time: float) -> Plan:
    used_parts = sorted({pick.part for pick in picked})
    renumbered = {part: n for n, part in enumerate(used_parts)}
    parts = []
    first = 0
    for part in used_parts:
        end = first + sum(pick.part == part for pick in picked)
        seconds = (end - first) * exam.part_pace_seconds(part) * extra_time
        parts.append(PartPlan(exam.parts[part].name, first, end, round(seconds, 3)))
        first = end
    shortest = min(part.seconds for part in parts)
    present = {pick.section for pick in picked}
    return Plan(
        exam=exam.id,
        exam_name=exam.name,
        mode=mode,
        seed=seed,
        extra_time=extra_time,
        navigation=exam.navigation,
        breaks=exam.breaks,
        pass_percent=exam.pass_percent,
        scale=exam.scale,
        notice_seconds=round(_NOTICE_SECONDS if shortest >= _HOUR else shortest * _NOTICE_SHARE, 3),
        sections=tuple(SectionPlan(s.key, s.name) for s in exam.sections if s.key in present),
        parts=tuple(parts),
        items=tuple(
            Item(
                question_hash=pick.question.content_hash,
                question_id=pick.question.id,
                domain=pick.question.domain,
                section=pick.section,
                part=renumbered[pick.part],
                scored=pick.scored,
                choices=len(pick.question.choices),
                answer=pick.question.answer,
                case_id=pick.question.case.id if pick.question.case else "",
            )
            for pick in picked
        ),
    )
