"""The endpoint, asked over a real port."""

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
from workers.http.server import HttpServer
from workers.metrics.counting import Metrics
from workers.metrics.declared import DEAD_LETTERS, EVENTS, FINDINGS
from workers.metrics.snapshot import Snapshot
from workers.processes.single_process import SingleSite
from workers.processes.slot_observer import SlotObserver
from workers.settings.settings import Settings, SettingsError


@pytest.fixture
def site() -> ToySite:
    """A site that nothing has happened to."""
    return ToySite()


@pytest.fixture
def server(site: ToySite) -> Iterator[HttpServer]:
    """Its endpoint, on a free port."""
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
    """503 with the reasons in words until every slot is ready, then 200 without any."""
    response, body = ask(server, "/readyz")
    assert response.status == 503
    assert response.headers["Content-Type"] == "application/json"
    answer = json.loads(body)
    assert answer["ready"] is False
    assert "slot 0: not a member of the consumer group" in answer["reasons"]
    site.make_ready()
    response, body = ask(server, "/readyz?verbose=1")
    assert (response.status, json.loads(body)["reasons"]) == (200, [])


def test_livez_is_well_while_the_loop_starts(server: HttpServer) -> None:
    """A worker that is not ready yet is alive."""
    response, body = ask(server, "/livez")
    assert (response.status, json.loads(body)["alive"]) == (200, True)


def test_livez_fails_when_a_loop_stands_still() -> None:
    """503 with the slot and how long."""
    site = ToySite()
    moments = iter([0.0, *[1000.0] * 10])
    site.keeper = Health(0, lambda: next(moments))
    with HttpServer(Settings(http_port=0), site) as server:
        response, body = ask(server, "/livez")
    assert response.status == 503
    assert json.loads(body)["reasons"] == ["slot 0: no progress for 1000 seconds"]


def test_metrics_come_in_the_format_asked_for(server: HttpServer, site: ToySite) -> None:
    """Prometheus text by default, OpenMetrics by the Accept header, with readiness among the figures."""
    response, body = ask(server, "/metrics")
    assert response.headers["Content-Type"].startswith("text/plain")
    assert 'claims_worker_slot_ready{slot="0"} 0.0' in body
    site.make_ready()
    response, body = ask(server, "/metrics", Accept="application/openmetrics-text;version=1.0.0")
    assert response.headers["Content-Type"].startswith("application/openmetrics-text")
    assert body.endswith("# EOF\n")
    assert "claims_worker_ready 1.0" in body


def test_version_names_program_catalogue_and_schemas(server: HttpServer, site: ToySite) -> None:
    """The catalogue is known once a process has built its edits."""
    assert json.loads(ask(server, "/version")[1])["catalogue"] is None
    site.metrics.built("0.1.0", "2026.1")
    assert json.loads(ask(server, "/version")[1]) == {
        "version": "0.1.0",
        "catalogue": "2026.1",
        "schemas": {"ClaimReady": 1},
    }


def test_the_status_page_tells_a_person_what_happens(server: HttpServer, site: ToySite) -> None:
    """Consumed, outcomes, reasons, lag, tables and their age stand on one page."""
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
    assert "icd10cm FY2027 310 days to 2027-09-30" in words
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


def test_every_answer_forbids_what_it_does_not_need(server: HttpServer) -> None:
    """Nothing is cached, framed, sniffed or loaded; the software is not named."""
    for path in ("/", "/metrics", "/livez", "/nothing"):
        headers = ask(server, path)[0].headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")
        assert "Python" not in headers["Server"]


def test_only_the_known_pages_are_there(server: HttpServer) -> None:
    """Any other path is 404, also one that tries to leave."""
    for path in ("/nothing", "/metrics/", "/../etc/passwd", "/readyz/x"):
        assert ask(server, path)[0].status == 404


def test_head_gives_the_headers_alone(server: HttpServer) -> None:
    """A HEAD has the length of the body and no body."""
    response, body = ask(server, "/version", method="HEAD")
    assert (response.status, body) == (200, "")
    assert int(response.headers["Content-Length"]) > 10


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
def test_no_other_method_is_served(server: HttpServer, method: str) -> None:
    """Whoever asks changes nothing."""
    response, _ = ask(server, "/", method=method)
    assert response.status == 405
    assert response.headers["Allow"] == "GET, HEAD"


def test_a_failing_page_says_nothing_of_what_failed(server: HttpServer, site: ToySite) -> None:
    """500 and no more: the text of an exception may quote data."""
    site.fail = True
    response, body = ask(server, "/metrics")
    assert response.status == 500
    assert "SMITH" not in body
    site.fail = False
    assert ask(server, "/metrics")[0].status == 200


def test_silent_connections_do_not_shut_others_out(server: HttpServer) -> None:
    """Connections that say nothing are bounded in number and are no obstacle to the end of the server."""
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


def test_a_free_port_is_written_to_the_file_whole(tmp_path: Path, site: ToySite) -> None:
    """Whoever waits for the file finds the port in it, and nothing else in the folder."""
    port_file = tmp_path / "port"
    with HttpServer(Settings(http_port=0, http_port_file=port_file), site) as server:
        assert int(port_file.read_text()) == server.port
        assert server.address == f"http://127.0.0.1:{server.port}"
    assert [path.name for path in tmp_path.iterdir()] == ["port"]


def test_an_address_in_use_is_a_wrong_setting(server: HttpServer, site: ToySite) -> None:
    """Two workers cannot have one port; the line names it."""
    with pytest.raises(SettingsError, match=f"CLAIMS_HTTP_PORT: cannot listen on 127.0.0.1, port {server.port}: "):
        HttpServer(Settings(http_port=server.port), site)


def test_a_port_file_that_cannot_be_written_is_a_wrong_setting(tmp_path: Path, site: ToySite) -> None:
    """The port is let go of, and the line names the file."""
    with pytest.raises(SettingsError, match="--http-port-file: cannot write"):
        HttpServer(Settings(http_port=0, http_port_file=tmp_path / "no" / "port"), site)


def test_an_ipv6_address_can_be_listened_on(site: ToySite) -> None:
    """The address is written the way browsers take it."""
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
