"""All checks over a bank: each question alone, its neighbours, and the bank's key as a whole."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from codequiz.codes import System, format_code, normalise
from codequiz.errors import Problem
from codequiz.proof.chance import binomial_tail, uneven_p
from codequiz.proof.mention import codes_in, is_list_of_codes
from codequiz.proof.similar import near_duplicates
from codequiz.questions import LETTERS, Question
from codequiz.text import one_line, printable

ALPHA: Final = 0.01
"""How unlikely by chance a lopsided key has to be before it is a problem; shared among the domains."""
FEWEST_FOR_CHANCE: Final = 12
BILLABLE_TAG: Final = "billable"
"""Questions with this tag ask which code is valid, so they may offer one that is not."""

_LONGEST_RATIO: Final = 4.0
_STYLES: Final = (
    "bold|b|dim|italic|i|underline|u|blink|reverse|strike|s|red|green|blue|yellow|magenta|cyan|white|black|link|on"
)
_MARKUP: Final = (
    (re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?>"), "an HTML tag"),
    (re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,7}|#x[0-9a-fA-F]{1,6});"), "an HTML entity"),
    (re.compile(rf"\[(?:/|/?(?:{_STYLES})\b[^\[\]]*)\]"), "terminal markup"),
    (re.compile(r"\*\*\S|(?<!\w)__\w+__(?!\w)|`[^`]+`|\]\(http"), "Markdown"),
    (re.compile(r"\\(?:n|t|r|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|033|e\[)|\$\\|\\frac"), "an escape sequence written out"),
    (re.compile(r"\bTODO\b|\bFIXME\b|\bXXX\b|\?\?\?"), "a writer's mark"),
)
_CATCH_ALL: Final = re.compile(
    r"\b(?:all|none|both|neither|any) of (?:the above|these|them)\b|\b[A-D] and [A-D]\b", re.IGNORECASE
)


class KnownCode(Protocol):
    """What the checks need to know of an installed code."""

    @property
    def billable(self) -> bool:
        """Whether it can be reported as it stands."""
        ...

    @property
    def terminated(self) -> str:
        """The ISO date from which it is no longer valid; empty when it is valid."""
        ...


class Codes(Protocol):
    """The installed code sets."""

    def find(self, system: System, code: str) -> KnownCode | None:
        """The entry with this normalised code."""
        ...

    def is_whole(self, system: System) -> bool:
        """Whether all codes of the system are installed, so that a missing one does not exist."""
        ...


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem; `is_doubt` when the installed sample of a code set is too small to be sure."""

    problem: Problem
    is_doubt: bool = False


def prove(questions: Sequence[Question], codes: Codes, *, sample_is_enough: bool = False) -> list[Finding]:
    """Everything wrong with `questions` that a machine can find, in the order of the files.

    A code missing from a code set of which only a sample is installed is a doubt, unless `sample_is_enough`
    (the project's own bank is to keep to it).
    """
    findings: list[Finding] = []
    for question in questions:
        findings += _codes(question, codes, sample_is_enough)
        findings += (_finding(question, message) for message in _alone(question))
    for first, second, share in near_duplicates(questions):
        same = "the same as" if share == 1 else f"nearly the same as ({share:.0%} of the phrases)"
        findings.append(_finding(second, f"the stem is {same} that of {first.id} ({first.file}:{first.line})"))
    findings += _key_as_a_whole(questions)
    order = {file: n for n, file in enumerate(dict.fromkeys(question.file for question in questions))}
    return sorted(findings, key=lambda found: (order.get(found.problem.file, len(order)), found.problem.line))


def _finding(question: Question, message: str, *, is_doubt: bool = False) -> Finding:
    return Finding(Problem(question.file, question.line, one_line(f"{question.id}: {message}", 300)), is_doubt)


def _texts(question: Question) -> Iterator[tuple[str, str]]:
    """(where, text) of all that a learner reads."""
    yield "the stem", question.stem
    for letter, choice in zip(LETTERS, question.choices, strict=False):
        yield f"choice {letter}", choice
    yield "the rationale", question.rationale
    for letter, reason in zip(LETTERS, question.wrong, strict=False):
        yield f"wrong.{letter}", reason
    if question.case:
        yield "the note", question.case.note


def _codes(question: Question, codes: Codes, sample_is_enough: bool) -> Iterator[Finding]:
    listed = {_identifier(code) for code in question.codes}
    yield from _listed_codes(question, listed, codes, sample_is_enough)
    yield from _unlisted_codes(question, listed, codes)
    if BILLABLE_TAG not in question.tags:
        yield from _unbillable_choices(question, codes)


def _listed_codes(
    question: Question, listed: set[tuple[System, str]], codes: Codes, sample_is_enough: bool
) -> Iterator[Finding]:
    for system, code in sorted(listed):
        printed = format_code(system, code)
        entry = codes.find(system, code)
        if entry is None and (sample_is_enough or codes.is_whole(system)):
            what = "there is no" if codes.is_whole(system) else "the sample has no"
            yield _finding(question, f"{what} {system.label} code {printed}")
        elif entry is None:
            yield _finding(question, f"{system.label} {printed} is not in the installed sample", is_doubt=True)
        elif entry.terminated and entry.terminated[:4] <= str(question.as_of):
            yield _finding(question, f"{system.label} {printed} ended on {entry.terminated}")


