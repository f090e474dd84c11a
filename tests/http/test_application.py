"""What the HTTP server makes of requests that no browser, probe or monitoring system sends."""

import html
import json
import re
import socket
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from schemas.samples import sample_form, sample_text
from tests.http.raw_http import CLOSE, HOST, connect, exchange, read_all, recorded_logs, statuses
from tests.http.toy_site import ToySite
from workers.http.server import HttpServer
from workers.settings.settings import Settings

POST = b"POST / HTTP/1.1\r\n" + HOST + CLOSE
GET = b"GET /livez HTTP/1.1\r\n" + HOST
SECONDARY = "secondary-to-medicare"
SMUGGLED = b"GET /version HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


@pytest.fixture(scope="module")
def server() -> Iterator[HttpServer]:
    """A server with all pages, on a free port."""
    with HttpServer(Settings(http_port=0, http_what_if=True), ToySite()) as server:
        yield server


@pytest.mark.parametrize("method", [b"GET", b"HEAD", b"POST", b"DELETE"])
@pytest.mark.parametrize(
    "body",
    [
        b"Content-Length: %d\r\n\r\n%s" % (len(SMUGGLED), SMUGGLED),
        b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(SMUGGLED), SMUGGLED),
    ],
    ids=["length", "chunked"],
)
def test_a_body_is_never_the_next_request(server: HttpServer, method: bytes, body: bytes) -> None:
    """Whatever the method: a body is read to its end, and the request after it is answered."""
    first = method + b" /livez HTTP/1.1\r\n" + HOST + body
    received = exchange(server, first + GET + CLOSE + b"\r\n")
    assert statuses(received) == [200 if method in {b"GET", b"HEAD"} else 405, 200]
    assert b'"schemas"' not in received
    assert received.count(b'"alive"') == (2 if method == b"GET" else 1)


