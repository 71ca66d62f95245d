"""Draw until a draft is sound; count, name and repeat questions by seed."""

import random
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Final

from codequiz.codes import System
from codequiz.generate import conventions, diagnoses, procedures
from codequiz.generate.model import Book, Draft, Kind, finished
from codequiz.questions import Question

_MAKERS: Final[dict[Kind, Callable[[Book, random.Random], Draft | None]]] = {
    Kind.CONDITION: diagnoses.condition,
    Kind.LATERALITY: diagnoses.laterality,
    Kind.SEVENTH: diagnoses.seventh,
    Kind.TRIMESTER: diagnoses.trimester,
    Kind.BILLABLE: conventions.billable,
    Kind.EXCLUDES1: conventions.excludes1,
    Kind.SEQUENCE: conventions.sequence,
    Kind.PLACE: diagnoses.place,
    Kind.CPT: procedures.cpt,
    Kind.HCPCS: procedures.hcpcs,
    Kind.ADD_ON: procedures.add_on,
}
KINDS: Final = tuple(_MAKERS)
"""The kinds that need nothing but the installed code sets; `Kind.NEW` also needs to be told what is new."""

_MOST_DRAWS: Final = 400
_MOST_IDLE: Final = 50
_ID: Final = re.compile(rf"gen-({'|'.join(Kind)})-(\d{{1,18}})")
_SYSTEMS: Final = {Kind.CPT: System.CPT, Kind.ADD_ON: System.CPT, Kind.HCPCS: System.HCPCS}


def generate(book: Book, kind: Kind, seed: int, new_codes: Collection[str] = ()) -> Question | None:
    """The question of a kind that `seed` gives; None when the code sets hold nothing to make it of.

    `new_codes` are the normalised ICD-10-CM codes that a release has and the one before it had not.
    """
    rng = random.Random(f"codequiz {kind} {seed}")
    pool = sorted(new_codes) if kind is Kind.NEW else ()
    for _ in range(_MOST_DRAWS):
        draft = _draw(book, kind, rng, pool, new_codes)
        if draft is not None and _is_sound(draft):
            return finished(draft, kind, seed, book.year(_SYSTEMS.get(kind, System.ICD10CM)), rng)
    return None


def _draw(book: Book, kind: Kind, rng: random.Random, pool: Sequence[str], new_codes: Collection[str]) -> Draft | None:
    try:
        if kind is Kind.NEW:
            return conventions.new(book, rng, pool, new_codes)
        return _MAKERS[kind](book, rng)
    except IndexError:  # nothing to draw from: a sample without that kind of entry
        return None


def _is_sound(draft: Draft) -> bool:
    choices = [draft.right, *(choice for choice, _ in draft.wrong)]
    return len(set(choices)) == len(choices) == 4 and all(len(choice) < 300 for choice in choices)


def stream(book: Book, seed: int, kinds: Sequence[Kind] = KINDS, new_codes: Collection[str] = ()) -> Iterator[Question]:
    """Questions without end, the kinds in turn, no stem twice; the same seed gives the same ones.

    Ends only when no kind gives anything new any more.
    """
    rng = random.Random(f"codequiz stream {seed}")
    asked: set[tuple[str, tuple[str, ...]]] = set()
    idle = dict.fromkeys(kinds, 0)
    while going := [kind for kind in kinds if idle[kind] < _MOST_IDLE]:
        for kind in rng.sample(going, len(going)):
            question = generate(book, kind, rng.randrange(10**9), new_codes)
            if question is None:  # and a draw of hundreds more would seldom end otherwise
                idle[kind] = _MOST_IDLE
                continue
            key = (question.stem, tuple(sorted(question.choices)))
            idle[kind] = idle[kind] + 1 if key in asked else 0
            if key not in asked:
                asked.add(key)
                yield question


def again(book: Book, question_id: str, new_codes: Collection[str] = ()) -> Question | None:
    """The question that an id such as `gen-condition-17` names; None when it names none."""
    match = _ID.fullmatch(question_id)
    return generate(book, Kind(match[1]), int(match[2]), new_codes) if match else None
