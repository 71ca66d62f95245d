"""Imports as tests do them: a file in, and the release or the book that came of it."""

from pathlib import Path

from codequiz import code_sets, index, index_build, paths
from codequiz.codebook import CodeBook
from codequiz.releases import installed
from codequiz.releases.importing import Wanted
from codequiz.releases.model import Release


def bring_in(*paths_: Path, wanted: Wanted = Wanted()) -> code_sets.Imported:  # noqa: B008
    """Import files as they are, all or none."""
    return code_sets.import_files(paths_, wanted)


def book() -> CodeBook:
    """The book of the releases in use now; its index is built when it is not current."""
    if not index.is_current(paths.codes_db()):
        index_build.build(paths.codes_db(), installed.active())
    return CodeBook(index.connect(paths.codes_db()))


def only(done: code_sets.Imported) -> Release:
    """The one release that an import added."""
    (release,) = done.prepared.added
    return release
