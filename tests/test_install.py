"""`codequiz codes install` against a server of its own: what works, and each way in which it can fail."""

import io
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from datetime import date
from http.client import HTTPMessage
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from codequiz.cli.app import app
from codequiz.errors import InvalidDataError, NothingFoundError, UsageError
from codequiz.releases.catalogue import downloads
from codequiz.releases.download import DownloadError, Limits, Redirects
from codequiz.releases.downloading import fetch
from codequiz.releases.in_force import today
from download_server import ZIP, Server, serving

pytestmark = pytest.mark.usefixtures("release_home")
LIMITS = Limits(stall_seconds=0.3, bytes=1 << 20)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


def get(server: Server, path: str = "set%202026.zip") -> Path:
    return fetch("icd10cm", "", server.url(path), LIMITS, lambda *_: None).path


def test_a_zip_is_downloaded_whole_with_progress(server: Server) -> None:
    seen: list[tuple[str, int, int]] = []
    path = fetch("icd10cm", "", server.url("set%202026.zip"), LIMITS, lambda *step: seen.append(step)).path
    assert path.read_bytes() == ZIP
    assert path.name == "set 2026.zip", "its name may tell the edition"
    assert seen[-1] == ("set 2026.zip", len(ZIP), len(ZIP))


def test_a_redirect_is_followed_but_not_off_the_web(server: Server) -> None:
    assert get(server, "moved.zip").read_bytes() == ZIP
    assert get(server, "host.zip").read_bytes() == ZIP
    for place in ("elsewhere.zip", "ftp.zip"):
        with pytest.raises(DownloadError, match=r"is not a web address|not allowed|circle, or to no address"):
            get(server, place)


def test_a_protected_connection_is_not_left_for_an_open_one() -> None:
    request = urllib.request.Request("https://example.org/a.zip")
    with pytest.raises(DownloadError, match=r"leads to http://example\.org/b\.zip, which is not protected"):
        Redirects().redirect_request(request, io.BytesIO(), 302, "Found", HTTPMessage(), "http://example.org/b.zip")


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("missing.zip", r"missing\.zip: not found \(404\)"),
        ("broken.zip", r"\(503\)"),
        ("page.zip", "a web page instead of a zip"),
        ("huge.zip", "more than any code set"),
        ("endless.zip", "more than 1 MB"),
        ("circle.zip", "redirects in a circle"),
        ("short.zip", "the connection ended early, 100 bytes are missing"),
        ("empty.zip", "an empty file"),
        ("garbage.zip", "the connection broke"),
    ],
)
def test_each_failure_is_one_line_and_says_how_to_do_it_by_hand(
    server: Server, release_home: Path, path: str, message: str
) -> None:
    with pytest.raises(DownloadError, match=message) as raised:
        get(server, path)
    assert "\n" not in raised.value.message + raised.value.hint
    assert "codequiz codes import FILE" in raised.value.hint
    assert not list((release_home / "releases" / ".downloads").iterdir()), "nothing of it can be used"


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


def test_nothing_is_promised_of_a_server_that_cannot_go_on(server: Server, release_home: Path) -> None:
    server.tag, server.fail_after = "", [100]
    with pytest.raises(DownloadError) as raised:
        get(server)
    assert "run the command again later" in raised.value.hint
    assert not list((release_home / "releases" / ".downloads").iterdir())


def test_what_nobody_took_up_again_is_deleted_in_the_end(server: Server, release_home: Path) -> None:
    server.fail_after = [100, 0]
    with pytest.raises(DownloadError):
        get(server, "other.zip")
    (partial,) = (release_home / "releases" / ".downloads").glob("*.part")
    get(server)
    assert partial.exists()
    os.utime(partial, (0, 0))
    get(server)
    assert not partial.exists()


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
    assert fetch("icd10cm", "FY2026", "", LIMITS, lambda *_: None).path.read_bytes() == ZIP
    (release_home / "releases.toml").write_text(entry.format(server.url("missing.zip")), encoding="utf-8")
    with pytest.raises(DownloadError) as raised:
        fetch("icd10cm", "FY2026", "", LIMITS, lambda *_: None)
    assert "files FY2026 from https://example.org" in raised.value.hint
    (release_home / "releases.toml").write_text("[[source]]\nname = 3\n", encoding="utf-8")
    with pytest.raises(InvalidDataError, match=r"releases\.toml"):
        downloads("icd10cm", "", today())


