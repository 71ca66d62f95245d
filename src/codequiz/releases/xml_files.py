"""XML from anywhere, read so that it can neither expand nor fetch anything."""

from pathlib import Path
from typing import IO, Final
from xml.etree.ElementTree import Element, ParseError, parse
from xml.parsers.expat import ExpatError, ParserCreate

from codequiz.errors import InvalidDataError
from codequiz.releases.source import open_content, reading

MOST_XML_BYTES: Final = 32 << 20
MOST_TAGS: Final = 2_000_000
"""Five times what the largest official file has; each costs more memory than it takes in the file."""
LONGEST_TOKEN: Final = 1 << 20


class _Guarded:
    """A file that refuses what expands or fetches, and says that it is too long before its tree fills the memory.

    A parser of its own sees each chunk first, up to the root element: only above that can entities be declared.
    """

    def __init__(self, file: IO[bytes], name: str) -> None:
        self._file = file
        self._name = name
        self._left = MOST_XML_BYTES
        self._tags_left = MOST_TAGS
        self._since_tag = 0
        self._is_above_root = True
        self._prolog = ParserCreate()
        self._prolog.StartDoctypeDeclHandler = self._refuse
        self._prolog.StartElementHandler = self._begin

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(size if size >= 0 else self._left + 1)
        self._left -= len(chunk)
        self._tags_left -= chunk.count(b"<")
        self._since_tag = 0 if b">" in chunk else self._since_tag + len(chunk)
        if self._left < 0 or self._tags_left < 0 or self._since_tag > LONGEST_TOKEN:
            raise InvalidDataError(f"{self._name}: more XML than any code set has; not read to its end")
        if self._is_above_root:
            self._prolog.Parse(chunk, False)
        return chunk

    def _begin(self, *_: object) -> None:
        self._is_above_root = False

    def _refuse(self, *_: object) -> None:
        raise InvalidDataError(
            f"{self._name}: declares a document type or entities, which no official file does; refused"
        )


def xml_root(path: Path, name: str) -> Element:
    """The root element of a release's XML.

    Raises InvalidDataError, with the line, when it is not well-formed, and when it has a document type or entities.
    """
    try:
        with reading(name), open_content(path) as file:
            return parse(_Guarded(file, name)).getroot()  # noqa: S314 - guarded
    except (ParseError, ExpatError) as error:
        line = error.position[0] if isinstance(error, ParseError) else error.lineno
        raise InvalidDataError(
            f"{name}:{line}: not well-formed XML: {error}", "the file is damaged or cut off: download it again"
        ) from error
    except (LookupError, ValueError) as error:
        raise InvalidDataError(f"{name}: not readable as XML: {error}") from error


def version_year(root: Element) -> int | None:
    """The year that the file says it is of."""
    text = (root.findtext("version") or "").strip()[:4]
    return int(text) if text.isdigit() and 1990 < int(text) < 2200 else None
