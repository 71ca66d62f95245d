"""What is fuzzed: one function a parser, from bytes to nothing. It fails on everything but an error meant for users."""

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

from codequiz import exchange
from codequiz.cli.plain import keys
from codequiz.codes import mentions, normalise, parse_pattern, shapes
from codequiz.errors import CodequizError
from codequiz.formats.parse import parse as parse_format
from codequiz.history import History, staging
from codequiz.lookup import Lookup
from codequiz.questions import parse as parse_questions
from codequiz.text import printable


def text_of(data: bytes) -> str:
    """The bytes as text of files: what is not UTF-8 is replaced."""
    return data.decode("utf-8", "replace")


def questions(data: bytes) -> None:
    """A file of questions."""
    parsed = parse_questions(text_of(data), "fuzz.toml")
    for problem in parsed.problems:
        assert printable(str(problem)) == str(problem)
    for question in parsed.questions:
        assert 0 <= question.answer < len(question.choices)


def exam_format(data: bytes) -> None:
    """An exam format."""
    result, problems = parse_format(text_of(data), "fuzz.toml")
    assert (result is None) == bool(problems)


def key(data: bytes) -> None:
    """A line typed at a question."""
    keys.parse(text_of(data))


def code(data: bytes) -> None:
    """Codes, prefixes, ranges, and codes in running text."""
    text = text_of(data)
    normalise(text)
    shapes(text)
    parse_pattern(text)
    mentions(text)


def bank(data: bytes) -> None:
    """A bank in the format of others; the first byte chooses which. What is read can be written and read again."""
    kind = ("csv", "gift", "aiken")[data[0] % 3 if data else 0]
    parsed = exchange.read(data[1:], "fuzz", "fuzz", 2026, kind)
    for problem in parsed.problems:
        assert printable(str(problem)) == str(problem)
    if kind in exchange.WRITERS and parsed.questions:
        again = exchange.read(exchange.WRITERS[kind](parsed.questions).encode(), "fuzz", "fuzz", 2026, kind)
        assert not again.problems
        assert [item.stem for item in again.questions] == [item.stem for item in parsed.questions]


@cache
def _empty_history() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "history.db"
        History(path).close()
        return path.read_bytes()


def history(data: bytes) -> None:
    """Another history, as `history import` reads it: taken over whole or not at all."""
    with tempfile.TemporaryDirectory() as folder:
        path, file = Path(folder) / "history.db", Path(folder) / "file"
        file.write_bytes(data)
        try:
            # Most is refused here, before anything is written.
            list(staging.read(file, Path(folder)))
        except CodequizError as error:
            assert "\n" not in error.message
            return
        path.write_bytes(_empty_history())
        with History(path) as own:
            try:
                own.merge(file)
            except CodequizError as error:
                assert "\n" not in error.message
                assert not own.sessions()
            for session in own.sessions():
                own.load(session.id)
                own.answers(session.id)


@cache
def _engine() -> Lookup:
    from codequiz import index, index_build
    from codequiz.releases import shipped

    path = Path(tempfile.mkdtemp()) / "codes.db"
    index_build.build(path, [release for release in shipped.releases() if release.is_sample])
    return Lookup(index.connect(path))


def query(data: bytes) -> None:
    """A query of lookup, in the samples of CPT, HCPCS and modifiers."""
    found = _engine().find(text_of(data), limit=5)
    scores = [hit.score for hit in found.answer.hits]
    assert len(scores) <= 5
    assert scores == sorted(scores, reverse=True)


def release(data: bytes) -> None:
    """Any file that is imported: recognised, unpacked, parsed."""
    from codequiz.releases.importing import Wanted, prepare

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "file"
        file.write_bytes(data)
        (Path(folder) / "staging").mkdir()
        try:
            prepare([file], Path(folder) / "staging", [], Wanted(), lambda *_: None)
        except CodequizError as error:
            assert "\n" not in error.message


TARGETS: Final[dict[str, Callable[[bytes], None]]] = {
    "questions": questions,
    "format": exam_format,
    "key": key,
    "code": code,
    "query": query,
    "release": release,
    "bank": bank,
    "history": history,
}
