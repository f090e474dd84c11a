"""What the disk has no room for is not begun; one sentence says how much is needed and how much is free."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.fetch.conftest import Fetch, Run
from tests.fetch.official_files import unit_limits
from tests.fetch.stand_in import StandIn
from workers.fetch.room import RESERVE

MUE = "/www.cms.gov/files/zip/medicare-ncci-2026-q3-practitioner-services-mue-table.zip"


def _leave(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))


def _files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != ".lock"}


def test_a_file_that_does_not_fit(fetch: Fetch, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file larger than what is free is not downloaded, and the table stays; the rest of a broken one may fit."""
    size = len(unit_limits()[MUE])
    _leave(monkeypatch, RESERVE + size - 1)
    report = fetch("mue")["mue"]
    said = f"is not downloaded: {RESERVE + size:,} bytes are needed on the disk of "
    assert (report.result, said in report.message) == ("failed check", True), report.message
    assert report.message.endswith(f", and {RESERVE + size - 1:,} are free")
    assert not list(fetch.tables.rglob("*.zip*"))
    _leave(monkeypatch, 1 << 40)
    fetch.site.faults.cut_at[MUE] = [100, 0, 0, 0, 0, 0]
    assert fetch("mue")["mue"].result == "network"
    _leave(monkeypatch, RESERVE + size - 100)
    assert "facility-outpatient" in fetch("mue")["mue"].message, "the rest of the practitioners' list fits"


def test_a_full_disk(run: Run, site: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a full disk nothing is asked or changed: one line and exit code 1, for fetching and for bundles."""
    assert run("fetch", "--only", "mue").exit_code == 0
    bundle = tmp_path / "x.tar"
    assert run("bundle", str(bundle)).exit_code == 0
    before = _files(tmp_path)
    site.log.clear()
    _leave(monkeypatch, RESERVE - 1)
    for arguments, said in (
        (("fetch",), "nothing is fetched: "),
        (("bundle", str(bundle)), "x.tar is not written: "),
        (("load", "bundle", str(bundle)), "x.tar is not unpacked: "),
    ):
        ended = run(*arguments)
        assert (ended.exit_code, len(ended.stderr.splitlines())) == (1, 1), ended.output
        assert ended.stderr.startswith(said)
        assert ended.stderr.endswith(f", and {RESERVE - 1:,} are free\n")
    assert site.log == []
    assert _files(tmp_path) == before
