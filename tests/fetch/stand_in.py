"""A stand-in for all publishers' sites on loopback: `/HOST/path` for each, with a log of every request."""

import hashlib
import re
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import quote, unquote, urlsplit

import trustme

POSTED = "Tue, 29 Sep 2026 12:00:00 GMT"


@dataclass(frozen=True)
class Asked:
    """One request as the site saw it."""

    path: str
    query: str
    headers: Mapping[str, str]


@dataclass
class Faults:
    """What the site does wrong, by path."""

    status: dict[str, int] = field(default_factory=dict)
    retry_after: dict[str, str] = field(default_factory=dict)
    redirect: dict[str, str] = field(default_factory=dict)
    cut_at: dict[str, list[int]] = field(default_factory=dict)
    """Bytes after which the connection is dropped, one number for each request until they are used up."""
    before_cut: dict[str, Callable[[], None]] = field(default_factory=dict)
    """What happens between the last byte sent and the dropped connection."""
    ignores_range: set[str] = field(default_factory=set)
    then: dict[str, Callable[[], None]] = field(default_factory=dict)
    """What happens on the site between the next request and the one after it."""


class StandIn:
    """A running site; its pages and files are a dictionary that tests change."""

    def __init__(
        self,
        content: Mapping[str, bytes],
        gated: frozenset[str] = frozenset(),
        tls: trustme.LeafCert | None = None,
    ) -> None:
        self.content = dict(content)
        self.gated = set(gated)
        """Paths that are only answered with the query of the Accept button."""
        self.posted: dict[str, str] = {}
        self.faults = Faults()
        self.log: list[Asked] = []
        self._asked: set[str] = set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._scheme = "http" if tls is None else "https"
        if tls is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.configure_cert(context)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    @property
    def url(self) -> str:
        """The address for `--mirror`."""
        return f"{self._scheme}://127.0.0.1:{self._server.server_port}"

    def asked_files(self) -> list[str]:
        """The paths of the requests for files, not for pages."""
        return [each.path for each in self.log if re.search(r"\.(zip|csv|txt)$", each.path)]

    def close(self) -> None:
        """Answer no more requests from now on."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._thread.is_alive():
            self.close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # else every answer waits 40 ms for an acknowledgment

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the library's name)
                pass

            def do_GET(self) -> None:
                site._answer(self)

        return Handler

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(request.path)
        path = unquote(parts.path)
        self.log.append(Asked(path=path, query=parts.query, headers=dict(request.headers.items())))
        faults = self.faults
        # Before an answer and not after one: the client may ask again while this thread still sends.
        if path in faults.then and path in self._asked:
            faults.then.pop(path)()
        elif path in faults.then:
            self._asked.add(path)
        if path in faults.redirect:
            _send(request, 301, b"", {"Location": faults.redirect[path]})
        elif path in faults.status:
            after = {"Retry-After": faults.retry_after[path]} if path in faults.retry_after else {}
            _send(request, faults.status[path], b"<html>refused</html>", after)
        elif path in self.gated and parts.query != "agree=yes&next=Accept":
            host, _, file = path.removeprefix("/").partition("/")
            _send(request, 302, b"", {"Location": f"https://{host}/license/ama?file=/{quote(file)}"})
        elif (content := self.content.get(path.rstrip("/"))) is None:
            _send(request, 404, b"<html>not found</html>", {})
        else:
            self._send_content(request, path, content)

    def _send_content(self, request: BaseHTTPRequestHandler, path: str, content: bytes) -> None:
        etag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
        headers = {"ETag": etag, "Last-Modified": self.posted.get(path, POSTED)}
        asked = request.headers
        if asked.get("If-None-Match") == etag:
            _send(request, 304, b"", headers)
            return
        status, start = 200, 0
        found = re.fullmatch(r"bytes=(\d+)-", asked.get("Range", ""))
        if found and asked.get("If-Range") == etag and path not in self.faults.ignores_range:
            start = int(found[1])
            status = 206 if start < len(content) else 416
            headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        body = content[start:] if status != 416 else b""
        cuts = self.faults.cut_at.get(path)
        if not cuts:
            _send(request, status, body, headers)
            return
        _send(request, status, body, headers, cut_at=cuts.pop(0))
        self.faults.before_cut.pop(path, lambda: None)()


def _send(
    request: BaseHTTPRequestHandler, status: int, body: bytes, headers: Mapping[str, str], cut_at: int | None = None
) -> None:
    request.send_response(status)
    for name, text in headers.items():
        request.send_header(name, text)
    if status != 304:
        request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body if cut_at is None else body[:cut_at])
    if cut_at is not None:
        request.wfile.flush()
        request.close_connection = True
