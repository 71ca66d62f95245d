"""A web server that does what servers do when downloads fail."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import release_files as files

ZIP = files.zipped({"icd10cm-order-2026.txt": files.order_file(files.ORDER_2026)}) + b"\0" * 3000
_ERRORS = {"missing.zip": 404, "broken.zip": 503}
_REDIRECTS = {
    "moved.zip": "/set%202026.zip",
    "elsewhere.zip": "file:///etc/passwd",
    "ftp.zip": "ftp://127.0.0.1/set.zip",
    "circle.zip": "/circle.zip",
    "host.zip": "http://localhost:{port}/set%202026.zip",
}


def _raw(content: bytes, *headers: str) -> bytes:
    return "\r\n".join(("HTTP/1.0 200 OK", *headers, "", "")).encode() + content


# What comes, byte by byte, where a server says more or less than comes, or something else.
_RAW = {
    "page.zip": _raw(b"<!DOCTYPE html><html>Not here any more</html>", "Content-Type: text/html"),
    "huge.zip": _raw(b"", f"Content-Length: {1 << 40}"),
    "endless.zip": _raw(b"PK\x03\x04" + b"0" * (2 << 20), 'ETag: "one"'),
    "short.zip": _raw(ZIP, f"Content-Length: {len(ZIP) + 100}"),
    "long.zip": _raw(ZIP, "Content-Length: 200"),
    "empty.zip": _raw(b"", "Content-Length: 0"),
    "garbage.zip": b"this is no HTTP\r\n\r\n",
}


@dataclass
class Server:
    """What a server does, and what it was asked. `fail_after` bytes of a response it stops, once for each entry."""

    port: int = 0
    fail_after: list[int] = field(default_factory=list)
    stalls: bool = False
    tag: str = '"one"'
    content: bytes = ZIP
    ranges: list[str] = field(default_factory=list)
    sent: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str) -> str:
        """The address of a path on it."""
        return f"http://127.0.0.1:{self.port}/{path}"


@contextmanager
def serving() -> Iterator[Server]:
    """A server of its own, on a port of its own."""
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
                self.send_header("Location", _REDIRECTS[name].format(port=state.port))
                self.end_headers()
            elif name in _RAW:
                self.wfile.write(_RAW[name])
            else:
                self._send(state.content)

        def _send(self, content: bytes) -> None:
            wanted = self.headers.get("Range", "")
            state.ranges.append(wanted)
            start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
            if start and self.headers.get("If-Range") == state.tag and start < len(content):
                self.send_response(206)
                self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
            else:
                start = 0
                self.send_response(200)
            self.send_header("Content-Type", "application/zip")
            self.send_header("Content-Length", str(len(content) - start))
            if state.tag:
                self.send_header("ETag", state.tag)
            self.end_headers()
            end = start + state.fail_after.pop(0) if state.fail_after else len(content)
            self.wfile.write(content[start:end])
            self.wfile.flush()
            state.sent.set()
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
