"""Slow, idle and greedy clients: none of them keeps a probe from its answer."""

import socket
from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from tests.http.raw_http import CLOSE, HOST, connect, exchange, read_all, statuses
from tests.http.toy_site import ToySite
from workers.http.guarded_protocol import MAX_CONNECTIONS, GuardedProtocol
from workers.http.server import HttpServer
from workers.settings.settings import Settings

PROBE = b"GET /livez HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n"
FORM = (
    b"POST /what-if HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\n"
    + HOST
)


@pytest.fixture
def server() -> Iterator[HttpServer]:
    """A server with the form, on a free port."""
    with HttpServer(Settings(http_port=0, http_what_if=True), ToySite()) as server:
        yield server


def drip(connection: socket.socket) -> bytes:
    """Send a character every few milliseconds until the server cuts the connection off; returns its responses."""
    connection.settimeout(0.02)
    received = b""
    while True:
        try:
            connection.sendall(b"x")
            piece = connection.recv(65536)
        except TimeoutError:
            continue
        except OSError:
            return received
        if not piece:
            return received
        received += piece


def is_cut_off_while_sending(connection: socket.socket, piece: bytes) -> bool:
    """Send the piece again and again, up to 1000 times."""
    try:
        for _ in range(1000):
            connection.sendall(piece)
    except (ConnectionResetError, BrokenPipeError):
        return True
    return False


@pytest.mark.parametrize("start", [b"GET /livez HTTP/1.1\r\n" + HOST + b"X: ", b"GE", b""])
def test_the_whole_head_of_a_request_has_one_deadline(
    server: HttpServer, monkeypatch: pytest.MonkeyPatch, start: bytes
) -> None:
    """A client that sends a character now and then is cut off, as is one that sends none."""
    monkeypatch.setattr(GuardedProtocol, "head_s", 0.3)
    with connect(server) as connection:
        connection.sendall(start)
        assert (drip(connection) if start else read_all(connection)) == b""


def test_the_head_after_a_response_has_a_deadline_too(server: HttpServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kept connection is no way around it."""
    monkeypatch.setattr(GuardedProtocol, "head_s", 0.3)
    with connect(server) as connection:
        connection.sendall(b"GET /livez HTTP/1.1\r\n" + HOST + b"\r\nGET /livez HTTP/1.1\r\nX: ")
        assert statuses(drip(connection)) == [200]


def test_a_body_that_nobody_needs_has_a_deadline(server: HttpServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is read on for a while after the response, not for ever."""
    monkeypatch.setattr(GuardedProtocol, "head_s", 0.3)
    with connect(server) as connection:
        connection.sendall(b"GET /livez HTTP/1.1\r\n" + HOST + b"Content-Length: 1000000\r\n\r\n")
        assert statuses(drip(connection)) == [200]


def test_a_body_that_is_needed_has_a_deadline(server: HttpServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The request as a whole may take a limited time."""
    monkeypatch.setattr(GuardedProtocol, "request_s", 0.5)
    with connect(server) as connection:
        connection.sendall(FORM + b"Content-Length: 1000000\r\n\r\n")
        assert drip(connection) == b""


def test_a_client_that_does_not_read_is_cut_off(server: HttpServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Responses do not pile up for it."""
    monkeypatch.setattr(GuardedProtocol, "head_s", 0.3)
    monkeypatch.setattr(GuardedProtocol, "request_s", 0.3)
    with connect(server) as connection:
        asked = b"GET /metrics HTTP/1.1\r\n" + HOST + b"\r\n"
        assert is_cut_off_while_sending(connection, asked * 100)


def test_a_request_without_end_is_cut_off(server: HttpServer) -> None:
    """A body may be larger than any page needs, but not without limit."""
    with connect(server) as connection:
        connection.sendall(b"GET /livez HTTP/1.1\r\n" + HOST + b"Content-Length: 1000000000\r\n\r\n")
        assert is_cut_off_while_sending(connection, b"x" * 1_000_000)


@pytest.mark.parametrize("clients", [32, 3 * MAX_CONNECTIONS])
@pytest.mark.parametrize("start", [b"GET / HTTP/1.1\r\nX: ", b""])
def test_slow_connections_leave_room_for_probes(
    server: HttpServer, monkeypatch: pytest.MonkeyPatch, clients: int, start: bytes
) -> None:
    """Without any deadline: a new connection replaces the one that has waited longest."""
    monkeypatch.setattr(GuardedProtocol, "head_s", 600.0)
    slow = [connect(server) for _ in range(clients)]
    try:
        for each in slow:
            each.sendall(start)
        for _ in range(10):
            assert statuses(exchange(server, PROBE)) == [200]
    finally:
        for each in slow:
            each.close()


def test_slow_forms_leave_room_for_probes(server: HttpServer) -> None:
    """Uploads in progress wait outside the threads that answer."""
    slow = [connect(server) for _ in range(32)]
    try:
        for each in slow:
            each.sendall(FORM + b"Content-Length: 1000\r\n\r\n")
        for _ in range(10):
            assert statuses(exchange(server, PROBE)) == [200]
    finally:
        for each in slow:
            each.close()


def test_open_connections_do_not_delay_the_end(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A worker that stops does not wait for slow clients, and logs nothing about them."""
    monkeypatch.setattr(GuardedProtocol, "head_s", 600.0)
    monkeypatch.setattr(GuardedProtocol, "request_s", 600.0)
    server = HttpServer(Settings(http_port=0, http_what_if=True), ToySite())
    slow = [connect(server) for _ in range(3)]
    slow[0].sendall(b"GET / HTTP/1.1\r\n")
    slow[1].sendall(FORM + b"Content-Length: 1000\r\n\r\n")
    assert statuses(exchange(server, PROBE)) == [200]
    with capture_logs() as lines:
        server.close()
    assert lines == []
    assert caplog.records == []
    for each in slow:
        assert read_all(each) == b""
        each.close()
