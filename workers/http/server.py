"""The HTTP server for people, probes and monitoring; it is read-only."""

import contextlib
import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from types import TracebackType
from typing import Any, Final, Literal

import structlog

from workers.http.answer import Answerer
from workers.http.history import History
from workers.http.request import BodyRefused, Request
from workers.http.response import HTML, TEXT, Answer
from workers.http.sampler import Sampler
from workers.http.site import Site
from workers.settings.settings import Settings, SettingsError

_log = structlog.get_logger(__name__)

_MAX_REQUESTS: Final = 32
_TIMEOUT_S: Final = 10.0
_BODY_S: Final = 10.0
_MAX_UNREAD: Final = 8 * 1024 * 1024
_PIECE: Final = 64 * 1024
_MAX_DIGITS: Final = 12
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class HttpServer:
    """Serves a site on background threads, from construction until `close`.

    Args:
        settings: address, port, and the file to write the port to.
        site: the site to serve.
        now: wall clock, timezone-aware.
        clock: monotonic clock, in seconds.
        history: samples taken with that clock; None = start empty.

    Raises:
        SettingsError: the server cannot listen on the address, or cannot write the port file.
    """

    def __init__(
        self,
        settings: Settings,
        site: Site,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        clock: Callable[[], float] = time.monotonic,
        history: History | None = None,
    ) -> None:
        history = history if history is not None else History(clock)
        answerer = Answerer(settings, site, history, now, clock)
        try:
            self._server = _Server(settings.http_host, settings.http_port, answerer)
        except (OSError, UnicodeError, OverflowError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else "no such address"
            raise SettingsError(
                [f"CLAIMS_HTTP_PORT: cannot listen on {settings.http_host}, port {settings.http_port}: {reason}"]
            ) from None
        self.host = settings.http_host
        self.port: int = self._server.server_address[1]
        if settings.http_port_file is not None:
            try:
                _write_port(settings.http_port_file, self.port)
            except OSError as error:
                self._server.server_close()
                raise SettingsError(
                    [f"--http-port-file: cannot write {settings.http_port_file}: {error.strerror}"]
                ) from None
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), name="http", daemon=True)
        self._thread.start()
        self._sampler = Sampler(site.snapshot, history)

    @property
    def address(self) -> str:
        """The URL of the server, `http://host:port`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    def close(self) -> None:
        """Stop the server; responses in progress are cut off."""
        self._sampler.close()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def __enter__(self) -> "HttpServer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, place: TracebackType | None
    ) -> None:
        self.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # An open request must not delay the end of the process.
    block_on_close = False
    request_queue_size = 64

    def __init__(self, host: str, port: int, answerer: Answerer) -> None:
        self.answerer = answerer
        self._free = threading.Semaphore(_MAX_REQUESTS)
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        self.address_family = family
        super().__init__((str(address[0]), int(address[1])), _Handler)

    def server_bind(self) -> None:
        # The library's version does a DNS lookup of the host name, which can take seconds.
        TCPServer.server_bind(self)
        self.server_name = str(self.server_address[0])
        self.server_port = int(self.server_address[1])

    def process_request(self, request: Any, client_address: Any) -> None:
        # Probes never need this many connections, so drop the excess instead of queuing it.
        if not self._free.acquire(blocking=False):
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        del request, client_address
        error = sys.exc_info()[1]
        if isinstance(error, OSError):
            # The client closed the connection or was idle for too long.
            _log.debug("HTTP request aborted", exc_info=error)
        else:
            _log.error("HTTP request failed", exc_info=error)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = _TIMEOUT_S
    protocol_version = "HTTP/1.1"
    server_version = "claims-worker"
    sys_version = ""

    def do_GET(self) -> None:
        self._respond()

    def do_HEAD(self) -> None:
        self._respond()

    def do_POST(self) -> None:
        self._unread = self._find_length() or 0
        self._respond("POST")
        # Unread data would be parsed as the next request, and closing early could cut off the response.
        self._read_on(min(self._unread, _MAX_UNREAD))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        # The library also calls this for an unsupported method or an invalid request line.
        del message, explain
        if code == HTTPStatus.NOT_IMPLEMENTED:
            code = HTTPStatus.METHOD_NOT_ALLOWED
        self.close_connection = True
        status = HTTPStatus(code)
        self._write(Answer(status=status, content_type=TEXT, body=f"{status.phrase}\n".encode()))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the library's name)
        """Log nothing: probes send requests every few seconds."""

    def _respond(self, method: Literal["GET", "POST"] = "GET") -> None:
        request = Request(
            path=self.path.partition("?")[0],
            headers={name.lower(): text for name, text in reversed(self.headers.items())},
            method=method,
            read_body=self._read_body,
        )
        try:
            answer = self.server.answerer.answer(request)
        except BodyRefused as refused:
            self.send_error(refused.status)
            return
        except Exception:
            self.send_error(HTTPStatus.INTERNAL_SERVER_ERROR)
            raise
        # A page left open in a browser must not hold a connection that a probe needs.
        self.close_connection = self.close_connection or method == "POST" or answer.content_type == HTML
        self._write(answer)

    def _write(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Content-Security-Policy", answer.policy)
        self.send_header("Referrer-Policy", answer.referrer)
        for name, text in _HEADERS.items():
            self.send_header(name, text)
        if answer.status == HTTPStatus.METHOD_NOT_ALLOWED:
            self.send_header("Allow", "GET, HEAD")
        if answer.retry_after_s is not None:
            self.send_header("Retry-After", str(answer.retry_after_s))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def _find_length(self) -> int | None:
        text = self.headers.get("Content-Length", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < _MAX_DIGITS else None

    def _read_body(self, limit: int) -> bytes:
        length = self._find_length()
        if length is None or "Transfer-Encoding" in self.headers:
            raise BodyRefused(HTTPStatus.LENGTH_REQUIRED)
        if length > limit:
            raise BodyRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return b"".join(self._pieces(length))

    def _read_on(self, length: int) -> None:
        with contextlib.suppress(BodyRefused):
            for _ in self._pieces(length):
                pass

    def _pieces(self, length: int) -> Iterator[bytes]:
        """Read this many bytes of the body, within a total time: the socket timeout alone allows slow senders."""
        give_up_at = time.monotonic() + _BODY_S
        while length:
            if time.monotonic() > give_up_at:
                raise BodyRefused(HTTPStatus.REQUEST_TIMEOUT)
            piece = self.rfile.read1(min(length, _PIECE))
            if not piece:
                raise BodyRefused(HTTPStatus.BAD_REQUEST)
            length -= len(piece)
            self._unread -= len(piece)
            yield piece


def _write_port(path: Path, port: int) -> None:
    # A reader that waits for the file must never see an empty one.
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.write_text(f"{port}\n", encoding="ascii")
        unfinished.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            unfinished.unlink()
        raise
