"""`codequiz codes install` against a server of its own: what works, and each way in which it can fail."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import release_files as files
from codequiz.codes import System
from codequiz.errors import InvalidDataError, NothingFoundError, UsageError
from codequiz.releases.catalogue import downloads
from codequiz.releases.download import DownloadError, Limits
from codequiz.releases.downloading import fetch
from codequiz.releases.in_force import today

pytestmark = pytest.mark.usefixtures("release_home")

ZIP = files.zipped({"icd10cm-order-2026.txt": files.order_file(files.ORDER_2026)}) + b"\0" * 3000
LIMITS = Limits(stall_seconds=0.3, bytes=1 << 20)
_ERRORS = {"missing.zip": 404, "broken.zip": 503}
_REDIRECTS = {"moved.zip": "/set%202026.zip", "elsewhere.zip": "file:///etc/passwd"}


@dataclass
class Server:
    """What a server does, and what it was asked. `fail_after` bytes of a response it stops, once for each entry."""

    port: int = 0
    fail_after: list[int] = field(default_factory=list)
    stalls: bool = False
    tag: str = '"one"'
    content: bytes = ZIP
    ranges: list[str] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}/{path}"


@pytest.fixture
def server() -> Iterator[Server]:
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            name = self.path.rsplit("/", 1)[-1]
            if name in _ERRORS:
                self.send_error(_ERRORS[name])
            elif name in _REDIRECTS:
                self.send_response(302)
                self.send_header("Location", _REDIRECTS[name])
                self.end_headers()
            elif name == "page.zip":
                self._send(b"<!DOCTYPE html><html>Not here any more</html>", "text/html")
            elif name == "huge.zip":
                self.send_response(200)
                self.send_header("Content-Length", str(1 << 40))
                self.end_headers()
            elif name == "endless.zip":
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"PK\x03\x04" + b"0" * (2 << 20))
            else:
                self._send(state.content, "application/zip")

        def _send(self, content: bytes, kind: str) -> None:
            wanted = self.headers.get("Range", "")
            state.ranges.append(wanted)
            start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
            if start and self.headers.get("If-Range") == state.tag and start < len(content):
                self.send_response(206)
                self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
            else:
                start = 0
                self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content) - start))
            self.send_header("ETag", state.tag)
            self.end_headers()
            end = start + state.fail_after.pop(0) if state.fail_after else len(content)
            self.wfile.write(content[start:end])
            self.wfile.flush()
            if state.stalls:
                state.released.wait(5)

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.daemon_threads = True
    state.port = running.server_address[1]
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield state
    state.released.set()
    running.shutdown()
    running.server_close()
    thread.join()


def get(server: Server, path: str = "set%202026.zip") -> Path:
    return fetch("icd10cm", "", server.url(path), LIMITS, lambda *_: None)


def test_a_zip_is_downloaded_whole_with_progress(server: Server) -> None:
    seen: list[tuple[str, int, int]] = []
    path = fetch("icd10cm", "", server.url("set%202026.zip"), LIMITS, lambda *step: seen.append(step))
    assert path.read_bytes() == ZIP
    assert path.name.endswith("set 2026.zip"), "its name may tell the edition"
    assert seen[-1] == ("set 2026.zip", len(ZIP), len(ZIP))


def test_a_redirect_is_followed_but_not_off_the_web(server: Server) -> None:
    assert get(server, "moved.zip").read_bytes() == ZIP
    with pytest.raises(DownloadError):
        get(server, "elsewhere.zip")


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("missing.zip", r"missing\.zip: not found \(404\)"),
        ("broken.zip", r"\(503\)"),
        ("page.zip", "a web page instead of a zip"),
        ("huge.zip", "more than any code set"),
        ("endless.zip", "more than 1 MB"),
    ],
)
def test_each_failure_is_one_line_and_says_how_to_do_it_by_hand(server: Server, path: str, message: str) -> None:
    with pytest.raises(DownloadError, match=message) as raised:
        get(server, path)
    assert "\n" not in raised.value.message + raised.value.hint
    assert "codequiz codes import FILE" in raised.value.hint


def test_a_cut_transfer_is_resumed_where_it_stopped(server: Server) -> None:
    server.fail_after = [100, 50]
    assert get(server).read_bytes() == ZIP
    assert server.ranges == ["", "bytes=100-", "bytes=150-"]


def test_a_transfer_cut_again_and_again_is_kept_for_the_next_run(server: Server) -> None:
    server.fail_after = [100, 50, 50]
    with pytest.raises(DownloadError, match=r"ended early.* after 200 bytes") as raised:
        get(server)
    assert "run the command again" in raised.value.hint
    assert get(server).read_bytes() == ZIP
    assert server.ranges[-1] == "bytes=200-"


def test_a_file_that_changed_meanwhile_is_begun_again(server: Server) -> None:
    server.fail_after = [100, 0]
    with pytest.raises(DownloadError):
        get(server)
    server.tag, server.content = '"two"', ZIP[::-1]
    server.content = b"PK\x03\x04" + b"new" * 500
    assert get(server).read_bytes() == server.content


def test_a_stalled_server_is_given_up(server: Server) -> None:
    server.stalls, server.fail_after = True, [0, 0, 0]
    with pytest.raises(DownloadError, match=r"sent nothing for 0\.3 s"):
        get(server)


def test_nobody_listening_is_one_line(server: Server) -> None:
    with pytest.raises(DownloadError, match="cannot reach 127"):
        fetch("icd10cm", "", "http://127.0.0.1:1/a.zip", LIMITS, lambda *_: None)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org/a.zip", "nonsense"])
def test_only_the_web_is_downloaded_from(url: str) -> None:
    with pytest.raises(DownloadError, match="not a web address"):
        fetch("icd10cm", "", url, LIMITS, lambda *_: None)


def test_the_catalogue_is_tried_in_order_and_can_be_edited(server: Server, release_home: Path) -> None:
    entry = '[[source]]\nname = "icd10cm"\nholds = "files"\npage = "https://example.org"\nurl = "{}"\n'
    text = entry.format(server.url("missing.zip")) + entry.format(server.url("set%20{year}.zip"))
    (release_home / "releases.toml").write_text(text, encoding="utf-8")
    assert fetch("icd10cm", "FY2026", "", LIMITS, lambda *_: None).read_bytes() == ZIP
    (release_home / "releases.toml").write_text(entry.format(server.url("missing.zip")), encoding="utf-8")
    with pytest.raises(DownloadError) as raised:
        fetch("icd10cm", "FY2026", "", LIMITS, lambda *_: None)
    assert "files FY2026 from https://example.org" in raised.value.hint
    (release_home / "releases.toml").write_text("[[source]]\nname = 3\n", encoding="utf-8")
    with pytest.raises(InvalidDataError, match=r"releases\.toml"):
        downloads("icd10cm", "", today())


def test_the_shipped_catalogue_knows_the_edition_in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CODEQUIZ_CODES")
    monkeypatch.setenv("CODEQUIZ_TODAY", "2026-11-01")
    period, found = downloads("icd10cm", "", today())
    assert period.name == "FY2027"
    assert "2027" in found[0].url
    assert "october-2026-alpha" in downloads("hcpcs", "", today())[1][0].url
    assert "january-2025-alpha" in downloads("hcpcs", "2025-Q1", today())[1][0].url
    assert {System(name) for name in ("icd10cm", "icd10pcs", "hcpcs") if downloads(name, "", today())}
    with pytest.raises(NothingFoundError, match="not in the catalogue"):
        downloads("cpt", "", today())
    with pytest.raises(UsageError):
        downloads("hcpcs", "soon", today())