def test_a_body_may_arrive_after_the_response(server: HttpServer) -> None:
    """The rest of it is still part of the request."""
    with connect(server) as connection:
        connection.sendall(GET + b"Content-Length: %d\r\n\r\n" % len(SMUGGLED))
        received = connection.recv(65536)
        while b'"slots"' not in received:
            received += connection.recv(65536)
        connection.sendall(SMUGGLED + GET + CLOSE + b"\r\n")
        received += read_all(connection)
    assert statuses(received) == [200, 200]
    assert b'"schemas"' not in received


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"GET /a\0b HTTP/1.1\r\n" + HOST + b"\r\n",
        "GET /ü HTTP/1.1\r\n".encode() + HOST + b"\r\n",
        b"GET /edits/%ff%00%0d%0a HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n",
        b"GET /edits/../../etc/passwd HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n",
        b"GET http://[ HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n",
        b"GET //evil.example/livez HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n",
        b"OPTIONS * HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n",
        b"CONNECT evil.example:443 HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n",
        b"TRACE / HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n",
        b"GET / HTTP/1.1\r\n" + HOST + b"X : a\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + HOST + b"X: a\rb\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 200_000 + b"\r\n\r\n",
        b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
        b"GET /nothing HTTP/1.1\r\n" + HOST + CLOSE + b"X: a\r\n" * 2_000 + b"\r\n",
        b"GET /nothing HTTP/1.1\r\n" + HOST + b"Upgrade: websocket\r\nConnection: Upgrade, close\r\n\r\n",
        b"GET /\r\n\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 50,
        POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
    ids=range(20),
)
def test_no_request_is_the_servers_fault(server: HttpServer, request_bytes: bytes) -> None:
    """Every malformed or odd request gets a status of the client's, without a line in the log."""
    with recorded_logs() as lines:
        received = exchange(server, request_bytes)
    assert statuses(received)
    assert {status // 100 for status in statuses(received)} == {4}
    assert lines == []


@given(
    path=some.sampled_from(["/", "/metrics", "/readyz", "/edits", "/edits/DX101", "/version", "/what-if"]),
    name=some.sampled_from(["Accept", "Accept-Encoding", "Content-Type", "Origin", "Sec-Fetch-Site", "Cookie", "X"]),
    text=some.one_of(
        some.text(some.characters(min_codepoint=33, max_codepoint=126)),
        some.lists(
            some.sampled_from(
                [
                    "application/openmetrics-text",
                    "text/plain",
                    ";",
                    ",",
                    "version",
                    "=",
                    "1.0.0",
                    "escaping",
                    "q",
                    "*",
                    "a",
                ]
            )
        ).map("".join),
    ),
)
@settings(max_examples=150)
def test_no_header_is_the_servers_fault(server: HttpServer, path: str, name: str, text: str) -> None:
    """Whatever stands in it, the page is shown."""
    request = f"GET {path} HTTP/1.1\r\n{name}: {text}\r\n".encode() + HOST + CLOSE + b"\r\n"
    assert statuses(exchange(server, request))[0] in {200, 503}


@pytest.mark.parametrize("rest", [b"zz\r\n", b"1\r\naXX", b"0\r\n\r\nGE T\0 / nonsense\r\n\r\n"])
@pytest.mark.parametrize("path", [b"/livez", b"/metrics"])
def test_garbage_after_a_response_ends_the_connection(server: HttpServer, path: bytes, rest: bytes) -> None:
    """Without a line in the log, which anyone could fill."""
    with recorded_logs() as lines, connect(server) as connection:
        connection.sendall(b"GET " + path + b" HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n")
        received = connection.recv(65536)
        connection.sendall(rest)
        received += read_all(connection)
    assert statuses(received)[0] == 200
    assert set(statuses(received)[1:]) <= {400}
    assert lines == []


@pytest.mark.parametrize("rest", [b"zz\r\n", b"1\r\naXX"])
@pytest.mark.parametrize("start", [b"POST /what-if HTTP/1.1\r\n", b"HEAD / HTTP/1.1\r\n", b"CONNECT a:1 HTTP/1.1\r\n"])
def test_garbage_instead_of_a_body_gets_one_status(server: HttpServer, start: bytes, rest: bytes) -> None:
    """In one piece with the head, or after it: the answer that was under way is dropped."""
    form = b"Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\n"
    head = start + HOST + form + b"Transfer-Encoding: chunked\r\n\r\n"
    with recorded_logs() as lines:
        assert statuses(exchange(server, head + rest)) == [400]
        with connect(server) as connection:
            connection.sendall(head)
            connection.sendall(rest)
            assert len(statuses(read_all(connection))) <= 1
    assert lines == []


@given(
    start=some.sampled_from([b"GET /livez HTTP/1.1", b"POST /what-if HTTP/1.1", b"HEAD / HTTP/1.0", b""]),
    lines=some.lists(
        some.one_of(
            some.sampled_from(
                [
                    b"Host: 127.0.0.1",
                    b"Content-Length: 3",
                    b"Transfer-Encoding: chunked",
                    b"Expect: 100-continue",
                    b"3",
                    b"0",
                    b"",
                ]
            ),
            some.binary(max_size=40),
        ),
        max_size=8,
    ),
    end=some.sampled_from([b"\r\n", b"\n"]),
)
@settings(max_examples=150)
def test_no_bytes_are_the_servers_fault(server: HttpServer, start: bytes, lines: list[bytes], end: bytes) -> None:
    """Whatever a client sends before it closes its side: no internal error, and no line in the log."""
    with recorded_logs() as logged, connect(server) as connection:
        connection.sendall(end.join([start, *lines]))
        connection.shutdown(socket.SHUT_WR)
        received = read_all(connection)
    assert [status for status in statuses(received) if status >= 500] == []
    assert logged == []


def encounters() -> dict[str, tuple[str, str]]:
    """Encounters with which other parsers fail, and what the form says of them."""
    sample, text = sample_form("office-visit"), sample_text("office-visit")
    charge = f'"total_charge": "{sample["total_charge"]}"'
    assert charge in text
    secondary = json.dumps({**sample_form(SECONDARY), "occurred_at": "9999-12-31T23:59:59Z"})
    amount = "total_charge: expected a decimal"
    return {
        "huge exponent": (text.replace(charge, '"total_charge": 1e999999999999999999999'), amount),
        "huge exponent of zero": (text.replace(charge, '"total_charge": 0e999999999999999999999'), amount),
        "huge exponent as text": (text.replace(charge, '"total_charge": "0e999999999999999999999"'), amount),
        "huge exponent in an unknown field": (
            text.replace(charge, f'{charge}, "x": 1e999999999999999999999'),
            "expected a known name",
        ),
        "number of 400 digits": (
            json.dumps({**sample, "encounter_version": int("9" * 400)}),
            "encounter_version: expected a whole number of at most 32 bits",
        ),
        "number of 5,000 digits": (
            '{"encounter_version": ' + "9" * 5_000 + "}",
            "encounter_version: expected a whole number of at most 32 bits",
        ),
        "sex as one letter": (
            text.replace('"FEMALE"', '"F"'),
            "patient.sex: expected one of FEMALE, MALE, UNKNOWN (got one letter)",
        ),
        "X12": ("ISA*00*          *00*", "this is X12; check, publish and convert read 837 files"),
        "an array": (f"[{text}]", "this page checks one at a time"),
        "two in a row": (f"{text}\n{text}", "this page checks one at a time"),
        "not a number": (text.replace(charge, '"total_charge": NaN'), amount),
        "deeply nested": ("[" * 100_000, "expected valid JSON"),
        "lone surrogate": ('{"\\ud800": "\\udfff"}', "Unreadable"),
        "name of 100,000 characters": (json.dumps({**sample, "a" * 100_000: 1}), "aaa…: expected a known name"),
        "name of a Python class": (json.dumps({**sample, "__class__": "x"}), "__cl…: expected a known name"),
        "last day of the calendar": (secondary, "Ready: this claim would go to the payer."),
        "first day of the calendar": (json.dumps({**sample, "occurred_at": "0001-01-01T00:00:00Z"}), "Rejected:"),
        "9,900 diagnoses": (
            json.dumps({**sample, "diagnoses": [{"code": "M0100", "role": "OTHER"}] * 9_900}),
            "expected at most 1,000 items in a list",
        ),
        "900 modifiers": (
            text.replace('"procedure_code"', '"modifiers": ["59"' + ', "59"' * 900 + '], "procedure_code"'),
            "Rejected:",
        ),
    }


@pytest.mark.parametrize("name", encounters())
def test_no_encounter_is_the_servers_fault(name: str) -> None:
    """The form shows findings or what is unreadable; a number or a name of any size is no internal error."""
    encounter, says = encounters()[name]
    body = urlencode({"encounter": encounter}).encode()
    headers = b"Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\n"
    request = b"POST /what-if HTTP/1.1\r\n" + HOST + CLOSE + headers + b"Content-Length: %d\r\n\r\n" % len(body) + body
    with HttpServer(Settings(http_port=0, http_what_if=True), ToySite()) as server, recorded_logs() as lines:
        received = exchange(server, request)
    assert statuses(received) == [200]
    assert lines == []
    shown = html.unescape(re.sub("<[^>]+>", "", received.decode()))
    assert says in shown
    assert "edit failed" not in shown
    assert len(received) < 2_000_000
