"""From a release to its entries: which parser reads which format."""

from collections.abc import Iterator
from xml.etree.ElementTree import ParseError, parse

from codequiz.errors import InvalidDataError
from codequiz.releases.model import CodeEntry, Release
from codequiz.releases.shipped import parse_sample
from codequiz.releases.tabular import parse_tabular


def entries(release: Release) -> Iterator[CodeEntry]:
    """The entries of a release, in the order of its file.

    Raises InvalidDataError when the file is not what its format says.
    """
    if release.format == "sample":
        yield from parse_sample(release)
    elif release.format == "tabular":
        try:
            root = parse(release.path).getroot()  # noqa: S314 - a file of an installed package
        except ParseError as error:
            raise InvalidDataError(f"{release.path.name}: not well-formed XML: {error}") from error
        yield from parse_tabular(root)
    else:
        raise InvalidDataError(f"{release.path.name}: unknown format {release.format!r}")
