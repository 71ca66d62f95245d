"""The book's conventions: what may be billed, what may not stand together, what comes first, what is new."""

import random
import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from codequiz.codebook import Code
from codequiz.codes import System, mentions
from codequiz.generate.diagnoses import near_bases
from codequiz.generate.model import WRONG, Book, Draft
from codequiz.generate.wording import base_of, is_covered, near
from codequiz.releases.model import Level, NoteKind

DOMAIN: Final = "coding-guidelines"

# A note that holds only under a condition does not make a pair that can be asked without it.
_CONDITIONAL: Final = re.compile(
    r"\b(?:except|other than|unless|code to|excluding|without|5th|fifth|sixth|character)\b", re.IGNORECASE
)


def billable(book: Book, rng: random.Random) -> Draft | None:
    """Which of four is a code that can be reported, or which is not."""
    right = book.entry(rng.choice(book.billable(System.ICD10CM)))
    base = base_of(book, right)
    around = [entry for ring in near_bases(book, right) for entry in ring]
    if rng.random() < 0.5:
        path = [entry for entry in book.path(base) if entry.level not in {Level.BLOCK, Level.CHAPTER}]
        headings = list({e.id: e for e in (*path, *([base] if base.id != right.id else []), *around)}.values())
        headings = [entry for entry in headings if not entry.billable]
        if len(headings) < WRONG:
            return None
        chosen, asks = rng.sample(headings[:8], WRONG), "can be reported as it stands"
        answer, others = right, chosen
    else:
        heading = next((entry for entry in reversed(book.path(base)) if not entry.billable), None)
        valid = [entry for entry in around if entry.billable and entry.id != right.id]
        if heading is None or heading.level in {Level.BLOCK, Level.CHAPTER} or len(valid) < WRONG - 1:
            return None
        chosen, asks = [right, *rng.sample(valid[:12], WRONG - 1)], "cannot be reported, as it needs more characters"
        answer, others = heading, chosen
    return Draft(
        DOMAIN,
        f"Which of these ICD-10-CM codes {asks}?",
        answer.printed,
        tuple((entry.printed, _validity(book, entry)) for entry in others),
        "A code is valid only when it has all characters that its category provides (Official Guidelines, Section"
        f" I.B.2). {_validity(book, answer)}",
        (answer, *others),
        difficulty=1,
        tags=("billable",),
    )


def _validity(book: Book, entry: Code) -> str:
    if entry.billable:
        return f"{entry.printed}, “{entry.title}”, is complete: it has no subdivision."
    if any(child.base_id for child in book.children(entry.id)):
        return f"{entry.printed}, “{entry.title}”, still needs its 7th character."
    return f"{entry.printed}, “{entry.title}”, is a heading with codes below it."


def _mentioned(book: Book, entry: Code, kind: NoteKind) -> Iterator[tuple[str, str]]:
    """(text, code, prefix or range) of each place that the notes of a kind at an entry name."""
    for note_kind, text in book.notes(entry.id):
        if note_kind is kind:
            for mention in mentions(text):
                yield text, mention.code


def _names(code: Code, mentioned: str) -> bool:
    """Whether a code or range in a note holds `code`: it is the same, below it, or in the range."""
    first, _, last = mentioned.partition("-")
    return code.code.startswith(first) if not last else first <= code.code[: max(len(first), len(last))] <= last + "~"


def _related(book: Book, one: Code, other: Code, kind: NoteKind) -> bool:
    """Whether a note of a kind, anywhere above `one`, names `other` or a heading of it."""
    whole = (other, base_of(book, other))
    return any(
        _names(code, mentioned)
        for entry in (*book.path(base_of(book, one)), base_of(book, one))
        for _, mentioned in _mentioned(book, entry, kind)
        for code in whole
    )


def excludes_each_other(book: Book, one: Code, other: Code) -> bool:
    """Whether an Excludes1 note above either code names the other."""
    return _related(book, one, other, NoteKind.EXCLUDES1) or _related(book, other, one, NoteKind.EXCLUDES1)


def _reportable(book: Book, rng: random.Random, mentioned: str) -> Code | None:
    """A reportable code that a note names: itself, or one below the heading it names."""
    found = book.find(System.ICD10CM, mentioned) if "-" not in mentioned else None
    while found is not None and not found.billable:
        children = book.children(found.id)
        found = rng.choice(children) if children else None
    return found


def _below(book: Book, rng: random.Random, entry: Code) -> Code | None:
    return _reportable(book, rng, entry.code)


def excludes1(book: Book, rng: random.Random) -> Draft | None:
    """Which code an Excludes1 note forbids beside another."""
    at = book.entry(rng.choice(book.noted(NoteKind.EXCLUDES1)))
    named = [(text, code) for text, code in _mentioned(book, at, NoteKind.EXCLUDES1) if not _CONDITIONAL.search(text)]
    if not named:
        return None
    text, mentioned = rng.choice(named)
    one, barred = _below(book, rng, at), _reportable(book, rng, mentioned)
    if one is None or barred is None or _names(one, mentioned):
        return None
    # Two codes of one category seldom stand together, note or no note: none of either's category is offered.
    wrong: list[Code] = []
    for code in (*_allowed(book, rng, one), *_around(book, rng, barred)):
        taken = {one.code[:3], barred.code[:3]}
        if len(wrong) < WRONG and code.code[:3] not in taken and code.id not in {known.id for known in wrong}:
            wrong += [] if excludes_each_other(book, one, code) else [code]
    if len(wrong) < WRONG:
        return None
    return Draft(
        DOMAIN,
        f"{one.printed} (“{one.title}”) is reported for an encounter. Which of these codes does an Excludes1 note of"
        " the Tabular List forbid beside it, unless the two conditions are unrelated?",
        barred.printed,
        tuple(
            (code.printed, f"No Excludes1 note at either code names {code.printed}, “{code.title}”.") for code in wrong
        ),
        f"The Excludes1 note at {at.printed}, “{at.title}”, reads “{text}”, and {barred.printed} is “{barred.title}”."
        " Excludes1 means: not coded here, never at the same time (Official Guidelines, Section I.A.12.a).",
        (one, barred, *wrong, at, *_written(book, text)),
        difficulty=3,
        tags=("Excludes1",),
    )