def test_where_one_address_fails_the_next_is_tried(server: Server, release_home: Path) -> None:
    entry = '[[source]]\nname = "icd10cm"\nholds = "files"\npage = "https://example.org"\nurl = "{}"\n'
    text = entry.format(server.url("broken.zip")) + entry.format(server.url("page.zip"))
    (release_home / "releases.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DownloadError, match=r"broken\.zip: .*\(503\)"):
        fetch("icd10cm", "FY2026", "", LIMITS, lambda *_: None)
    (release_home / "releases.toml").write_text(text + entry.format(server.url("set.zip")), encoding="utf-8")
    assert fetch("icd10cm", "FY2026", "", LIMITS, lambda *_: None).path.read_bytes() == ZIP


def test_a_proxy_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://user:secret@127.0.0.1:1")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with pytest.raises(
        DownloadError, match=r"cannot reach example\.org through the proxy that http_proxy names"
    ) as raised:
        fetch("icd10cm", "", "http://example.org/a.zip", LIMITS, lambda *_: None)
    assert "secret" not in raised.value.message


def install(url: str) -> Result:
    return CliRunner().invoke(app, ["codes", "install", "icd10cm", "--url", url, "--stall", "5"])


def test_an_installed_zip_is_imported_under_its_own_name(server: Server, release_home: Path) -> None:
    done = install(server.url("set%202026.zip"))
    assert done.exit_code == 0
    assert "(from set 2026.zip: icd10cm-order-2026.txt)" in done.stdout
    assert not list((release_home / "releases" / ".downloads").iterdir())
    assert (release_home / "releases").stat().st_mode & 0o077 == 0


def test_a_zip_that_is_damaged_says_how_to_do_it_by_hand(server: Server, release_home: Path) -> None:
    done = install(server.url("long.zip"))
    assert done.exit_code == 4
    assert "long.zip: damaged or cut off" in done.stderr
    assert "hint: by hand: download the zip of icd10cm" in done.stderr
    assert not list((release_home / "releases" / ".downloads").iterdir())


def test_an_interrupted_download_is_one_line_and_goes_on_later(server: Server, release_home: Path) -> None:
    server.fail_after, server.stalls = [1000], True
    command = [sys.executable, "-m", "codequiz", "codes", "install", "icd10cm", "--url", server.url("set.zip")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
        assert server.sent.wait(20)
        while not any(path.stat().st_size for path in (release_home / "releases" / ".downloads").glob("*.part")):
            assert running.poll() is None
            server.released.wait(0.01)
        running.send_signal(signal.SIGINT)
        _, told = running.communicate(timeout=20)
    assert running.returncode == 130
    assert "Traceback" not in told
    assert len(told.splitlines()) <= 1
    server.released.set()
    assert get(server, "set.zip").read_bytes() == ZIP
    assert server.ranges == ["", "bytes=1000-"]


def test_the_update_of_april_has_addresses_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CODEQUIZ_CODES")
    period, found = downloads("icd10cm", "FY2026-april", today())
    assert (period.name, period.start) == ("FY2026-april", date(2026, 4, 1))
    assert all("april-1-2026" in one.url for one in found)
    assert "april" in downloads("icd10cm", "", date(2026, 4, 1))[1][0].url, "first from its day on"
    assert "april" not in downloads("icd10cm", "", date(2026, 3, 31))[1][0].url
    assert not any("april" in one.url for one in downloads("icd10cm", "FY2026", date(2026, 4, 1))[1])
    with pytest.raises(UsageError):
        downloads("hcpcs", "2026-april", today())
    with pytest.raises(NothingFoundError, match="no update"):
        downloads("icd10pcs-tables", "FY2026-april", today())


def test_the_shipped_catalogue_knows_the_edition_in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CODEQUIZ_CODES")
    monkeypatch.setenv("CODEQUIZ_TODAY", "2026-11-01")
    period, found = downloads("icd10cm", "", today())
    assert period.name == "FY2027"
    assert "2027" in found[0].url
    assert "october-2026-alpha" in downloads("hcpcs", "", today())[1][0].url
    assert "january-2025-alpha" in downloads("hcpcs", "2025-Q1", today())[1][0].url
    assert all(downloads(name, "", today())[1] for name in ("icd10cm", "icd10pcs", "hcpcs"))
    with pytest.raises(NothingFoundError, match="not in the catalogue"):
        downloads("cpt", "", today())
    with pytest.raises(UsageError):
        downloads("hcpcs", "soon", today())
