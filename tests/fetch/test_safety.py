"""Nothing that goes wrong in between leaves half a table, and no run asks anybody but the publishers."""

import fcntl
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import trustme

from rules.tables.folder_index import read_index
from rules.tables.table_folder import open_tables
from tests.fetch.conftest import NOW, Fetch, Run
from tests.fetch.stand_in import StandIn
from workers.fetch import fetch_source, load_originals, obtain, run_fetch
from workers.fetch.download import Budget
from workers.fetch.licenses import Licenses
from workers.fetch.obtain import Order
from workers.fetch.run_fetch import Busy, one_run
from workers.fetch.site import Site, open_client


class _Killed(BaseException):
    """Ends a run at once, as a signal does."""


def _killed(*_: object, **__: object) -> Any:
    raise _Killed


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (fetch_source, "discover"),
        (obtain, "download"),
        (obtain, "check_file"),
        (obtain, "held_originals"),
        (obtain, "folder_of"),
        (obtain, "write_originals"),
        (load_originals, "load_table"),
        (run_fetch, "write_state"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_a_killed_run(fetch: Fetch, monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> None:
    """A run that ends at any step leaves the tables whole, and the next one finishes."""
    with monkeypatch.context() as patch:
        patch.setattr(module, name, _killed)
        with pytest.raises(_Killed):
            fetch("mue")
    assert {entry.kind for entry in read_index(fetch.tables)} <= {"mue"}
    assert fetch("mue")["mue"].result in ("loaded", "unchanged")
    assert open_tables(fetch.tables).mue is not None
    assert not (fetch.tables / "fetch" / "incoming" / "mue").exists()


def test_two_runs_at_once(tmp_path: Path) -> None:
    """A second run waits for the first; after a minute it says who holds the folder."""
    slept: list[float] = []
    with one_run(tmp_path):
        with pytest.raises(Busy, match=r"held by process \d+ since "), one_run(tmp_path, slept.append):
            pass
        assert sum(slept) == 60
    with (tmp_path / "fetch" / ".lock").open("ab") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with one_run(tmp_path, lambda _: fcntl.flock(other, fcntl.LOCK_UN)):
            pass


def test_no_name_is_resolved(fetch: Fetch, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a mirror on this machine no other host is looked up."""
    real: Callable[..., Any] = socket.getaddrinfo

    def only_here(host: str, *arguments: Any, **options: Any) -> Any:
        assert host == "127.0.0.1"
        return real(host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", only_here)
    assert fetch("mue", "clia_certificates")["mue"].result == "loaded"


def test_a_worker_never_imports_it() -> None:
    """What a worker imports has none of the modules that download."""
    ended = subprocess.run(
        [sys.executable, "-c", _IMPORTS], capture_output=True, text=True, timeout=60, check=False, cwd=Path.cwd()
    )
    assert (ended.returncode, ended.stdout.strip()) == (0, "[]"), ended.stderr


_IMPORTS = """
import sys
import workers.build_processor, workers.cli.run
import workers.processes.child, workers.processes.isolated, workers.processes.parent
print([name for name in sys.modules if name.startswith("workers.fetch") or name == "ijson"])
"""


def _reports(site: Site, fetch: Fetch) -> str:
    order = Order(tables=fetch.tables, now=NOW)
    licenses = Licenses(fetch.tables / "fetch")
    (report,) = run_fetch.run_fetch(fetch.sources, order, site, licenses, Budget(1 << 30), only=("mue",))
    return f"{report.result}: {report.message}"


def test_through_a_proxy(fetch: Fetch) -> None:
    """All requests go through the proxy of the setting."""
    with open_client(name="x", ca=None, proxy=fetch.site.url) as client:
        said = _reports(Site(client, mirror="http://127.0.0.9:9"), fetch)
    assert said.startswith("loaded: ")
    assert fetch.site.log


def test_certificates(fetch: Fetch, tmp_path: Path) -> None:
    """A certificate of the own authority is trusted with the setting; any other ends in one line and exit code 4."""
    authority = trustme.CA()
    certificate = authority.issue_cert("127.0.0.1")
    pem = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(pem))
    with StandIn(fetch.site.content, tls=certificate) as site:
        with open_client(name="x", ca=None, proxy=None) as client:
            said = _reports(Site(client, mirror=site.url, sleep=fetch.slept.append), fetch)
            assert said.startswith("network: www.cms.gov cannot be reached: ")
            assert fetch.slept == []
        with open_client(name="x", ca=pem, proxy=None) as client:
            assert _reports(Site(client, mirror=site.url), fetch).startswith("loaded: ")


def test_a_wrong_certificate_file(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A file of certificates that cannot be read is one line and exit code 2."""
    (tmp_path / "ca.pem").write_text("no certificate")
    for path in (tmp_path / "absent.pem", tmp_path / "ca.pem"):
        monkeypatch.setenv("CLAIMS_FETCH_CA", str(path))
        said = run("fetch", "--only", "mue")
        assert (said.exit_code, said.stderr.startswith("CLAIMS_FETCH_CA: cannot be used: ")) == (2, True), said.output


def test_requests_to_one_host_have_pauses(fetch: Fetch) -> None:
    """A publisher's own host is asked at most every two seconds."""
    slept: list[float] = []
    site = Site(
        httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200, text="x"))), sleep=slept.append
    )
    site.page("https://www.cms.gov/a")
    site.page("https://www.cms.gov/b")
    site.page("https://data.cms.gov/c")
    assert len(slept) == 1
    assert 1.5 < slept[0] <= 2.0
