"""Diagnoses: the code for a condition, its side, its 7th character, its trimester, its place in the book."""

import random
import re
from collections.abc import Iterable, Sequence
from typing import Final

from codequiz.codebook import Code
from codequiz.codes import System
from codequiz.generate.model import WRONG, Book, Draft
from codequiz.generate.wording import base_of, inclusion_terms, is_covered, is_telling, near
from codequiz.releases.model import Level, NoteKind

DOMAIN: Final = "icd-10-cm"

_SIDE: Final = re.compile(r"\b(right|left|bilateral|unspecified)\b", re.IGNORECASE)
_SURE_SIDE: Final = re.compile(r"\b(right|left|bilateral)\b", re.IGNORECASE)
_TRIMESTER: Final = re.compile(r",? ?\b(first|second|third|unspecified) trimester", re.IGNORECASE)
_EARLY_OR_LATE: Final = re.compile(
    r"preterm|premature|before \d+|after \d+|weeks|early|late |term |abortive|abortion|delivery", re.IGNORECASE
)


def described(book: Book, rng: random.Random) -> tuple[str, Code, bool] | None:
    """A wording of the Tabular List, the one code in the book that it describes, whether it is an inclusion term."""
    pool = book.common(System.ICD10CM) if rng.random() < 0.5 else book.billable(System.ICD10CM)
    right = book.entry(rng.choice(pool))
    if right.base_id is not None:
        return None
    terms = [term for term in inclusion_terms(book, right) if is_telling(term)]
    asked = rng.choice(terms) if terms else right.title
    if not terms and not is_telling(asked):
        return None
    covering = book.covering(asked)
    # A wording that also describes a code elsewhere in the book would leave two answers.
    return (asked, right, bool(terms)) if covering == {right.id} else None


def condition(book: Book, rng: random.Random) -> Draft | None:
    """The code that the Tabular List gives for an inclusion term, or for a title, among its nearest neighbours."""
    if (found := described(book, rng)) is None:
        return None
    asked, right, is_term = found
    wrong = _nearest(book, rng, right, book.covering(asked))
    if len(wrong) < WRONG:
        return None
    says = f"lists “{asked}” as an inclusion term of" if is_term else "gives this very title to"
    return Draft(
        DOMAIN,
        f"The assessment in a record reads “{asked}”. Which ICD-10-CM code does the Tabular List give for it?",
        right.printed,
        tuple((code.printed, f"{code.printed} is “{code.title}”.") for code in wrong),
        f"The Tabular List {says} {right.printed}"
        + (f", “{right.title}”." if is_term else ".")
        + f" It stands in {_where(book, right)}.",
        (right, *wrong, *_named(book, right)),
        difficulty=2 if right.common else 3,
    )


def _nearest(book: Book, rng: random.Random, right: Code, covering: frozenset[int]) -> list[Code]:
    wrong: list[Code] = []
    for ring in near(book, right):
        usable = [code for code in ring if not is_covered(code, covering) and code.title != right.title]
        wrong += rng.sample(usable, min(WRONG - len(wrong), len(usable)))
        if len(wrong) == WRONG:
            break
    return wrong


def _where(book: Book, code: Code) -> str:
    """`category J20, Acute bronchitis`, or the block of a category that is itself a code."""
    path = book.path(base_of(book, code))
    above = next((entry for entry in path if entry.level is Level.CATEGORY), path[-1])
    return f"{'category' if above.level is Level.CATEGORY else 'block'} {above.printed}, “{above.title}”"


def _named(book: Book, code: Code) -> tuple[Code, ...]:
    """The category that `_where` names, for the question's list of codes."""
    return tuple(entry for entry in book.path(base_of(book, code)) if entry.level is Level.CATEGORY)[:1]


def laterality(book: Book, rng: random.Random) -> Draft | None:
    """Codes that differ only by side: right, left, both, or a side that nobody wrote down."""
    right = book.entry(rng.choice(book.titled(rng.choice((" right ", " left ", "bilateral")))))
    base = base_of(book, right)
    sides = _SURE_SIDE.findall(base.title)
    if len(sides) != 1 or base.parent_id is None or len(base.title) > 160:
        return None
    pattern = _SIDE.sub("{}", base.title)
    alike = [
        other for other in book.children(base.parent_id)
        if other.base_id is None and other.id != base.id and _SIDE.sub("{}", other.title) == pattern
    ]  # fmt: skip
    wrong = _variants(book, rng, right, alike)
    if wrong is None:
        return None
    side = sides[0].lower()
    reasons = tuple((code.printed, f"{code.printed} is “{code.title}”.") for code in wrong)
    return Draft(
        DOMAIN,
        f"The documentation supports exactly this diagnosis: “{right.title}”. Which ICD-10-CM code is reported?",
        right.printed,
        reasons,
        f"The side is part of the code (Official Guidelines, Section I.B.13): {right.printed} is the one for"
        f" {'both sides' if side == 'bilateral' else f'the {side} side'}. An unspecified side is for records that do"
        " not name it.",
        (right, *wrong),
        tags=("laterality",),
    )


