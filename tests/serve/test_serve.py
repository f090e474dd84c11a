"""A running service: the outcomes of `check`, hostile clients, tables that change, encryption."""

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
import trustme

from rules.tables.loaders.load_table import load_table
from schemas.samples import SAMPLES_DIR, sample_form, sample_names, sample_text
from tests.serve.running_service import Service, is_ready, running_service

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
CANARY = "QXJ77"
JSON = {"content-type": "application/json"}
NOW = datetime(2026, 7, 20, 12, tzinfo=UTC)
HEAD = "POST /check HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service with two processes, whose log never has a value."""
    with running_service(tmp_path_factory.mktemp("service")) as running:
        yield running
    log = running.log.read_text(encoding="utf-8")
    assert CANARY not in log
    # It listens, and one host name was refused; a port scanner cannot fill the log.
    assert [json.loads(line)["level"] for line in log.splitlines()] == ["info", "warning"]


def statuses(port: int, request: bytes, wait_s: float = 20.0) -> list[int]:
    """Send bytes; the statuses of the responses until the service closes the connection."""
    received = b""
    with socket.create_connection(("localhost", port), timeout=wait_s) as connection:
        try:
            connection.sendall(request)
            while piece := connection.recv(65_536):
                received += piece
        except (ConnectionResetError, BrokenPipeError):
            pass
    return [int(part[:3]) for part in received.split(b"HTTP/1.1 ")[1:]]


def test_every_sample_gets_exactly_what_check_gives(service: Service) -> None:
    """The command and the service give the same objects, for each sample and for all in one array."""
    files = [str(SAMPLES_DIR / f"{name}.json") for name in sample_names()]
    command = [sys.executable, "-m", "workers", "check", "--format", "json", *files]
    environment = os.environ | {"CLAIMS_CODE_TABLES_DIR": str(service.log.parent / "tables")}
    printed = subprocess.run(command, env=environment, capture_output=True, check=False, cwd=ROOT).stdout
    expected = [json.loads(line) for line in printed.splitlines()]
    assert len(expected) == len(files) > 30
    with httpx.Client(base_url=service.url, headers=JSON) as client:
        for index, (name, one) in enumerate(zip(sample_names(), expected, strict=True)):
            one["input"] = {"file": "body", "index": 0}
            assert client.post("/check", content=sample_text(name)).json() == one
            one["input"]["index"] = index
        array = json.dumps([sample_form(name) for name in sample_names()])
        assert client.post("/check", content=array).json() == expected


@pytest.mark.parametrize(
    "request_",
    [
        f"{HEAD}Content-Length: 5\r\nConnection: close\r\n\r\n{{}}{CANARY}",
        f"{HEAD}Content-Length: -1\r\n\r\n{{}}",
        f"{HEAD}Content-Length: 2, 3\r\n\r\n{{}}",
        f"{HEAD}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{{}}",
        f"{HEAD}Content-Length: 9999999999999999999999\r\n\r\n{{}}",
        f"{HEAD}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n",
        f"{HEAD}Transfer-Encoding: chunked\r\n\r\nZZ\r\n{{}}\r\n",
        f"{HEAD}Transfer-Encoding: chunked\r\n\r\nffffffff\r\n{CANARY}",
        f"{HEAD}Connection: close\r\n\r\n",
        f"{HEAD}Content-Type: text/html\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{{}}",
        f"POST /check?profile={CANARY} HTTP/1.1\r\nHost: a.{CANARY}.example\r\n\r\n",
        f"POST /check?as_of={CANARY}&%ff=%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        f"{CANARY}\r\n\r\n",
        "POST /check HTTP/1.1\r\n\r\n",
    ],
)
def test_lies_about_a_body_are_refused(service: Service, request_: str) -> None:
    """A malformed request gets a status between 400 and 499, or the connection is closed; the service goes on."""
    with socket.create_connection(("localhost", service.port), timeout=30) as connection:
        connection.sendall(request_.encode("latin-1"))
        connection.shutdown(socket.SHUT_WR)
        received = b""
        try:
            while piece := connection.recv(65_536):
                received += piece
        except ConnectionResetError:
            pass
    found = [int(part[:3]) for part in received.split(b"HTTP/1.1 ")[1:]]
    assert all(400 <= status < 500 for status in found)
    assert CANARY.encode() not in received
    assert httpx.get(f"{service.url}/readyz").status_code == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("[" * 500_000, 400),
        ('{"a":' * 170_000, 400),
        ('{"patient":' * 900 + "{}" + "}" * 900, 422),
        ("[" + "{}," * 499 + "{}]", 422),
        ('{"' + CANARY + '":' + "9" * 900_000 + "}", 422),
        ("{" + ",".join(f'"{CANARY}{number}":{{}}' for number in range(50_000)) + "}", 422),
        ("{" + ",".join('"source_system":"a"' for _ in range(50_000)) + "}", 422),
        ('{"service_lines":[' + ",".join("{}" for _ in range(300_000)) + "]}", 422),
        ('"' + "\\ud800" * 170_000 + '"', 422),
        (" " * 1_048_576, 400),
        (" " * 1_048_577, 413),
    ],
)
def test_hostile_bodies_get_an_answer_that_is_not_a_fault_of_the_service(
    service: Service, body: str, status: int
) -> None:
    """Depth, width, repeated names, long numbers: refused in time, and without a value."""
    response = httpx.post(f"{service.url}/check", content=body.encode(), headers=JSON, timeout=60)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert CANARY not in response.text
    assert len(response.content) < 100_000


