"""From the name of a code set to its downloaded zip: the catalogue's addresses one after the other."""

from pathlib import Path
from typing import Final

from codequiz import paths
from codequiz.releases import imported
from codequiz.releases.catalogue import Download, downloads
from codequiz.releases.download import DownloadError, Limits, Progress, download
from codequiz.releases.in_force import today

_FOLDER: Final = ".downloads"


def fetch(name: str, edition: str, url: str, limits: Limits, progress: Progress) -> Path:
    """The zip of a code set, from `url` when given, else from the first address of the catalogue that has it.

    Raises DownloadError with the way to do it by hand, and what the catalogue raises.
    """
    paths.writable_home()
    folder = imported.directory() / _FOLDER
    if url:
        period, found = "", [Download(url, name, url)]
    else:
        wanted, found = downloads(name, edition, today())
        period = f" {wanted.name}"
    last: DownloadError | None = None
    for address in found:
        try:
            return download(address.url, folder, limits, progress)
        except DownloadError as error:
            last = error
            if not error.is_missing:
                break
    assert last is not None  # noqa: S101 - the catalogue has an address or raises
    failed = found[0] if last.is_missing else next(one for one in found if one.url)
    by_hand = f"by hand: download the zip of {failed.holds}{period} from {failed.page}, then codequiz codes import FILE"
    hint = f"{last.hint}; {by_hand}" if last.hint else by_hand
    raise DownloadError(last.message, hint) from last
