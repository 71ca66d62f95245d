"""Downloading one zip: resumed where it stopped, within a size, given up when nothing comes, checked at its start.

A download that is not finished stays beside the releases, under a name made from its address, and is taken up by the
next try if the server still has the same file (`If-Range`).
"""

import hashlib
import json
import os
import re
import shutil
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage, HTTPResponse
from pathlib import Path
from typing import IO, Final, cast

from codequiz import __version__
from codequiz.errors import CodequizError
from codequiz.text import one_line

MOST_BYTES: Final = 256 << 20
_CHUNK: Final = 1 << 16
_TRIES: Final = 3
_ZIP: Final = b"PK\x03\x04"
_KEPT_SECONDS: Final = 30 * 86400
_RANGE: Final = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")

Progress = Callable[[str, int, int], None]
"""Called with (file name, bytes there, bytes in all or 0)."""


class DownloadError(CodequizError):
    """A download that failed. `is_missing` says that the server does not have the file."""

    def __init__(self, message: str, hint: str = "", *, is_missing: bool = False) -> None:
        super().__init__(message, hint)
        self.is_missing = is_missing


@dataclass(frozen=True, slots=True)
class Limits:
    """How long nothing may come before the server counts as stalled, and how much may come at most."""

    stall_seconds: float = 30.0
    bytes: int = MOST_BYTES


def download(url: str, folder: Path, limits: Limits, progress: Progress) -> Path:
    """The zip at `url`, in a directory of its own in `folder`. Raises DownloadError, whose message is one line.

    A cut or stalled transfer is resumed at once, up to three times; what came then stays for the next run.
    """
    _check_scheme(url, url)
    parts = urllib.parse.urlsplit(url)
    name = one_line(urllib.parse.unquote(parts.path.rsplit("/", 1)[-1]), 120) or parts.netloc
    key = hashlib.sha256(url.encode()).hexdigest()[:16]
    partial = folder / f"{key}.part"
    folder.mkdir(mode=0o700, exist_ok=True)
    _clear_old(folder)
    for attempt in range(1, _TRIES + 1):
        before = _kept(partial)[0]
        try:
            _fetch(url, name, partial, limits, progress)
        except _InterruptedError as error:
            kept = _kept(partial)[0]
            if kept > before and attempt < _TRIES:
                continue
            if kept:
                hint = "what came is kept: run the command again to go on"
            else:
                _forget(partial)
                hint = "run the command again later"
            raise DownloadError(f"{name}: {error} after {kept:,} bytes", hint) from error
        except DownloadError:
            kept = _kept(partial)[0]
            if not kept or kept + _CHUNK > limits.bytes:
                _forget(partial)
            raise
        break
    place = folder / key
    place.mkdir(mode=0o700, exist_ok=True)
    # Its name may tell the edition.
    finished = place / (re.sub(r"[^A-Za-z0-9._ -]", "_", name)[-100:].lstrip(".") or "download")
    partial.replace(finished)
    _forget(partial)
    return finished


def _clear_old(folder: Path) -> None:
    """Delete what was left long ago by downloads that nobody took up again."""
    for path in folder.iterdir():
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > _KEPT_SECONDS:
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def _forget(partial: Path) -> None:
    partial.unlink(missing_ok=True)
    _meta(partial).unlink(missing_ok=True)


class _InterruptedError(Exception):
    """A transfer that stopped in its midst; what came can be used."""


def _fetch(url: str, name: str, partial: Path, limits: Limits, progress: Progress) -> None:
    have, tag = _kept(partial)
    request = urllib.request.Request(  # noqa: S310 - the scheme was checked
        url, headers={"User-Agent": f"codequiz/{__version__}", "Accept-Encoding": "identity"}
    )
    if have:
        request.add_header("Range", f"bytes={have}-")
        request.add_header("If-Range", tag)
    try:
        opener = urllib.request.build_opener(Redirects)
        with cast("HTTPResponse", opener.open(request, timeout=limits.stall_seconds)) as response:
            have, total = _start(response, have)
            if total > limits.bytes:
                raise DownloadError(f"{name}: {total >> 20:,} MB, more than any code set; not downloaded")
            _keep(partial, response)
            with partial.open("r+b" if have else "wb") as file:
                file.seek(have)
                file.truncate()
                _copy(response, file, name, have, total, limits, progress)
    except urllib.error.HTTPError as error:
        _refused(error, url, name, partial)
    except TimeoutError as error:
        raise _InterruptedError(f"the server sent nothing for {limits.stall_seconds:g} s") from error
    except urllib.error.URLError as error:
        if isinstance(error.reason, TimeoutError):
            raise _InterruptedError(f"the server did not answer for {limits.stall_seconds:g} s") from error
        raise DownloadError(_unreachable(error, url)) from error
    except (HTTPException, ConnectionError) as error:
        raise _InterruptedError(f"the connection broke ({one_line(str(error)) or type(error).__name__})") from error
    except OSError as error:
        raise DownloadError(f"cannot write {partial}: {error.strerror or error}", "free some space") from error


class Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects to other places of the web, not off it, and from a protected connection to no open one."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        """The request that a redirect asks for. Raises DownloadError for one that must not be followed."""
        try:
            _check_scheme(newurl, req.full_url)
            if req.full_url.startswith("https:") and not newurl.startswith("https:"):
                led = f"{one_line(req.full_url, 100)} leads to {one_line(newurl, 100)}"
                raise DownloadError(f"{led}, which is not protected")
        except DownloadError:
            fp.close()
            raise
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _unreachable(error: urllib.error.URLError, url: str) -> str:
    host = urllib.parse.urlsplit(url).netloc.rpartition("@")[2]
    reason = error.reason.strerror if isinstance(error.reason, OSError) else None
    scheme = urllib.parse.urlsplit(url).scheme
    is_proxied = scheme in urllib.request.getproxies() and not urllib.request.proxy_bypass(host)
    through = f" through the proxy that {scheme}_proxy names" if is_proxied else ""
    return f"cannot reach {one_line(host)}{through}: {one_line(str(reason or error.reason))}"


def _check_scheme(url: str, asked: str) -> None:
    if urllib.parse.urlsplit(url).scheme not in {"http", "https"}:
        led = "" if url == asked else f", to which {one_line(asked, 100)} led,"
        raise DownloadError(f"{one_line(url, 100)}{led} is not a web address", "one begins with https://")


def _start(response: HTTPResponse, have: int) -> tuple[int, int]:
    """(bytes kept, bytes in all or 0): the server may go on or begin again."""
    match = _RANGE.match(response.headers.get("Content-Range", "")) if response.status == 206 else None
    if match and int(match[1]) == have:
        return have, 0 if match[2] == "*" else int(match[2])
    length = response.headers.get("Content-Length", "")
    return 0, int(length) if length.isdigit() else 0


def _copy(
    response: HTTPResponse, file: IO[bytes], name: str, have: int, total: int, limits: Limits, progress: Progress
) -> None:
    start = b""
    if have:
        file.seek(0)
        start = file.read(len(_ZIP))
        file.seek(have)
    while chunk := response.read1(_CHUNK):
        if len(start) < len(_ZIP):
            start += chunk[: len(_ZIP) - len(start)]
            _check_start(start, chunk, name, response)
        have += len(chunk)
        if have > limits.bytes:
            raise DownloadError(f"{name}: more than {limits.bytes >> 20:,} MB, which no code set has; stopped")
        file.write(chunk)
        # A program that is killed has kept what it shows.
        file.flush()
        progress(name, have, total)
    os.fsync(file.fileno())
    if total and have < total:
        raise _InterruptedError(f"the connection ended early, {total - have:,} bytes are missing")
    if not have:
        raise DownloadError(f"{name}: the server sent an empty file")


def _check_start(start: bytes, chunk: bytes, name: str, response: HTTPResponse) -> None:
    if _ZIP.startswith(start):
        return
    page = chunk.lstrip()[:1] == b"<" or "html" in response.headers.get("Content-Type", "")
    what = "a web page" if page else "something else"
    raise DownloadError(
        f"{name}: the server sent {what} instead of a zip ({one_line(response.url, 150)})", is_missing=True
    )


def _refused(error: urllib.error.HTTPError, url: str, name: str, partial: Path) -> None:
    with error:
        if error.code == 416:
            # What is kept does not fit to what the server has now.
            partial.unlink(missing_ok=True)
            raise _InterruptedError("what was kept is no part of the file any more") from error
        missing = error.code in {404, 410}
        if error.code // 100 == 3:
            what = "redirects in a circle, or to no address"
        else:
            what = "not found" if missing else one_line(str(error.reason), 80)
        raise DownloadError(f"{name}: {what} ({error.code}) at {one_line(url, 200)}", is_missing=missing) from error


def _meta(partial: Path) -> Path:
    return partial.with_suffix(".json")


def _kept(partial: Path) -> tuple[int, str]:
    """How many bytes of an earlier try can be gone on from, and what tells that the file is still the same."""
    try:
        tag = str(json.loads(_meta(partial).read_bytes())["tag"])
        return (partial.stat().st_size, tag) if tag else (0, "")
    except (OSError, ValueError, KeyError, TypeError):
        return 0, ""


def _keep(partial: Path, response: HTTPResponse) -> None:
    tag = response.headers.get("ETag", "")
    tag = response.headers.get("Last-Modified", "") if not tag or tag.startswith("W/") else tag
    _meta(partial).write_text(json.dumps({"tag": tag}), encoding="utf-8")
