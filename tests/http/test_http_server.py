"""The HTTP server, over a real port."""

import http.client
import json
import re
import socket
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.http.toy_site import NOW, ToySite, ToyTable
from workers.health import Health
from workers.http.listen import listen
from workers.http.server import HttpServer
from workers.metrics.counting import Metrics
from workers.metrics.declared import DEAD_LETTERS, EVENTS, FINDINGS
from workers.metrics.snapshot import Snapshot
from workers.processes.single_process import SingleSite
from workers.processes.slot_observer import SlotObserver
from workers.settings.settings import Settings, SettingsError


@pytest.fixture
def site() -> ToySite:
    """A new site."""
    return ToySite()


@pytest.fixture
def server(site: ToySite) -> Iterator[HttpServer]:
    """Its server, on a free port."""
    with HttpServer(Settings(http_port=0), site, now=lambda: NOW) as server:
        yield server


def ask(server: HttpServer, path: str, method: str = "GET", **headers: str) -> tuple[http.client.HTTPResponse, str]:
    connection = http.client.HTTPConnection(server.host, server.port, timeout=5)
    try:
        connection.request(method, path, headers=headers)
        response = connection.getresponse()
        return response, response.read().decode()
    finally:
        connection.close()


def test_readyz_says_why_not(server: HttpServer, site: ToySite) -> None:
    """503 with the reasons until every slot is ready, then 200 with none."""
    response, body = ask(server, "/readyz")
    assert response.status == 503
    assert response.headers["Content-Type"] == "application/json"
    answer = json.loads(body)
    assert answer["ready"] is False
    assert "slot 0: not a member of the consumer group" in answer["reasons"]
    site.make_ready()
    response, body = ask(server, "/readyz?verbose=1")
    assert (response.status, json.loads(body)["reasons"]) == (200, [])


def test_livez_is_ok_while_the_loop_starts(server: HttpServer) -> None:
    """A worker that is not ready yet is alive."""
    response, body = ask(server, "/livez")
    assert (response.status, json.loads(body)["alive"]) == (200, True)


def test_livez_fails_when_a_loop_is_stuck() -> None:
    """503 with the slot and the duration."""
    site = ToySite()
    moments = iter([0.0, *[1000.0] * 10])
    site.keeper = Health(0, lambda: next(moments))
    with HttpServer(Settings(http_port=0), site) as server:
        response, body = ask(server, "/livez")
    assert response.status == 503
    assert json.loads(body)["reasons"] == ["slot 0: no progress for 1000 seconds"]


def test_metrics_come_in_the_format_asked_for(server: HttpServer, site: ToySite) -> None:
    """Prometheus text by default, OpenMetrics if the Accept header asks for it; readiness is included."""
    response, body = ask(server, "/metrics")
    assert response.headers["Content-Type"].startswith("text/plain")
    assert 'claims_worker_slot_ready{slot="0"} 0.0' in body
    site.make_ready()
    response, body = ask(server, "/metrics", Accept="application/openmetrics-text;version=1.0.0")
    assert response.headers["Content-Type"].startswith("application/openmetrics-text")
    assert body.endswith("# EOF\n")
    assert "claims_worker_ready 1.0" in body


def test_version_has_program_catalog_and_schemas(server: HttpServer, site: ToySite) -> None:
    """The catalog version is known once a process has loaded the edits."""
    assert json.loads(ask(server, "/version")[1])["catalogue"] is None
    site.metrics.built("0.1.0", "2026.1")
    assert json.loads(ask(server, "/version")[1]) == {
        "version": "0.1.0",
        "core": "interpreted",
        "catalogue": "2026.1",
        "schemas": {"ClaimReady": 1},
    }


def test_the_status_page_shows_the_state_of_the_worker(server: HttpServer, site: ToySite) -> None:
    """Outcomes, reasons, lag and code tables are on one page."""
    site.make_ready()
    site.extra = Snapshot(
        counters={
            EVENTS.name: {("ready", "medicare"): 1200.0, ("rejected", "medicare"): 300.0},
            FINDINGS.name: {("DX101", "REJECT", "medicare"): 299.0, ("DX102", "WARN", "medicare"): 5.0},
            DEAD_LETTERS.name: {("not-framed",): 4.0},
        }
    )
    site.metrics.lag({("encounters.v1", 0): 40, ("encounters.v1", 1): 2})
    site.metrics.opened(
        [
            ToyTable(name="icd10cm", release="FY2027", in_force_through=date(2027, 9, 30)),
            ToyTable(name="pos", release="2025", in_force_through=date(2026, 11, 20)),
        ]
    )
    response, page = ask(server, "/")
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    text = re.sub(r"<style>.*?</style>|<script>.*?</script>|<[^>]+>", " ", page, flags=re.DOTALL)
    words = re.sub(r"\s+", " ", text)
    assert re.search("consumed [0-9,]+ 1,500", words)
    assert re.search("claims 80.0 % [0-9,]+ 1,200", words)
    assert re.search("DX101 A diagnosis is not a valid ICD-10-CM code. [0-9]+ 299", words)
    assert "DX102" not in words
    assert re.search("not-framed [0-9]+ 4", words)
    assert "Lag 42 records on 0 partitions" in words
    assert "encounters.v1 / 0 40 encounters.v1 / 1 2" in words
    assert "icd10cm FY2027 310 days (through 2027-09-30)" in words
    assert "pos 2025 ended 4 days ago" in words
    assert "Ready · 1 slot" in words