def _unlisted_codes(question: Question, listed: set[tuple[System, str]], codes: Codes) -> Iterator[Finding]:
    missing: dict[tuple[System, str], str] = {}
    for where, text in _texts(question):
        for system, code, certain in codes_in(text):
            known = certain or codes.find(system, code) is not None or (where[:6] == "choice" and system == System.CPT)
            if known and (system, code) not in listed:
                missing.setdefault((system, code), where)
    for (system, code), where in missing.items():
        yield _finding(question, f"{where} names {system.label} {format_code(system, code)}, which is not in codes")


def _unbillable_choices(question: Question, codes: Codes) -> Iterator[Finding]:
    for letter, choice in zip(LETTERS, question.choices, strict=False):
        for system, code, _ in codes_in(choice):
            entry = codes.find(system, code)
            if system is System.ICD10CM and entry is not None and not entry.billable:
                yield _finding(
                    question,
                    f"choice {letter} offers {format_code(system, code)}, which is not billable"
                    f" (tag the question {BILLABLE_TAG!r} when it asks about that)",
                )


def _identifier(written: str) -> tuple[System, str]:
    system, _, code = written.partition(":")
    return System(system), normalise(code)


def _alone(question: Question) -> Iterator[str]:
    """What is wrong with one question, but for its codes."""
    for where, text in _texts(question):
        if printable(text) != text:
            yield f"{where} holds control or invisible characters"
        for pattern, what in _MARKUP:
            if found := pattern.search(text):
                yield f"{where} holds {what}: {found[0]}"
        if re.search(r"\S {2,}\S", text):
            yield f"{where} holds two spaces in a row"
    yield from _form(question.choices)
    for n, reason in enumerate(question.wrong):
        if n != question.answer and not reason.strip():
            yield f"the rationale leaves choice {LETTERS[n]} out"
    reasons = Counter(reason.strip() for reason in question.wrong if reason.strip())
    for reason, count in reasons.items():
        if count > 1:
            yield f"{count} choices have the same reason against them: {one_line(reason, 60)}"
    if not question.rationale.strip():
        yield "there is no rationale"


def _form(choices: Sequence[str]) -> Iterator[str]:
    """Ways in which one choice stands out before it is read."""
    folded = Counter(" ".join(choice.split()).casefold() for choice in choices)
    if max(folded.values()) > 1:
        yield "two choices are the same"
    sets = Counter(tuple(sorted(re.split(r"[,;\s]+", choice))) for choice in choices)
    ordered = len(folded) == len(choices) > len(sets)
    listed = [is_list_of_codes(choice) for choice in choices]
    if ordered and not all(listed):
        yield "two choices hold the same words in another order"
    for name, odd in (
        ("is a list of codes", listed),
        ("ends with a full stop", [choice.rstrip().endswith(".") for choice in choices]),
        ("starts with a small letter", [choice[:1].islower() for choice in choices]),
    ):
        if any(odd) and not all(odd):
            which = ", ".join(letter for letter, is_odd in zip(LETTERS, odd, strict=False) if is_odd)
            yield f"the choices differ in form: only {which} {name}"
    lengths = [len(choice) for choice in choices]
    for n, length in enumerate(lengths):
        others = lengths[:n] + lengths[n + 1 :]
        if not all(listed) and length > 30 and length > _LONGEST_RATIO * max(others):
            yield f"the choices differ in form: {LETTERS[n]} is far longer than the others"
        if min(others) > 30 and length * _LONGEST_RATIO < min(others):
            yield f"the choices differ in form: {LETTERS[n]} is far shorter than the others"
    for letter, choice in zip(LETTERS, choices, strict=False):
        if _CATCH_ALL.search(choice):
            yield f"choice {letter} speaks of other choices"


def _key_as_a_whole(questions: Sequence[Question]) -> Iterator[Finding]:
    """Whether the answers could be guessed from their place or length: the bank, then each domain."""
    by_domain: dict[str, list[Question]] = defaultdict(list)
    for question in questions:
        by_domain[question.domain].append(question)
    if not questions:
        return
    groups = [("the bank", list(questions))]
    if len(by_domain) > 1:
        groups += [(f"domain {domain}", found) for domain, found in by_domain.items()]
    for name, group in groups:
        file = group[0].file if name != "the bank" else _common_place(question.file for question in group)
        for message in _lopsided(name, group, ALPHA / len(groups)):
            yield Finding(Problem(file, 0, message))


def _lopsided(name: str, group: Sequence[Question], alpha: float) -> Iterator[str]:
    if len(group) < FEWEST_FOR_CHANCE:
        return
    counts = Counter(question.answer for question in group)
    places = [counts[n] for n in range(len(LETTERS))]
    if (p := uneven_p(places)) < alpha:
        spread = ", ".join(f"{letter} {count}" for letter, count in zip(LETTERS, places, strict=True))
        yield f"right answers of {name} are unevenly placed: {spread} (by chance p = {p:.1g})"
    longest, trials = longest_is_right(group)
    if trials and (p := binomial_tail(longest, trials, 1 / len(LETTERS))) < alpha:
        yield f"in {name} the longest choice is right {longest} of {trials} times (by chance p = {p:.1g})"


def longest_is_right(questions: Iterable[Question]) -> tuple[int, int]:
    """How often the one longest choice is the right one, of how many questions that have one longest choice."""
    right = trials = 0
    for question in questions:
        lengths = [len(choice) for choice in question.choices]
        if lengths.count(max(lengths)) == 1:
            trials += 1
            right += lengths[question.answer] == max(lengths)
    return right, trials


def _common_place(files: Iterable[str]) -> str:
    """The directory that all files share, or the one file."""
    distinct = list(dict.fromkeys(files))
    if len(distinct) == 1:
        return distinct[0]
    return distinct[0].rpartition("/")[0] or "bank"
