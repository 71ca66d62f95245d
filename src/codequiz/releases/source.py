"""Files as users have them: plain, gzipped, or in a zip. Read within bounds; nothing is unpacked by its name.

What protects against hostile files: a limit on the size of anything read (declared or not), on a zip's entries,
total size and ratio, on its nesting (one level), and on the length of a line.
"""

import gzip
import io
import shutil
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, cast

from codequiz.errors import CodequizError, InvalidDataError
from codequiz.text import one_line

MOST_BYTES: Final = 256 << 20
MOST_TOTAL_BYTES: Final = 512 << 20
MOST_NESTED_BYTES: Final = 64 << 20
MOST_ENTRIES: Final = 2000
MOST_RATIO: Final = 100
"""Official files compress to a tenth; one that compresses to a hundredth of a large size is a bomb."""

LONGEST_LINE: Final = 20_000
_SMALL: Final = 1 << 20
_CHUNK: Final = 1 << 18
HEAD_BYTES: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Piece:
    """One file that may hold a code set. `name` is for people, with the zip it is in; `path` names the user's file."""

    name: str
    path: Path
    size: int
    open: Callable[[], IO[bytes]]

    def head(self) -> bytes:
        """Its first bytes."""
        with reading(self.name), self.open() as file:
            return file.read(HEAD_BYTES)

    def chunks(self) -> Iterator[bytes]:
        """All its bytes; raises InvalidDataError when there are more than any code set has, or it is damaged."""
        seen = 0
        with reading(self.name), self.open() as file:
            while chunk := file.read(_CHUNK):
                seen += len(chunk)
                if seen > MOST_BYTES:
                    raise InvalidDataError(
                        f"{self.name}: larger than {MOST_BYTES >> 20} MB, which no code set is; nothing was imported"
                    )
                yield chunk


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that was not imported, and why."""

    name: str
    reason: str


@contextmanager
def reading(name: str) -> Iterator[None]:
    """Say in one line what is wrong when reading a file fails."""
    try:
        yield
    except (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError, UnicodeDecodeError, struct.error) as error:
        raise InvalidDataError(
            f"{one_line(name)}: damaged or cut off: {one_line(str(error)) or 'unexpected end'}",
            "download the file again",
        ) from error
    except (NotImplementedError, RuntimeError) as error:
        raise InvalidDataError(
            f"{one_line(name)}: {one_line(str(error))}", "unpack the zip and import its files"
        ) from error
    except OSError as error:
        raise CodequizError(f"cannot read {one_line(name)}: {error.strerror or error}", "check the path") from error


@contextmanager
def pieces(path: Path) -> Iterator[tuple[list[Piece], list[LeftOut]]]:
    """The files that `path` is or holds, open while the context is.

    Raises CodequizError when it cannot be read, InvalidDataError when it is empty, damaged or a bomb.
    """
    name = one_line(path.name)
    with ExitStack() as stack:
        # What is no file is told by its whole path: the mistake may be anywhere in it.
        with reading(str(path)):
            if path.is_dir():
                raise CodequizError(f"{one_line(str(path))} is a directory", "name the files in it")
            if path.exists() and not path.is_file():
                raise CodequizError(f"{one_line(str(path))} is a pipe or a device", "write it to a file first")
            size = path.stat().st_size
        with reading(name):
            if not size:
                raise InvalidDataError(f"{name}: the file is empty", "download the file again")
            with path.open("rb") as file:
                magic = file.read(4)
            if magic[:2] == b"\x1f\x8b":
                shown = name.removesuffix(".gz")
                found = [Piece(shown, path, size * 10, lambda: _gunzip(path))]
                left_out: list[LeftOut] = []
            elif magic[:4] in {b"PK\x03\x04", b"PK\x05\x06"}:
                archive = stack.enter_context(zipfile.ZipFile(path))
                if is_spreadsheet(archive):
                    _checked(archive, name)
                    found, left_out = [Piece(name, path, size, lambda: path.open("rb"))], []
                else:
                    found, left_out = _members(archive, path, name, stack)
            else:
                if size > MOST_BYTES:
                    raise InvalidDataError(f"{name}: larger than {MOST_BYTES >> 20} MB, which no code set is")
                found, left_out = [Piece(name, path, size, lambda: path.open("rb"))], []
        yield found, left_out


def is_spreadsheet(archive: zipfile.ZipFile) -> bool:
    """Whether a zip is an Excel workbook."""
    return {"[Content_Types].xml", "xl/workbook.xml"} <= set(archive.namelist()[:MOST_ENTRIES])


def _checked(archive: zipfile.ZipFile, name: str) -> list[zipfile.ZipInfo]:
    """The entries of a zip; raises InvalidDataError when it is made to exhaust whoever unpacks it."""
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise InvalidDataError(f"{name}: {len(entries):,} files in one zip; not a code set")
    if not entries:
        raise InvalidDataError(f"{name}: an empty zip", "download the file again")
    for entry in entries:
        if entry.file_size > _SMALL and entry.file_size > MOST_RATIO * max(1, entry.compress_size):
            times = entry.file_size // max(1, entry.compress_size)
            raise InvalidDataError(
                f"{name}: {one_line(entry.filename, 80)} unpacks to {times:,} times its size: a zip bomb; not read"
            )
    total = sum(entry.file_size for entry in entries)
    if total > MOST_TOTAL_BYTES or any(entry.file_size > MOST_BYTES for entry in entries):
        raise InvalidDataError(f"{name}: unpacks to {total >> 20:,} MB, which no code set does; nothing was read")
    return entries


def _members(
    archive: zipfile.ZipFile, path: Path, name: str, stack: ExitStack, *, nested: bool = False
) -> tuple[list[Piece], list[LeftOut]]:
    found: list[Piece] = []
    left: list[LeftOut] = []
    for entry in _checked(archive, name):
        if entry.filename.endswith("/"):
            continue
        # Only shown, never used as a path.
        inner = f"{name}: {one_line(entry.filename.rsplit('/', 1)[-1], 120)}"
        if entry.flag_bits & 1:
            left.append(LeftOut(inner, "encrypted"))
            continue
        with reading(inner), archive.open(entry) as file:
            magic = file.read(4)
        if magic == b"PK\x03\x04":
            with reading(inner):
                content = stack.enter_context(_nested(archive, entry, inner))
                within = stack.enter_context(zipfile.ZipFile(content))
            if is_spreadsheet(within):
                _checked(within, inner)
            elif nested:
                left.append(LeftOut(inner, "a zip in a zip in a zip"))
                continue
            else:
                more, less = _members(within, path, inner, stack, nested=True)
                found += more
                left += less
                continue
        found.append(Piece(inner, path, entry.file_size, _opener(archive, entry)))
    return found, left


@contextmanager
def _nested(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> Iterator[IO[bytes]]:
    """A zip in a zip, as a file that can be read anywhere: on disk when it is large."""
    if entry.file_size > MOST_NESTED_BYTES:
        raise InvalidDataError(f"{name}: a zip of {entry.file_size >> 20} MB inside a zip; unpack it first")
    with tempfile.SpooledTemporaryFile(_SMALL) as content:
        with archive.open(entry) as file:
            shutil.copyfileobj(file, content)
        yield cast("IO[bytes]", content)


def _opener(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Callable[[], IO[bytes]]:
    return lambda: archive.open(entry)


class EncodingDetector:
    """Tells the encoding of text from its bytes as they pass: a byte-order mark, else UTF-8 if valid, else cp1252."""

    def __init__(self) -> None:
        import codecs

        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._is_utf8 = True
        self._marked = ""
        self._first = True

    def feed(self, chunk: bytes) -> None:
        """See the next bytes."""
        if self._first:
            self._first = False
            self._marked = encoding_mark(chunk)
        if self._is_utf8 and not self._marked:
            try:
                self._decoder.decode(chunk)
            except UnicodeDecodeError:
                self._is_utf8 = False

    @property
    def encoding(self) -> str:
        """The encoding of what was seen, as Python names it."""
        return self._marked or ("utf-8" if self._is_utf8 else "cp1252")


def encoding_mark(head: bytes) -> str:
    """The encoding that a byte-order mark (or UTF-16's zero bytes) declares, or an empty string."""
    if head.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if len(head) >= 8 and not any(head[1:40:2]) and all(head[0:40:2]):
        return "utf-16-le"
    if len(head) >= 8 and not any(head[0:40:2]) and all(head[1:40:2]):
        return "utf-16-be"
    return ""


def open_content(path: Path) -> IO[bytes]:
    """The original bytes of a release, whose file is compressed when it was imported."""
    return _gunzip(path) if path.suffix == ".gz" else path.open("rb")


def _gunzip(path: Path) -> IO[bytes]:
    return cast("IO[bytes]", gzip.GzipFile(path, "rb"))


def text_lines(path: Path, encoding: str, name: str) -> Iterator[tuple[int, str]]:
    """(number, line without its end) of a release's text.

    Raises InvalidDataError for a line longer than any code set has.
    """
    with reading(name), open_content(path) as file:
        text = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline=None)
        number = 0
        while line := text.readline(LONGEST_LINE):
            number += 1
            if len(line) == LONGEST_LINE:
                raise InvalidDataError(
                    f"{name}:{number}: a line of more than {LONGEST_LINE:,} characters; not a code file"
                )
            yield number, line.rstrip("\r\n")
