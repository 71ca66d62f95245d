"""Whatever a file holds, importing it succeeds or fails in one clear line."""

import contextlib
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

import release_files as files
from codequiz.errors import CodequizError
from codequiz.releases.importing import Prepared, Wanted, prepare
from codequiz.releases.recognise import recognise

OFFICIAL = [
    files.order_file(files.ORDER_2026),
    files.order_file(files.PCS_ORDER),
    files.codes_file(files.ORDER_2026),
    files.TABULAR.encode(),
    files.INDEX.encode(),
    files.NEOPLASMS.encode(),
    files.DRUGS_CSV,
    files.PCS_TABLES.encode(),
    files.hcpcs_file(files.HCPCS),
    files.CPT_LONG,
    files.CPT_CONSUMER,
    b"code,title\nA00.0,one\nA00.1,two\n",
]
ZIPS = [files.zipped({"a.txt": content}) for content in OFFICIAL] + [files.gzipped(OFFICIAL[0])]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """An official file with bytes changed, cut out, doubled or put in."""
    content = bytearray(draw(st.sampled_from([*OFFICIAL, *ZIPS])))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        end = draw(st.integers(start, min(len(content), start + 200)))
        piece = draw(
            st.sampled_from([b"", b"\x00", b"<", b"&x;", b'"', b"\xff\xfe", b"\n", bytes(content[start:end]) * 2])
        )
        content[start:end] = piece + draw(st.binary(max_size=3))
    return bytes(content)


def imported(content: bytes) -> Prepared | None:
    """What an import of it prepares; None when it was refused."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "some file 2026.bin"
        path.write_bytes(content)
        staging = Path(name) / "staging"
        staging.mkdir()
        with contextlib.suppress(CodequizError):
            return prepare([path], staging, (), Wanted(), lambda *_: None)
    return None


def test_the_official_ones_are_taken() -> None:
    assert all(imported(content) for content in [*OFFICIAL, *ZIPS])


@given(st.binary(max_size=300) | st.text().map(str.encode))
def test_any_bytes_are_recognised_or_left(content: bytes) -> None:
    form, reason = recognise(content)
    assert (form is None) == bool(reason)


@settings(max_examples=150, deadline=None)
@given(mutated())
def test_a_damaged_file_is_imported_or_refused(content: bytes) -> None:
    prepared = imported(content)
    assert prepared is None or prepared.added