def _allowed(book: Book, rng: random.Random, one: Code) -> list[Code]:
    """Codes that an Excludes2 note above `one` names: they may stand beside it, and look as if they might not."""
    base = base_of(book, one)
    named = [
        mentioned
        for entry in (*book.path(base), base)
        for _, mentioned in _mentioned(book, entry, NoteKind.EXCLUDES2)
        if "-" not in mentioned
    ]
    rng.shuffle(named)
    return [code for mentioned in named[:2] if (code := _reportable(book, rng, mentioned))]


def _around(book: Book, rng: random.Random, barred: Code) -> list[Code]:
    found: list[Code] = []
    for ring in near(book, barred):
        others = [code for code in ring if code.code[:3] != barred.code[:3]]
        found += rng.sample(others, min(8, len(others)))
    return found


def _written(book: Book, text: str) -> tuple[Code, ...]:
    """The codes that a note's text names, for the question's list."""
    codes = (part for mention in mentions(text) for part in mention.code.split("-"))
    return tuple(found for code in codes if (found := book.find(System.ICD10CM, code)))


def sequence(book: Book, rng: random.Random) -> Draft | None:
    """Two codes that a note puts in an order."""
    kind = rng.choice((NoteKind.CODE_FIRST, NoteKind.USE_ADDITIONAL))
    at = book.entry(rng.choice(book.noted(kind)))
    named = [(text, code) for text, code in _mentioned(book, at, kind) if not _CONDITIONAL.search(text)]
    if not named:
        return None
    text, mentioned = rng.choice(named)
    here, other = _below(book, rng, at), _reportable(book, rng, mentioned)
    if here is None or other is None or _contradict(here, other) or excludes_each_other(book, here, other):
        return None
    first, second = (other, here) if kind is NoteKind.CODE_FIRST else (here, other)
    if _related(book, second, first, NoteKind.USE_ADDITIONAL) or _related(book, first, second, NoteKind.CODE_FIRST):
        return None
    label = "Code first" if kind is NoteKind.CODE_FIRST else "Use additional code"
    shown = [first, second]
    rng.shuffle(shown)
    return Draft(
        DOMAIN,
        f"The provider documents “{shown[0].title}” and “{shown[1].title}”, and links the two. Which codes are"
        " reported, and in which order?",
        f"{first.printed}, {second.printed}",
        (
            (f"{second.printed}, {first.printed}", f"The note puts {first.printed} before {second.printed}."),
            (first.printed, f"{second.printed}, “{second.title}”, is documented too and would be left out."),
            (second.printed, f"{first.printed}, “{first.title}”, is documented too and would be left out."),
        ),
        f"The “{label}” note at {at.printed}, “{at.title}”, names “{text.lstrip(', ')}”: {first.printed} comes first,"
        f" {second.printed} after it (Official Guidelines, Sections I.A.13 and I.A.17).",
        (first, second, at, *_written(book, text)),
        tags=("sequencing",),
    )


_SIDES: Final = re.compile(r"\b(?:right|left|bilateral)\b", re.IGNORECASE)


def _contradict(one: Code, other: Code) -> bool:
    """Whether two codes cannot be of one encounter: other sides, other stages of care, mother and newborn, weeks."""
    sides = [frozenset(side.lower() for side in _SIDES.findall(code.title)) for code in (one, other)]
    stages = [code.code[-1] for code in (one, other) if code.base_id is not None]
    return (
        one.code[:3] == other.code[:3]
        or (bool(sides[0]) and bool(sides[1]) and sides[0] != sides[1])
        or len(set(stages)) > 1
        or {one.code[0], other.code[0]} == {"O", "P"}
        or "Z3A" in {one.code[:3], other.code[:3]}
    )


def new(book: Book, rng: random.Random, pool: Sequence[str], new_codes: Collection[str]) -> Draft | None:
    """Which code is new in the installed release; `new_codes` are normalised, `pool` is them in order."""
    right = book.find(System.ICD10CM, rng.choice(pool)) if pool else None
    if right is None or not right.billable:
        return None
    year = book.year(System.ICD10CM)
    covering = book.covering(right.title)
    wrong: list[Code] = []
    for ring in near(book, right):
        usable = [code for code in ring if code.code not in new_codes and not is_covered(code, covering)]
        wrong += rng.sample(usable, min(WRONG - len(wrong), len(usable)))
    if len(wrong) < WRONG:
        return None
    return Draft(
        "icd-10-cm",
        f"Which of these ICD-10-CM codes is new in the release for fiscal year {year}?",
        right.printed,
        tuple((code.printed, f"{code.printed}, “{code.title}”, was there before.") for code in wrong),
        f"{right.printed}, “{right.title}”, is in the release for fiscal year {year} and not in the one before it.",
        (right, *wrong),
        difficulty=3,
        tags=("new codes",),
    )
