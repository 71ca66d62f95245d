"""From the name of a code set to its downloaded zip: the catalogue's addresses one after the other."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from codequiz import paths
from codequiz.releases import imported
from codequiz.releases.catalogue import Download, downloads
from codequiz.releases.download import DownloadError, Limits, Progress, download
from codequiz.releases.in_force import today

_FOLDER: Final = ".downloads"


@dataclass(frozen=True, slots=True)
class Fetched:
    """A downloaded zip, and how to go without the download. `discard` it once it is imported, or no use."""

    path: Path
    by_hand: str

    def discard(self) -> None:
        """Delete the file with its directory."""
        shutil.rmtree(self.path.parent, ignore_errors=True)


def fetch(name: str, edition: str, url: str, limits: Limits, progress: Progress) -> Fetched:
    """The zip of a code set, from `url` when given, else from the first address of the catalogue that gives it.

    Raises DownloadError with the way to do it by hand, and what the catalogue raises.
    """
    paths.writable_home()
    imported.directory().mkdir(mode=0o700, exist_ok=True)
    if url:
        period, found = "", [Download(url, name, url)]
    else:
        wanted, found = downloads(name, edition, today())
        period = f" {wanted.name}"
    failures: list[tuple[DownloadError, str]] = []
    for address in found:
        by_hand = (
            f"by hand: download the zip of {address.holds}{period} from {address.page}, then codequiz codes import FILE"
        )
        try:
            return Fetched(download(address.url, imported.directory() / _FOLDER, limits, progress), by_hand)
        except DownloadError as error:
            failures.append((error, by_hand))
    # Of several addresses, what went wrong where there is a file says more than where there is none.
    last, by_hand = next(((one, how) for one, how in failures if not one.is_missing), failures[0])
    raise DownloadError(last.message, f"{last.hint}; {by_hand}" if last.hint else by_hand) from last
