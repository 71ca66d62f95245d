"""A file that is no sound code set is refused in one line, and nothing changes."""

import os
import re
import zipfile
from pathlib import Path

import pytest

import release_files as files
from codequiz.errors import CodequizError, InvalidDataError
from codequiz.releases import imported
from codequiz.releases.checking import BadFileError
from import_support import bring_in
from release_files import WriteFile

pytestmark = pytest.mark.usefixtures("release_home")

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><ICD10CM.tabular>&b;</ICD10CM.tabular>'
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><ICD10CM.index>&x;</ICD10CM.index>'
)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<ICD10PCS.index><version>2024</version></ICD10PCS.index>", "the ICD-10-PCS Index"),
        (b"<ICD10PCS.definitions/>", "the ICD-10-PCS definitions"),
        (files.zipped({"a.txt.gz": files.gzipped(files.order_file(files.ORDER_2026))}), "a gzip file in a zip"),
        (files.zipped({"a/": b"", "b/": b""}), "holds no files"),
        (b"A0021\nA0080\nA0090\n", "a list of codes without descriptions"),
        (files.gzipped(b"Codes\r\nE11.9\r\nI10\r\n"), "a list of codes without descriptions"),
        (b"Add:         A000    Something\r\nDelete:      A001    Another\r\n", "a list of changes"),
    ],
)
def test_an_official_file_that_is_no_code_set_is_named(write: WriteFile, content: bytes, reason: str) -> None:
    with pytest.raises(InvalidDataError, match=reason):
        bring_in(write("x.dat", content))


@pytest.mark.parametrize("place", ["pipe", "directory", "link to nothing", "/dev/zero"])
def test_what_is_no_file_is_refused_at_once(tmp_path: Path, place: str) -> None:
    path = tmp_path / place
    if place == "pipe":
        os.mkfifo(path)
    elif place == "directory":
        path.mkdir()
    elif place == "link to nothing":
        path.symlink_to("nowhere")
    else:
        path = Path(place)
    with pytest.raises(
        CodequizError, match=rf"{re.escape(str(path))}( is a pipe or a device| is a directory|: No such)"
    ):
        bring_in(path)


def malformed_order() -> bytes:
    lines = files.order_file(files.ORDER_2026).splitlines(keepends=True)
    lines[3] = b"00004 E780    x Something\r\n"
    return b"".join(lines)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"\x00\x01\x02\x03" * 100, "binary"),
        (b"Dear Sir or Madam,\nthis is no code file.\n", "not a code file"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "web page"),
        (b"%PDF-1.4\n", "PDF"),
        (files.TABULAR.encode()[:-200], "not well-formed"),
        (BOMB.encode(), "entities"),
        (OUTSIDE.encode(), "entities"),
        (files.order_file(files.ORDER_2026)[:-20], "cut off|problem"),
        (malformed_order(), "1 problem"),
        (files.order_file(files.ORDER_2026) * 2, "7 problems"),
        (files.zipped({"a.txt": b"hello there\n", "b.txt": b"good bye\n"}), "no code set"),
        (files.zipped({"a.txt": files.order_file(files.ORDER_2026)})[:200], "damaged"),
        (files.gzipped(files.order_file(files.ORDER_2026))[:-30], "damaged"),
        (b"code,title\nA00.0,one\nnothing,two\nA00.9\n", "2 problems"),
        (b"code,title\nA00.0," + b"x" * 30_000, "a line of more than"),
        (files.hcpcs_file([*files.HCPCS, "A4001001"]), "1 problem"),
        (files.workbook([("HCPC", "ACTION CD"), ("A4000", "ADD")]), "without the columns"),
        (files.workbook(files.HCPCS_SHEET, far_cell="XFD1048576"), "larger than any code set"),
        (b"PK\x03\x04" + b"\x00" * 100, "damaged"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 2000, "spreadsheet"),
        (
            files.order_file(
                [(f"A{n:03}", 1, "Thing") for n in range(100, 1000)]
                + [(f"B{n:03}", 1, "Thing") for n in range(100, 1000)]
            ),
            "cut off after B999",
        ),
    ],
)
def test_a_bad_file_changes_nothing_and_says_so_in_one_line(
    write: WriteFile, release_home: Path, content: bytes, message: str
) -> None:
    bring_in(write("good-2026.txt", files.order_file(files.ORDER_2025)))
    before = sorted(file for file in release_home.rglob("*") if file.name != ".lock")
    with pytest.raises(CodequizError, match=message) as raised:
        bring_in(write("another-2026.txt", files.order_file(files.PCS_ORDER)), write("bad.dat", content))
    assert "\n" not in raised.value.message
    assert sorted(file for file in release_home.rglob("*") if file.name != ".lock") == before
    assert [release.system for release in imported.releases()] == ["icd10cm"]


def test_problems_have_file_and_line(write: WriteFile) -> None:
    with pytest.raises(BadFileError) as raised:
        bring_in(write("bad.txt", malformed_order()))
    assert [str(problem).partition(": not")[0] for problem in raised.value.problems] == ["bad.txt:4"]


def test_a_zip_bomb_is_refused_unread(write: WriteFile) -> None:
    archive = files.zipped({"icd10cm-order-2026.txt": b"0" * (20 << 20)})
    with pytest.raises(InvalidDataError, match="zip bomb"):
        bring_in(write("bomb.zip", archive))


def test_names_in_a_zip_are_never_used_as_paths(write: WriteFile, tmp_path: Path, release_home: Path) -> None:
    archive = files.zipped(
        {"../../../evil-2026.txt": files.order_file(files.ORDER_2026), "/abs/\x1b[31m.txt": b"hello\n"}
    )
    bring_in(write("a.zip", archive))
    assert not list(tmp_path.parent.rglob("evil*"))
    assert not [file for file in release_home.rglob("*") if "evil" in file.name]


def test_an_encrypted_member_is_left_out(write: WriteFile) -> None:
    content = files.zipped({"good-2026.txt": files.order_file(files.ORDER_2026), "locked.txt": b"secret"})
    path = write("a.zip", content)
    raw = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        local = archive.getinfo("locked.txt").header_offset
    raw[local + 6] |= 1
    central = raw.rindex(b"PK\x01\x02")
    raw[central + 8] |= 1
    path.write_bytes(raw)
    done = bring_in(path)
    assert [(left.reason) for left in done.prepared.left] == ["encrypted"]
