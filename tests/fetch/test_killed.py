"""A run that is killed with SIGKILL, at whatever moment, leaves whole tables, and the next run finishes its work."""

import io
import multiprocessing
import random
import shutil
import signal
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest

from rules.tables.folder_index import read_index, read_replaced
from rules.tables.table_folder import open_tables
from tests.fetch.killed_fetch import fetch_and_die
from tests.fetch.official_files import unit_limits, zipped
from tests.fetch.stand_in import StandIn

pytestmark = pytest.mark.slow

_CONTEXT = multiprocessing.get_context("forkserver")
_PATIENCE_S = 60
MUE = "/www.cms.gov/files/zip/medicare-ncci-2026-q3-practitioner-services-mue-table.zip"


@pytest.fixture(autouse=True, scope="module")
def _preloaded() -> None:
    """Each process starts with the modules loaded."""
    _CONTEXT.set_forkserver_preload(["tests.fetch.killed_fetch", "workers.cli.fetch_codes"])


def _environment(site: StandIn, own_sources: Path, tables: Path) -> dict[str, str]:
    return {
        "CLAIMS_CODE_TABLES_DIR": str(tables),
        "CLAIMS_FETCH_SOURCES_DIR": str(own_sources),
        "CLAIMS_FETCH_MIRROR": site.url,
        "NO_PROXY": "127.0.0.1",
    }


def _run(environment: dict[str, str], step: int, *arguments: str) -> int | None:
    process = _CONTEXT.Process(target=fetch_and_die, args=(environment, arguments, step))
    process.start()
    process.join(_PATIENCE_S)
    return process.exitcode


def _limit(tables: Path) -> int | None:
    """The units of one code in the loaded release, or None; every file that the index names is opened and verified."""
    found = open_tables(tables).mue
    limit = None if found is None else found.limit("27447", date(2026, 8, 1), hospital=False)
    return None if limit is None else limit.value


def test_killed_at_each_step(site: StandIn, own_sources: Path, tmp_path: Path) -> None:
    """While a reposted list is fetched: the table is the old or the new one, and the next run ends the work."""
    base, tables = tmp_path / "base", tmp_path / "tables"
    base.mkdir()
    assert _run(_environment(site, own_sources, base), 0, "--only", "mue") == 0
    assert _limit(base) == 1
    site.content.update(unit_limits(lines=("27447,4,2", "97110,6,3")))
    environment = _environment(site, own_sources, tables)
    killed = 0
    while True:
        shutil.rmtree(tables, ignore_errors=True)
        shutil.copytree(base, tables)
        ended = _run(environment, killed + 1, "--only", "mue")
        if ended == 0:
            break
        assert ended == -signal.SIGKILL, f"step {killed + 1}"
        killed += 1
        assert _limit(tables) in (1, 4), f"step {killed}"
        assert _run(environment, 0, "--only", "mue") == 0, f"step {killed}"
        assert _limit(tables) == 4, f"step {killed}"
        listed = {entry.file for entry in (*read_index(tables), *read_replaced(tables))}
        assert {path.relative_to(tables).as_posix() for path in tables.glob("*/*.table")} == listed, f"step {killed}"
        assert not (tables / "fetch" / "incoming" / "mue").exists(), f"step {killed}"
    assert killed > 15


def test_killed_in_the_middle_of_a_file(site: StandIn, own_sources: Path, tmp_path: Path) -> None:
    """What has arrived of a file stays, is not taken for the file, and the next run asks only for the rest."""
    tables = tmp_path / "tables"
    with zipfile.ZipFile(io.BytesIO(site.content[MUE])) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    site.content[MUE] = zipped(members | {"x.xlsx": random.Random(0).randbytes(1 << 20)})
    arrived = tables / "fetch" / "incoming" / "mue" / f"{MUE.rpartition('/')[2]}.part"
    process = _CONTEXT.Process(
        target=fetch_and_die, args=(_environment(site, own_sources, tables), ("--only", "mue"), 0)
    )

    def kill() -> None:
        deadline = time.monotonic() + _PATIENCE_S
        while not (arrived.exists() and arrived.stat().st_size) and time.monotonic() < deadline:
            time.sleep(0.01)
        process.kill()

    site.faults.cut_at[MUE] = [1 << 19]
    site.faults.before_cut[MUE] = kill
    process.start()
    process.join(_PATIENCE_S)
    assert process.exitcode == -signal.SIGKILL
    size = arrived.stat().st_size
    assert 0 < size <= 1 << 19
    assert open_tables(tables).mue is None
    site.log.clear()
    assert _run(_environment(site, own_sources, tables), 0, "--only", "mue") == 0
    assert _limit(tables) == 1
    assert [each.headers.get("Range") for each in site.log if each.path == MUE] == [f"bytes={size}-"]
