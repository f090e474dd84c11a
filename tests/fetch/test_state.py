"""What the last look found is remembered, and `codes status` shows it without asking anybody."""

import json
from datetime import timedelta

from tests.fetch.conftest import NOW, Fetch, Run
from tests.fetch.official_files import unit_limits
from tests.fetch.stand_in import StandIn
from workers.fetch.run_fetch import exit_code
from workers.fetch.state import read_state


def test_a_dry_run(fetch: Fetch) -> None:
    """A dry run asks for pages only, and finds what is newer; with --exit-code that is exit code 10."""
    reports = fetch("mue", "hcpcs", dry_run=True)
    assert {report.result for report in reports.values()} == {"newer"}
    assert fetch.site.asked_files() == []
    assert (exit_code(reports.values(), named=()), exit_code(reports.values(), named=(), newer=True)) == (0, 10)
    fetch("mue", "hcpcs")
    assert fetch("mue", dry_run=True)["mue"].result == "unchanged"


def test_since_when(fetch: Fetch) -> None:
    """A result that repeats keeps its first day."""
    page = next(path for path in fetch.site.content if path.endswith("-mues"))
    kept = fetch.site.content.pop(page)
    for days in range(3):
        fetch("mue", now=NOW + timedelta(days=days))
    state = read_state(fetch.tables)["mue"]
    assert (state.result, state.since, state.checked_at) == ("page changed", NOW, NOW + timedelta(days=2))
    fetch.site.content[page] = kept
    fetch("mue", now=NOW + timedelta(days=3))
    assert read_state(fetch.tables)["mue"].since == NOW + timedelta(days=3)


def test_the_status_shows_the_last_look(run: Run, site: StandIn) -> None:
    """`codes status` has when each table was checked, what is newer and what is wrong, and asks no publisher."""
    run("fetch", "--only", "mue", "--only", "ncci_ptp", "--only", "telehealth")
    site.log.clear()
    rows = {row["table"]: row for row in json.loads(run("status", "--format", "json").stdout)}
    assert (rows["mue"]["fetch"]["result"], rows["mue"]["newer"]) == ("loaded", None)
    assert rows["ncci_ptp"]["newer"] == {"release": "2026 Q3", "from": "2026-07-01"}
    assert rows["ncci_ptp"]["fetch"]["message"].startswith("license needed: ama-cms")
    assert rows["hcpcs"]["checked_at"] is None
    text = run("status").stdout
    assert "2026 Q3 posted, from 2026-07-01; license needed" in text
    assert site.log == []


def test_a_release_from_a_folder(fetch: Fetch) -> None:
    """Files that a person downloaded are checked and loaded like those from the site, which is not asked."""
    folder = fetch.tables.parent / "downloads"
    folder.mkdir()
    for path, content in unit_limits().items():
        (folder / path.rpartition("/")[2]).write_bytes(content)
    (folder / "holiday.jpg").write_bytes(b"x")
    (manifest,) = fetch("mue", from_dir=folder)["mue"].loaded
    assert manifest.release == "2026 Q3"
    assert fetch.site.log == []
    assert fetch("hcpcs", from_dir=folder)["hcpcs"].message.startswith("the folder has no file such as october-2026")


def test_download_only(fetch: Fetch) -> None:
    """Checked files are copied to a folder, and no table is loaded."""
    folder = fetch.tables.parent / "files"
    assert fetch("mue", download_only=folder)["mue"].result == "unchanged"
    assert sorted(path.name for path in folder.iterdir()) == sorted(path.rpartition("/")[2] for path in unit_limits())
    assert not (fetch.tables / "index.json").exists()


def test_old_originals_are_removed(fetch: Fetch) -> None:
    """Originals are kept for the days of the setting."""
    fetch("mue")
    held = fetch.tables / "fetch" / "originals" / "mue"
    fetch("telehealth", now=NOW + timedelta(days=10_000), keep_days=11_000)
    assert list(held.iterdir())
    fetch("telehealth", now=NOW + timedelta(days=10_000), keep_days=400)
    assert not list(held.iterdir())