def trimester(book: Book, rng: random.Random) -> Draft | None:
    """Weeks of gestation in the stem; the trimester is the learner's to find (note at chapter 15)."""
    right = book.entry(rng.choice(book.titled(" trimester")))
    base = base_of(book, right)
    found = _TRIMESTER.findall(base.title)
    if len(found) != 1 or found[0].lower() == "unspecified" or base.parent_id is None:
        return None
    pattern = _TRIMESTER.sub("{}", base.title)
    alike = [
        other for other in book.children(base.parent_id)
        if other.base_id is None and other.id != base.id and _TRIMESTER.sub("{}", other.title) == pattern
    ]  # fmt: skip
    if not alike:
        return None
    wrong = _variants(book, rng, right, alike)
    if wrong is None:
        return None
    dated = any(_EARLY_OR_LATE.search(entry.title) for entry in (right, *book.path(base)[2:]))
    weeks, days = _gestation(rng, found[0].lower(), dated=dated)
    said = _TRIMESTER.sub("", right.title)
    return Draft(
        DOMAIN,
        f"At {weeks} weeks {days} days of gestation, counted from the first day of the last menstrual period, the"
        f" documentation supports: “{said}”. Which ICD-10-CM code is reported for today's encounter?",
        right.printed,
        tuple((code.printed, f"{code.printed} is “{code.title}”.") for code in wrong),
        f"Chapter 15 counts trimesters from the first day of the last menstrual period: the first ends at 13 weeks"
        f" 6 days, the second runs from 14 weeks 0 days to 27 weeks 6 days, the third from 28 weeks 0 days to delivery."
        f" {weeks} weeks {days} days is in the {found[0].lower()} trimester.",
        (right, *wrong),
        tags=("trimester",),
    )


def _gestation(rng: random.Random, trimester_: str, *, dated: bool) -> tuple[int, int]:
    """A gestational age in a trimester, often near its edge; where a title speaks of preterm and the like, one that
    is that in any reading: 20 to 36 weeks."""
    low, high = {"first": (8, 13), "second": (20 if dated else 14, 27), "third": (28, 36)}[trimester_]
    if not dated and rng.random() < 0.4:
        return rng.choice({"first": ((13, 6), (13, 0)), "second": ((14, 0), (27, 6)), "third": ((28, 0),)}[trimester_])
    return rng.randint(low, high), rng.randint(0, 6)


def _variants(book: Book, rng: random.Random, right: Code, alike: Sequence[Code]) -> list[Code] | None:
    """Three codes that are wrong: `alike` with the right one's 7th character, then others near by."""
    covering = book.covering(base_of(book, right).title)
    wrong = [code for code in _with_seventh(book, alike, right) if not is_covered(code, covering)]
    rng.shuffle(wrong)
    for ring in near_bases(book, right):
        if len(wrong) >= WRONG:
            break
        taken = {code.id for code in wrong} | {right.id}
        usable = [
            code for code in _with_seventh(book, ring, right)
            if code.id not in taken and not is_covered(code, covering) and code.title != right.title
        ]  # fmt: skip
        wrong += rng.sample(usable, min(WRONG - len(wrong), len(usable)))
    return wrong[:WRONG] if len(wrong) >= WRONG and len({code.title for code in wrong[:WRONG]}) == WRONG else None


def near_bases(book: Book, code: Code) -> Iterable[list[Code]]:
    """Entries around a code that are reported as they are or with a 7th character, in rings up to its category."""
    base = base_of(book, code)
    seen = {base.id}
    for above in reversed(book.path(base)):
        if above.level in {Level.BLOCK, Level.CHAPTER}:
            return
        level = [child for child in book.children(above.id) if child.base_id is None]
        deeper = [child for entry in level for child in book.children(entry.id) if child.base_id is None]
        ring = [entry for entry in (*level, *deeper) if entry.id not in seen]
        seen.update(entry.id for entry in ring)
        yield ring


def _with_seventh(book: Book, bases: Iterable[Code], like: Code) -> list[Code]:
    """The reportable code that each base makes: itself, or with the same 7th character as `like`."""
    found = []
    for base in bases:
        if base.billable and like.base_id is None:
            found.append(base)
        elif like.base_id is not None:
            found += [child for child in book.children(base.id) if child.base_id and child.code[-1] == like.code[-1]]
    return found


