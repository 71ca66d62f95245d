"""Which questions a session may ask: the bank's, a user's own, and those made from the code sets."""

from collections.abc import Sequence
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING, Final

from codequiz.cli import console
from codequiz.questions import Question

if TYPE_CHECKING:
    from codequiz.codebook import CodeBook
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
    """All domains of a bank of which none is the exam's, so that there is something to ask; else none, meaning all."""
    domains = {question.domain for question in questions}
    known = {domain for section in exam.sections for domain in section.domains}
    return [] if domains & known else sorted(domains)


def made(wanted: int, seed: int, domains: Sequence[str] = (), new_since: str = "") -> tuple[Question, ...]:
    """Questions made from the installed code sets, more than `wanted`; the same ones for the same seed.

    With `domains`, only theirs: as many as can be made of them. With `new_since` (a release's name, or a file with
    one) also what ICD-10-CM has that it had not.
    """
    from codequiz.cli.indexing import open_codes
    from codequiz.codebook import CodeBook
    from codequiz.codeview import CodeView
    from codequiz.generate import KINDS, Kind, stream

    amount = min(max(wanted, 10) * MADE_FOR_EACH, _MOST_MADE)
    with closing(open_codes()) as connection:
        # Looking for a domain that nothing is made for has to end.
        fresh = _new_codes(CodeBook(connection), new_since) if new_since else frozenset()
        if new_since and not fresh:
            console.note(f"the ICD-10-CM in use has no code that {new_since} had not")
        kinds = (*KINDS, Kind.NEW) if fresh else KINDS
        endless = islice(stream(CodeView(connection), seed, kinds, fresh), amount * 10)
        found = (question for question in endless if not domains or question.domain in domains)
        return tuple(islice(found, amount))


def _new_codes(book: "CodeBook", since: str) -> frozenset[str]:
    """Billable codes of the ICD-10-CM in use that the release `since` had not."""
    from codequiz.code_sets import compared
    from codequiz.codes import System
    from codequiz.releases.difference import Change

    release = book.release(System.ICD10CM)
    if release is None:
        return frozenset()
    changes = compared(since, f"{release.system}:{release.name}").changes
    return frozenset(change.code for change in changes if change.change is Change.NEW and change.billable)


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
