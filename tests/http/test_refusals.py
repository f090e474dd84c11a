"""Requests that reach no page: under a foreign host name, or with a body whose end is in doubt."""

from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from tests.http.raw_http import CLOSE, HOST, exchange, statuses
from tests.http.toy_site import ToySite
from workers.http.server import HttpServer
from workers.settings.settings import Settings

POST = b"POST / HTTP/1.1\r\n" + HOST
GET = b"GET /livez HTTP/1.1\r\n" + HOST


@pytest.fixture(scope="module")
def server() -> Iterator[HttpServer]:
    """A server with all pages, on a free port."""
    with HttpServer(Settings(http_port=0, http_what_if=True), ToySite()) as server:
        yield server


@pytest.mark.parametrize(
    "framing",
    [
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        b"Content-Length: -5\r\n\r\nhello",
        b"Content-Length: +5\r\n\r\nhello",
        b"Content-Length: 5_0\r\n\r\nhello",
        b"Content-Length : 5\r\n\r\nhello",
        b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        b"Transfer-Encoding: identity\r\n\r\n",
    ],
)
def test_a_body_whose_end_is_in_doubt_is_refused(server: HttpServer, framing: bytes) -> None:
    """A proxy could see another end than the worker, so nothing else is read from that connection."""
    (status,) = statuses(exchange(server, POST + framing + GET + CLOSE + b"\r\n"))
    assert status in {400, 501}


@pytest.mark.parametrize(
    ("host", "status"),
    [
        (b"", 400),
        (HOST + HOST, 400),
        (b"Host: \r\n", 400),
        (b"Host: evil.example/\r\n", 400),
        (b"Host: evil.example\r\n", 421),
        (b"Host: evil.example:9464\r\n", 421),
        (b"Host: localhost:9464\r\n", 200),
    ],
)
@pytest.mark.parametrize("path", [b"/", b"/livez", b"/metrics"])
def test_the_host_must_be_the_workers(server: HttpServer, host: bytes, status: int, path: bytes) -> None:
    """Otherwise a page of another site could read the status page of a worker on the reader's own machine."""
    request = b"GET " + path + b" HTTP/1.1\r\n" + host + CLOSE + b"\r\n"
    assert statuses(exchange(server, request)) == [status]


def test_an_unknown_host_names_the_setting_once() -> None:
    """In every response and in one line of the log, and never the name that was sent."""
    with capture_logs() as lines, HttpServer(Settings(http_port=0), ToySite()) as server:
        for _ in range(3):
            received = exchange(server, b"GET / HTTP/1.1\r\nHost: smith.example\r\n" + CLOSE + b"\r\n")
            assert b"CLAIMS_HTTP_ALLOWED_HOSTS" in received
            assert b"smith" not in received
    assert [(line["log_level"], "CLAIMS_HTTP_ALLOWED_HOSTS" in line["event"]) for line in lines] == [("warning", True)]
    assert "smith" not in str(lines)


def test_a_listed_host_is_answered() -> None:
    """A proxy in front keeps the name that its clients use."""
    with HttpServer(Settings(http_port=0, http_allowed_hosts=("*.claims.example",)), ToySite()) as server:
        request = b"GET /livez HTTP/1.1\r\nHost: worker-0.claims.example\r\n" + CLOSE + b"\r\n"
        assert statuses(exchange(server, request)) == [200]
