"""XML from anywhere, read so that it can neither expand nor fetch anything."""

from pathlib import Path
from typing import IO, Final
from xml.etree.ElementTree import Element, ParseError

from codequiz.errors import InvalidDataError
from codequiz.releases.source import open_content, reading

MOST_XML_BYTES: Final = 32 << 20
MOST_TAGS: Final = 2_000_000
"""Five times what the largest official file has; each costs more memory than it takes in the file."""
LONGEST_TOKEN: Final = 1 << 20


class _Bounded:
    """A file that says it is too long before it fills the memory with its tree."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        self._file = file
        self._name = name
        self._left = MOST_XML_BYTES
        self._tags_left = MOST_TAGS
        self._since_tag = 0

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(size if size >= 0 else self._left + 1)
        self._left -= len(chunk)
        self._tags_left -= chunk.count(b"<")
        self._since_tag = 0 if b">" in chunk else self._since_tag + len(chunk)
        if self._left < 0 or self._tags_left < 0 or self._since_tag > LONGEST_TOKEN:
            raise InvalidDataError(f"{self._name}: more XML than any code set has; not read to its end")
        return chunk


def xml_root(path: Path, name: str) -> Element:
    """The root element of a release's XML.

    Raises InvalidDataError, with the line, when it is not well-formed, and when it has a document type or entities.
    """
    import defusedxml.ElementTree
    from defusedxml.common import DefusedXmlException

    try:
        with reading(name), open_content(path) as file:
            root: Element | None = defusedxml.ElementTree.parse(_Bounded(file, name), forbid_dtd=True).getroot()
    except ParseError as error:
        line = error.position[0] if getattr(error, "position", None) else 0
        raise InvalidDataError(
            f"{name}:{line}: not well-formed XML: {error}", "the file is damaged or cut off: download it again"
        ) from error
    except DefusedXmlException as error:
        raise InvalidDataError(
            f"{name}: declares a document type or entities, which no official file does; refused"
        ) from error
    except (LookupError, ValueError) as error:
        raise InvalidDataError(f"{name}: not readable as XML: {error}") from error
    if root is None:
        raise InvalidDataError(f"{name}: XML without an element")
    return root


def version_year(root: Element) -> int | None:
    """The year that the file says it is of."""
    text = (root.findtext("version") or "").strip()[:4]
    return int(text) if text.isdigit() and 1990 < int(text) < 2200 else None
