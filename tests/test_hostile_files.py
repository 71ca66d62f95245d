"""Whatever a file holds, importing it succeeds or fails in one clear line."""

import contextlib
import io
import tempfile
import zipfile
from pathlib import Path

import pytest
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


@settings(max_examples=150)
@given(mutated())
def test_a_damaged_file_is_imported_or_refused(content: bytes) -> None:
    prepared = imported(content)
    assert prepared is None or prepared.added


def refused(tmp_path: Path, content: bytes) -> str:
    """Why a file is not imported."""
    (tmp_path / "staging").mkdir()
    path = tmp_path / "some file 2026.bin"
    path.write_bytes(content)
    with pytest.raises(CodequizError) as raised:
        prepare([path], tmp_path / "staging", (), Wanted(), lambda *_: None)
    assert "\n" not in raised.value.message
    return raised.value.message


def test_a_small_file_that_makes_millions_of_codes_is_refused(tmp_path: Path) -> None:
    characters = "".join(f'<extension char="{char}">e</extension>' for char in "ABCDEFGHIJ" * 100)
    codes = "".join(f"<diag><name>A00.{number:03}</name><desc>d</desc></diag>" for number in range(1000))
    text = (
        "<ICD10CM.tabular><chapter><name>1</name><desc>c</desc><section id='A00-A09'><desc>s</desc><diag><name>A00"
        f"</name><desc>d</desc><sevenChrDef>{characters}</sevenChrDef>{codes}</diag></section></chapter>"
        "</ICD10CM.tabular>"
    )
    assert "more than 400,000 codes" in refused(tmp_path, text.encode())


def test_nesting_without_end_is_refused(tmp_path: Path) -> None:
    deep = "<diag><name>A00</name><desc>d</desc>" * 50_000 + "</diag>" * 50_000
    text = (
        "<ICD10CM.tabular><chapter><name>1</name><desc>c</desc><section id='A00-A09'><desc>s</desc>"
        f"{deep}</section></chapter></ICD10CM.tabular>"
    )
    assert "nested deeper" in refused(tmp_path, text.encode())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (files.zipped({"a.zip": files.zipped({"b.txt": b"0" * (20 << 20)})}), "a zip bomb"),
        (files.zipped({"a.zip": files.zipped({"b.zip": files.zipped({"c.txt": b"0"})})}), "a zip in a zip in a zip"),
        (files.gzipped(files.order_file(files.ORDER_2026) * 30_000) * 15, "larger than 256 MB"),
        (b"<ICD10CM.index>" + b"<!---->" * 2_100_000, "more XML than any code set has"),
        (b"<ICD10CM.index><a>" + b"a" * (2 << 20), "more XML than any code set has"),
        (b'<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><ICD10CM.tabular/>', "declares a document type"),
        (b'<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY b "c">]><ICD10CM.index>&b;</ICD10CM.index>', "entities"),
    ],
    ids=["bomb in a zip", "zips in zips", "gzip bomb", "many tags", "endless text", "foreign DTD", "entities"],
)
def test_a_bomb_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    assert message in refused(tmp_path, content)


def test_a_link_in_a_zip_is_a_text_like_any_other(tmp_path: Path) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        link = zipfile.ZipInfo("link-2026.txt")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert "link-2026.txt is not a code file that is known" in refused(tmp_path, content.getvalue())