def test_the_status_page_escapes_every_text(server: HttpServer, site: ToySite) -> None:
    """A group, table or broker text cannot become markup."""
    site.keeper.broker(False, "<script>alert(1)</script>")
    page = ask(server, "/")[1]
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert "<b>group" not in page
    assert "&lt;b&gt;group" in page


def test_every_response_has_security_headers(server: HttpServer) -> None:
    """Nothing is cached, framed, sniffed or loaded, and the server software is not named."""
    for path in ("/", "/metrics", "/livez", "/nothing"):
        headers = ask(server, path)[0].headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")
        assert "Python" not in headers["Server"]


def test_unknown_paths_are_404(server: HttpServer) -> None:
    """Any other path is 404, including attempts to escape the root."""
    for path in ("/nothing", "/metrics/", "/../etc/passwd", "/readyz/x"):
        assert ask(server, path)[0].status == 404


def test_head_has_no_body(server: HttpServer) -> None:
    """A HEAD response has the length of the body but no body."""
    response, body = ask(server, "/version", method="HEAD")
    assert (response.status, body) == (200, "")
    assert int(response.headers["Content-Length"]) > 10


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
def test_no_other_method_is_allowed(server: HttpServer, method: str) -> None:
    """The server is read-only."""
    response, _ = ask(server, "/", method=method)
    assert response.status == 405
    assert response.headers["Allow"] == "GET, HEAD"


def test_a_failing_page_reveals_nothing(server: HttpServer, site: ToySite) -> None:
    """500 without details: an exception text may contain data."""
    site.fail = True
    response, body = ask(server, "/metrics")
    assert response.status == 500
    assert "SMITH" not in body
    site.fail = False
    assert ask(server, "/metrics")[0].status == 200


def test_idle_connections_do_not_block_others(server: HttpServer) -> None:
    """Idle connections are limited in number and do not delay the shutdown of the server."""
    silent = [socket.create_connection((server.host, server.port)) for _ in range(40)]
    try:
        for each in silent[:20]:
            each.close()
        done = threading.Event()

        def wait_until_answered() -> None:
            while not done.is_set():
                try:
                    ask(server, "/livez")
                except OSError:
                    continue
                done.set()

        thread = threading.Thread(target=wait_until_answered, daemon=True)
        thread.start()
        assert done.wait(5)
    finally:
        done.set()
        for each in silent:
            each.close()


def test_the_port_file_is_written_atomically(tmp_path: Path, site: ToySite) -> None:
    """A reader that waits for the file finds the port in it, and no other file in the folder."""
    port_file = tmp_path / "port"
    with HttpServer(Settings(http_port=0, http_port_file=port_file), site) as server:
        assert int(port_file.read_text()) == server.port
        assert server.address == f"http://127.0.0.1:{server.port}"
    assert [path.name for path in tmp_path.iterdir()] == ["port"]


def test_a_port_in_use_is_a_settings_error(server: HttpServer, site: ToySite) -> None:
    """Two workers cannot share a port; the error names it."""
    with pytest.raises(SettingsError, match=f"CLAIMS_HTTP_PORT: cannot listen on 127.0.0.1, port {server.port}: "):
        HttpServer(Settings(http_port=server.port), site)


def test_a_port_file_that_cannot_be_written_is_a_settings_error(tmp_path: Path, site: ToySite) -> None:
    """The port is released, and the error names the file."""
    with pytest.raises(SettingsError, match="--http-port-file: cannot write"):
        HttpServer(Settings(http_port=0, http_port_file=tmp_path / "no" / "port"), site)


def test_an_ipv6_address_can_be_listened_on(site: ToySite) -> None:
    """The URL has the form that browsers accept."""
    with HttpServer(Settings(http_host="::1", http_port=0), site) as server:
        assert server.address == f"http://[::1]:{server.port}"
        assert ask(server, "/livez")[0].status == 200


def test_one_process_shows_its_own_state() -> None:
    """The site of a single process is its observer."""
    observer = SlotObserver(Metrics(4), Health(4))
    site = SingleSite(Settings(worker_slot=4), observer)
    observer.moved()
    observer.member(True)
    assert site.snapshot().gauges["claims_worker_slot_ready"] == {("4",): 1.0}
    observer.left(0)
    assert site.snapshot().gauges["claims_worker_ready"] == {(): 0.0}
    assert site.about().schemas["EncounterEvent"] >= 1


def test_a_response_does_not_wait_for_acknowledgments() -> None:
    """Head and body are sent apart: with Nagle's algorithm each request on a kept connection took 40 ms more."""
    with listen(Settings(http_port=0)) as opened, socket.create_connection(opened.getsockname()):
        accepted, _ = opened.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
