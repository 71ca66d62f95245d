"""From a release to what it holds: which parser reads which format."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, parse

from codequiz.codes import System
from codequiz.errors import InvalidDataError
from codequiz.releases.model import CodeEntry, IndexTerm, PcsRow, Problems, Release
from codequiz.releases.recognise import Format
from codequiz.releases.shipped import parse_sample
from codequiz.releases.tabular import parse_tabular


def _strict(release: Release) -> Problems:
    """For files that were checked when they were imported: any problem now means that they were damaged since."""

    def report(line: int, message: str) -> None:
        raise InvalidDataError(
            f"{release.origin}:{line}: {message}",
            f"remove and import it again: codequiz codes remove {release.identifier}",
        )

    return report


def _lenient(line: int, message: str) -> None:
    """For indexes, whose official files have slips in them that were reported when they were imported."""


def entries(release: Release) -> Iterator[CodeEntry]:
    """The entries of a release with its companions, in the order of its file.

    Raises InvalidDataError when a file is not what its format says.
    """
    if release.format in {Format.CM_ORDER, Format.CM_CODES}:
        tabular = next((other for other in release.companions if other.format == Format.TABULAR), None)
        if tabular is not None:
            from codequiz.releases.merge import with_tabular

            own = own_entries(release, _strict(release))
            yield from with_tabular(
                own, own_entries(tabular, _strict(tabular)), headers=release.format == Format.CM_CODES
            )
            return
    if release.system is System.CPT and release.companions:
        from codequiz.releases.merge import with_other_names

        others = [own_entries(other, _strict(other)) for other in release.companions if other.is_imported]
        yield from with_other_names(own_entries(release, _strict(release)), others)
        return
    seen = set()
    for entry in own_entries(release, _strict(release)):
        if entry.system is release.system:
            seen.add(entry.code)
            yield entry
    if release.system is System.MODIFIER:
        for other in release.companions:
            for entry in own_entries(other, _strict(other)):
                if entry.system is System.MODIFIER and entry.code not in seen:
                    seen.add(entry.code)
                    yield entry


def own_entries(release: Release, problem: Problems) -> Iterator[CodeEntry]:
    """The entries of a release's own file, of whatever system, without what completes it."""
    from codequiz.releases.source import text_lines

    form = release.format
    if form == "sample":
        yield from parse_sample(release)
        return
    if form == Format.TABULAR:
        yield from parse_tabular(xml_of(release))
        return
    if form == Format.HCPCS_SHEET:
        from codequiz.releases.hcpcs_sheet import parse_sheet
        from codequiz.releases.sheets import sheet_rows

        yield from (
            entry for entry, _ in parse_sheet(sheet_rows(release.path, release.origin), release.origin, problem)
        )
        return
    lines = text_lines(release.path, release.encoding, release.origin)
    if form in {Format.CM_ORDER, Format.PCS_ORDER}:
        from codequiz.releases.order_file import parse_order

        yield from parse_order(lines, release.system, problem)
    elif form in {Format.CM_CODES, Format.PCS_CODES}:
        from codequiz.releases.order_file import parse_codes

        yield from parse_codes(lines, release.system, problem)
    elif form == Format.HCPCS_RECORDS:
        from codequiz.releases.hcpcs_records import parse_records

        yield from parse_records(lines, problem)
    elif form in {Format.CPT_LONG, Format.CPT_MEDIUM, Format.CPT_SHORT, Format.CPT_CONSUMER}:
        from codequiz.releases.ama_cpt import parse_descriptors

        yield from parse_descriptors(lines, consumer=form == Format.CPT_CONSUMER, problem=problem)
    elif form == Format.PLAIN_CSV:
        from codequiz.releases.plain_csv import parse_csv

        yield from parse_csv(lines, release.system, release.origin, problem)
    else:
        raise InvalidDataError(f"{release.path.name}: unknown format {form!r}", "a newer codequiz imported it: upgrade")


def index_terms(release: Release, problem: Problems | None = None) -> Iterator[IndexTerm]:
    """The terms of an index or table release."""
    report = problem or _lenient
    if release.format == Format.DRUGS_CSV:
        from codequiz.releases.index_files import parse_drug_csv
        from codequiz.releases.source import text_lines

        yield from parse_drug_csv(text_lines(release.path, release.encoding, release.origin), report)
    else:
        from codequiz.releases.index_files import parse_index

        yield from parse_index(xml_of(release), report)


def pcs_rows(release: Release, problem: Problems | None = None) -> Iterator[PcsRow]:
    """The rows of the ICD-10-PCS Tables."""
    from codequiz.releases.pcs_tables import parse_tables

    yield from parse_tables(xml_of(release), problem or _lenient)


def xml_of(release: Release) -> Element:
    """The root element of a release in XML."""
    if release.is_imported:
        from codequiz.releases.xml_files import xml_root

        return xml_root(release.path, release.origin)
    try:
        return parse(release.path).getroot()  # noqa: S314 - a file of an installed package
    except ParseError as error:
        raise InvalidDataError(f"{release.path.name}: not well-formed XML: {error}") from error