_STAGES: Final = {
    "initial encounter": "The patient is receiving active treatment for it at this encounter",
    "subsequent encounter": "Active treatment is complete, and the patient is seen for routine care during recovery",
    "sequela": "The encounter is for a late effect, a condition that arose as a direct result of it",
}


def seventh(book: Book, rng: random.Random) -> Draft | None:
    """The 7th character that the documentation calls for."""
    base = book.entry(rng.choice(book.extended()))
    if base.code[0] in "VWXY":  # an accident is not treated; what it did is
        return None
    extensions = [child for child in book.children(base.id) if child.base_id == base.id]
    if len(extensions) < 3:
        return None
    meanings = {code.id: code.title.removeprefix(f"{base.title}, ") for code in extensions}
    right = rng.choice(extensions)
    meaning = meanings[right.id]
    if "unspecified" in meaning.lower() or len(set(meanings.values())) < len(extensions):
        return None
    wrong = rng.sample([code for code in extensions if code.id != right.id], min(WRONG, len(extensions) - 1))
    if len(wrong) < WRONG:
        covering = book.covering(base.title)
        ring = next(iter(near_bases(book, right)), [])
        usable = [code for code in _with_seventh(book, ring, right) if not is_covered(code, covering)]
        if not usable:
            return None
        wrong += rng.sample(usable, 1)
    stage = _STAGES.get(meaning)
    said = f"{stage}." if stage else f"The documentation also supports: “{meaning}”."
    at = next((entry for entry in (base, *reversed(book.path(base))) if _defines(book, entry)), None)
    if at is None:
        return None
    return Draft(
        DOMAIN,
        f"A record describes “{base.title}”. {said} Which ICD-10-CM code is reported?",
        right.printed,
        tuple((code.printed, f"{code.printed} is “{code.title}”.") for code in wrong),
        f"The note at {at.printed} gives the 7th characters; {right.code[-1]} is “{meaning}”."
        + (" (Official Guidelines, Section I.C.19.a, say when each applies.)" if stage else ""),
        (right, *wrong, *((at,) if at.level is not Level.BLOCK else ())),
        tags=("7th character",),
    )


def _defines(book: Book, entry: Code) -> bool:
    return entry.level is not Level.CHAPTER and any(kind is NoteKind.SEVENTH for kind, _ in book.notes(entry.id))


def place(book: Book, rng: random.Random) -> Draft | None:
    """The chapter or block in which a condition is classified."""
    code = book.entry(rng.choice(book.common(System.ICD10CM) if rng.random() < 0.5 else book.billable(System.ICD10CM)))
    base = base_of(book, code)
    terms = [term for term in inclusion_terms(book, base) if is_telling(term)]
    asked = rng.choice(terms) if terms else base.title
    if not terms and not is_telling(asked):
        return None
    covering = book.covering(asked)
    if base.id not in covering:
        return None
    level = rng.choice((Level.CHAPTER, Level.BLOCK))
    path = book.path(base)
    right = _last(path, level)
    if right is None:
        return None
    # Every place that holds something described by the same words could be defended.
    held = {above.id for found in covering for above in book.path(book.entry(found))}
    siblings = [
        entry for entry in map(book.entry, book.level(level))
        if entry.id not in held and (level is Level.CHAPTER or entry.parent_id == right.parent_id)
    ]  # fmt: skip
    if right.id not in held or len(siblings) < WRONG:
        return None
    siblings.sort(key=lambda entry: abs(entry.id - right.id))
    wrong = rng.sample(siblings[:6], WRONG)
    noun = level.value
    return Draft(
        DOMAIN,
        f"In which {noun} of ICD-10-CM does the Tabular List classify “{asked}”?",
        _place(right),
        tuple((_place(entry), f"“{asked}” is {base.printed}, which is not in {_short(entry)}.") for entry in wrong),
        f"“{asked}” is {'an inclusion term' if terms else 'the title'} of {base.printed}, which stands in"
        f" {_place(right)}.",
        (base,),
        difficulty=1 if level is Level.CHAPTER else 2,
    )


def _last(path: Sequence[Code], level: Level) -> Code | None:
    return next((entry for entry in reversed(path) if entry.level is level), None)


def _short(entry: Code) -> str:
    return f"chapter {int(entry.code[2:])}" if entry.level is Level.CHAPTER else f"block {entry.code}"


def _place(entry: Code) -> str:
    if entry.level is Level.CHAPTER:
        return f"Chapter {int(entry.code[2:])}: {entry.title}"
    return f"{entry.title} ({entry.code})"
