"""Which questions a session may ask: the bank's, a user's own, and those made from the code sets."""

from collections.abc import Sequence
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING, Final

from codequiz.cli import console
from codequiz.questions import Question

if TYPE_CHECKING:
    from codequiz.formats import Format

MADE_FOR_EACH: Final = 4
"""Questions made for each one that is wanted, so that every domain they reach has some to choose from."""
_MOST_MADE: Final = 2_000


def from_bank(choice: str | None) -> tuple[Question, ...]:
    """The sound questions of the chosen bank, of the project's own when None; says what was left out."""
    from codequiz import bank

    loaded = bank.chosen(choice) if choice else bank.installed()
    questions = bank.usable(loaded)
    if loaded.problems:
        console.note(f"questions left out: {loaded.problems[0]} (codequiz questions check shows all problems)")
    return questions


def domains_beyond(exam: "Format", questions: Sequence[Question]) -> list[str]:
    """All domains of a user's bank when some are not the exam's, so that none is left out; else none, meaning all."""
    domains = sorted({question.domain for question in questions})
    known = {domain for section in exam.sections for domain in section.domains}
    return domains if not known.issuperset(domains) else []


def made(wanted: int, seed: int, domains: Sequence[str] = ()) -> tuple[Question, ...]:
    """Questions made from the installed code sets, more than `wanted`; the same ones for the same seed.

    With `domains`, only theirs: as many as can be made of them.
    """
    from codequiz.cli.indexing import open_codes
    from codequiz.codeview import CodeView
    from codequiz.generate import stream

    amount = min(max(wanted, 10) * MADE_FOR_EACH, _MOST_MADE)
    with closing(open_codes()) as connection:
        # Looking for a domain that nothing is made for has to end.
        endless = islice(stream(CodeView(connection), seed), amount * 10)
        found = (question for question in endless if not domains or question.domain in domains)
        return tuple(islice(found, amount))


def made_again(ids: Sequence[str]) -> tuple[Question, ...]:
    """The made questions among `ids`, made once more: their ids say how."""
    from codequiz.generate import again

    ids = [question_id for question_id in ids if question_id.startswith("gen-")]
    if not ids:
        return ()
    from codequiz.cli.indexing import open_codes
    from codequiz.codeview import CodeView

    with closing(open_codes()) as connection:
        view = CodeView(connection)
        return tuple(found for question_id in ids if (found := again(view, question_id)))
