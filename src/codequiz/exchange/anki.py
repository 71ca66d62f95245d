"""Anki packages, written by genanki (MIT), which is the extra `anki`. Imported only when one is asked for."""

import hashlib
import html
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from codequiz.errors import NotReadyError
from codequiz.questions import LETTERS, Question

_MODEL_ID: Final = 1_742_906_133
"""Drawn once; Anki knows a note type by it, so that importing again updates cards instead of doubling them."""
_FIELDS: Final = ("Id", "Case", "Stem", *LETTERS, "Answer", "Rationale", "Codes")
_FRONT: Final = (
    '{{#Case}}<div class="case">{{Case}}</div><hr>{{/Case}}<div>{{Stem}}</div>'
    '<ol type="A"><li>{{A}}</li><li>{{B}}</li><li>{{C}}</li><li>{{D}}</li></ol>'
)
_BACK: Final = (
    '{{FrontSide}}<hr id="answer"><div><b>{{Answer}}</b></div>'
    '<div>{{Rationale}}</div><div class="codes">{{Codes}}</div>'
)
_CSS: Final = ".card { font-family: sans-serif; text-align: left; } .codes { color: gray; }"


def write_anki(questions: Sequence[Question], name: str, path: Path) -> None:
    """Write a deck called `name` to `path` (.apkg). Raises NotReadyError when genanki is missing, OSError."""
    try:
        import genanki
    except ImportError as error:
        raise NotReadyError(
            "Anki packages need genanki, which is not installed",
            "pipx inject codequiz genanki; without pipx: pip install genanki, where codequiz is installed",
        ) from error
    model = genanki.Model(
        _MODEL_ID,
        "codequiz question",
        fields=[{"name": field} for field in _FIELDS],
        templates=[{"name": "Question", "qfmt": _FRONT, "afmt": _BACK}],
        css=_CSS,
    )
    deck = genanki.Deck(int(hashlib.sha256(name.encode()).hexdigest()[:10], 16) % (1 << 31), name)
    for question in questions:
        deck.add_note(_note(genanki, model, question))
    genanki.Package(deck).write_to_file(str(path))


def _note(genanki: Any, model: Any, question: Question) -> Any:
    fields = [
        question.id,
        question.case.note if question.case else "",
        question.stem,
        *question.choices,
        f"{LETTERS[question.answer]}. {question.choices[question.answer]}",
        question.full_rationale,
        ", ".join(question.codes),
    ]
    tags = [question.domain, *("_".join(tag.split()) for tag in question.tags)]
    return genanki.Note(
        model=model,
        fields=[html.escape(field, quote=False).replace("\n", "<br>") for field in fields],
        tags=list(dict.fromkeys(tag for tag in tags if tag)),
        guid=genanki.guid_for("codequiz", question.id),
    )
