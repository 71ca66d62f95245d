"""CPT and HCPCS, as far as the installed data holds: the code for a description, and which codes are add-ons."""

import random
from typing import Final

from codequiz.codebook import Code
from codequiz.codes import System
from codequiz.generate.model import WRONG, Book, Draft
from codequiz.generate.wording import is_covered
from codequiz.search.words import stems

_DOMAINS: Final = {
    "Anesthesia": "anesthesia",
    "Evaluation and Management": "evaluation-management",
    "Radiology": "radiology",
    "Pathology and Laboratory": "pathology-laboratory",
    "Medicine": "medicine",
    "Surgery · Integumentary System": "integumentary",
    "Surgery · Musculoskeletal System": "musculoskeletal",
    "Surgery · Respiratory System": "respiratory-cardiovascular",
    "Surgery · Cardiovascular System": "respiratory-cardiovascular",
    "Surgery · Hemic and Lymphatic Systems": "respiratory-cardiovascular",
    "Surgery · Mediastinum and Diaphragm": "respiratory-cardiovascular",
    "Surgery · Digestive System": "digestive",
    "Surgery · Urinary System": "genitourinary-maternity",
    "Surgery · Male Genital System": "genitourinary-maternity",
    "Surgery · Female Genital System": "genitourinary-maternity",
    "Surgery · Maternity Care and Delivery": "genitourinary-maternity",
    "Surgery · Endocrine System": "genitourinary-maternity",
    "Surgery · Nervous System": "nervous-eye-ear",
    "Surgery · Eye and Ocular Adnexa": "nervous-eye-ear",
    "Surgery · Auditory System": "nervous-eye-ear",
}
_REACH: Final = 12


def _domain(code: Code) -> str:
    section = code.section.partition(" · ")[0]
    return _DOMAINS.get(code.section) or _DOMAINS.get(section) or "medicine"


def _neighbours(book: Book, code: Code, reach: int) -> list[Code]:
    """The installed codes on either side of one, within its section, nearest first."""
    ids = book.billable(code.system)
    low, high = ids[0], ids[-1]
    around = sorted(
        (n for n in range(max(low, code.id - reach), min(high, code.id + reach) + 1) if n != code.id),
        key=lambda n: (abs(n - code.id), n),
    )
    found = (book.entry(n) for n in around)
    return [near for near in found if near.section == code.section and near.billable]


def described(book: Book, rng: random.Random, system: System) -> Code | None:
    """A code that is the only one in the book which its description describes."""
    right = book.entry(rng.choice(book.billable(system)))
    return right if len(set(stems(right.title))) >= 3 and book.covering(right.title) == {right.id} else None


def _among_neighbours(book: Book, rng: random.Random, system: System) -> tuple[Code, list[Code]] | None:
    if (right := described(book, rng, system)) is None:
        return None
    asked, covering = frozenset(stems(right.title)), frozenset({right.id})
    # A description that says less than the one asked for could be defended, so it is no wrong choice.
    usable = [
        code for code in _neighbours(book, right, _REACH)
        if not is_covered(code, covering) and not frozenset(stems(code.title)) <= asked
    ]  # fmt: skip
    return (right, rng.sample(usable[:6], WRONG)) if len(usable) >= WRONG else None


def cpt(book: Book, rng: random.Random) -> Draft | None:
    """The CPT code for a service in the project's words."""
    if (made := _among_neighbours(book, rng, System.CPT)) is None:
        return None
    right, wrong = made
    return Draft(
        _domain(right),
        f"Which CPT code is reported for this service: “{right.title}”?",
        right.code,
        tuple((code.code, f"{code.code} is “{code.title}”.") for code in wrong),
        f"{right.code} stands in {right.section.replace(' · ', ', ')}, and is for exactly this service."
        + (" It is an add-on code." if "add_on" in right.flags else ""),
        (right, *wrong),
        difficulty=1 if right.common == 3 else 2,
    )


def hcpcs(book: Book, rng: random.Random) -> Draft | None:
    """The HCPCS Level II code for a supply, drug or service in the project's words."""
    if (made := _among_neighbours(book, rng, System.HCPCS)) is None:
        return None
    right, wrong = made
    return Draft(
        "hcpcs-level-ii",
        f"Which HCPCS Level II code is reported for “{right.title}”?",
        right.code,
        tuple((code.code, f"{code.code} is “{code.title}”.") for code in wrong),
        f"{right.code} is in the group {right.section}, and is for exactly this item.",
        (right, *wrong),
        difficulty=1 if right.common == 3 else 2,
    )


def add_on(book: Book, rng: random.Random) -> Draft | None:
    """Which of four is an add-on code, or which is not."""
    flagged = book.flagged(System.CPT, "add_on")
    marked = book.entry(rng.choice(flagged))
    around = _neighbours(book, marked, 30)
    alone = [code for code in around if "add_on" not in code.flags]
    others = [code for code in around if "add_on" in code.flags]
    if rng.random() < 0.5 and len(others) >= WRONG - 1 and alone:
        right, wrong = rng.choice(alone[:6]), [marked, *rng.sample(others[:6], WRONG - 1)]
        asks = "is not an add-on code, and can be reported without another procedure"
    elif len(alone) >= WRONG:
        right, wrong = marked, rng.sample(alone[:8], WRONG)
        asks = "is an add-on code, never reported without the procedure that it adds to"
    else:
        return None
    return Draft(
        _domain(marked),
        f"Which of these CPT codes {asks}?",
        right.code,
        tuple((code.code, _mark(code)) for code in wrong),
        f"Add-on codes carry the plus sign in the book, are reported beside a primary procedure, and take no modifier"
        f" 51. {_mark(right)}",
        (right, *wrong, *_modifier(book, "51")),
        tags=("add-on",),
    )


def _modifier(book: Book, modifier: str) -> tuple[Code, ...]:
    found = book.find(System.MODIFIER, modifier)
    return (found,) if found else ()


def _mark(code: Code) -> str:
    is_add_on = "is an add-on code" if "add_on" in code.flags else "is not an add-on code"
    return f"{code.code}, “{code.title}”, {is_add_on}."