def test_slow_bodies_and_floods_never_block_a_probe(service: Service) -> None:
    """Two hundred clients that send a body byte by byte: probes are answered, and each client is refused or cut off."""
    head = f"{HEAD}Content-Length: 1000\r\n\r\n{{".encode()
    slow = [socket.create_connection(("localhost", service.port), timeout=60) for _ in range(200)]
    try:
        for connection in slow:
            connection.sendall(head)
        for _ in range(5):
            assert httpx.get(f"{service.url}/livez", timeout=20).status_code == 200
            assert httpx.get(f"{service.url}/readyz", timeout=20).status_code == 200
        found = []
        for connection in slow:
            received = b""
            try:
                while piece := connection.recv(65_536):
                    received += piece
            except ConnectionResetError:
                pass
            found += [int(part[:3]) for part in received.split(b"HTTP/1.1 ")[1:]]
        assert set(found) <= {408, 429}
    finally:
        for connection in slow:
            connection.close()
    body = sample_text("office-visit")

    def ask(_: int) -> int:
        try:
            return httpx.post(f"{service.url}/check", content=body, headers=JSON, timeout=60).status_code
        except httpx.TransportError:  # displaced by a newer connection
            return 0

    with ThreadPoolExecutor(40) as threads:
        answered = list(threads.map(ask, range(400)))
    assert set(answered) <= {200, 429, 0}
    assert answered.count(200) > 0


def test_new_code_tables_are_used_without_a_restart(tmp_path: Path) -> None:
    """A table that is loaded while the service runs makes it ready, and is in its outcomes and metrics."""
    settings = {"CLAIMS_REQUIRED_TABLES": "hcpcs"}
    with running_service(tmp_path, settings, processes=2, ready=False) as service:
        while "code table hcpcs is not loaded" not in (told := httpx.get(f"{service.url}/readyz").json())["reasons"]:
            assert told["status"] == "not ready"
            time.sleep(0.1)
        files = tuple(sorted((ROOT / "tests/tables/fixtures/hcpcs").iterdir()))
        load_table("hcpcs", files, folder=tmp_path / "tables", now=NOW, allow_incomplete=True)
        until = time.monotonic() + 120
        while not is_ready(service.url, None):
            assert time.monotonic() < until
            time.sleep(0.2)
        outcome = httpx.post(f"{service.url}/check", content=sample_text("home-health-period"), headers=JSON).json()
        record = outcome.get("claim") or outcome["rejection"]
        assert "hcpcs" in {used["table"] for used in record["provenance"]["code_tables"]}
        assert (
            'claims_worker_code_table_loaded{release="2026 Q3",table="hcpcs"} 1.0'
            in httpx.get(f"{service.url}/metrics").text
        )


def test_a_certificate_encrypts_and_is_renewed(tmp_path: Path) -> None:
    """Clients that trust the authority are answered, plain HTTP is not, and a renewed certificate is used."""
    authority = trustme.CA()
    ca, certificate, key = (tmp_path / name for name in ("ca", "certificate", "key"))
    authority.cert_pem.write_to_path(ca)

    def issue() -> int:
        issued = authority.issue_cert("localhost")
        issued.private_key_pem.write_to_path(key)
        issued.cert_chain_pems[0].write_to_path(certificate)
        return int(ssl._ssl._test_decode_cert(str(certificate))["serialNumber"], 16)  # type: ignore[attr-defined]

    def served(port: int) -> int:
        context = ssl.create_default_context(cafile=str(ca))
        with (
            socket.create_connection(("localhost", port)) as plain,
            context.wrap_socket(plain, server_hostname="localhost") as secure,
        ):
            found = secure.getpeercert()
        assert found is not None
        return int(str(found["serialNumber"]), 16)

    first = issue()
    settings = {"CLAIMS_SERVE_TLS_CERTIFICATE": str(certificate), "CLAIMS_SERVE_TLS_KEY": str(key)}
    with running_service(tmp_path, settings, processes=1, ca=ca) as service:
        assert served(service.port) == first
        with pytest.raises(httpx.TransportError):
            httpx.get(f"http://localhost:{service.port}/livez")
        second = issue()
        until = time.monotonic() + 60
        while served(service.port) != second:
            assert time.monotonic() < until
            time.sleep(0.5)


def test_a_killed_process_is_replaced(tmp_path: Path) -> None:
    """Callers see nothing of it, and the metric counts it."""
    with running_service(tmp_path) as service:
        (first, *_) = _children(service.process.pid)
        os.kill(first, signal.SIGKILL)
        answers = [
            httpx.post(f"{service.url}/check", content=sample_text("office-visit"), headers=JSON, timeout=60)
            for _ in range(5)
        ]
        assert [answer.status_code for answer in answers] == [200] * 5
        while first in _children(service.process.pid):
            time.sleep(0.1)
        metrics = httpx.get(f"{service.url}/metrics").text
        assert 'claims_worker_check_processes_ended_total{cause="killed"} 1.0' in metrics


def _children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
