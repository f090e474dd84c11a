"""What the last look found is remembered, and `codes status` shows it without asking anybody."""

import json
from datetime import timedelta

from rules.tables.folder_index import read_replaced
from rules.tables.source_state import read_state
from tests.fetch.conftest import NOW, Fetch, Run
from tests.fetch.official_files import unit_limits
from tests.fetch.stand_in import StandIn
from workers.build_processor import build_processor
from workers.fetch.run_fetch import exit_code
from workers.settings.settings import Settings


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


def test_a_worker_sees_what_fetch_left(fetch: Fetch) -> None:
    """A worker exports which tables have a newer release in force and when their sources were read; it asks no one."""
    worker = build_processor(Settings(code_tables_dir=fetch.tables))
    assert worker.table_looks() == ()
    fetch("mue", "opps_b", "telehealth")
    fetch.site.log.clear()
    looks = {look.table: look.in_force for look in worker.table_looks()}
    assert looks == {"mue": False, "opps_b": True, "telehealth": False}
    fetch.accept("ama-cms")
    fetch.site.faults.status[next(path for path in fetch.site.content if path.endswith("/list-services"))] = 403
    fetch("mue", "opps_b", "telehealth", now=NOW + timedelta(days=3))
    worker.reload_tables()
    answered = {look.table: (look.in_force, look.answered_at - NOW) for look in worker.table_looks()}
    three = (False, timedelta(days=3))
    assert answered == {"mue": three, "opps_b": three, "telehealth": (False, timedelta(0))}


def test_a_damaged_state_is_none(fetch: Fetch) -> None:
    """The state is only a memory: a file that is damaged, or of another version, counts as none."""
    fetch("mue")
    (path,) = fetch.tables.glob("fetch/state.json")
    whole = path.read_text()
    for text in ("", "[]", "{}", whole[:50], whole.replace("2026", "x026"), whole.replace('"form": 1', '"form": 2')):
        path.write_text(text)
        assert read_state(fetch.tables) == {}
    assert fetch("mue")["mue"].result == "unchanged"


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


def test_what_is_old_is_removed(fetch: Fetch, run: Run) -> None:
    """Originals and replaced releases are kept for the days of the setting; each removal is a line, also a dry one."""
    fetch("mue")
    fetch.site.content.update(unit_limits(lines=("27447,4,2", "97110,6,3")))
    fetch("mue", now=NOW + timedelta(days=1))
    held = fetch.tables / "fetch" / "originals" / "mue"
    assert "would remove mue 2026 Q3@before" in run("prune", "mue", "--release", "2026 Q3@before", "--dry-run").stdout
    later = NOW + timedelta(days=10_000)
    assert "removed" not in {each.result for each in fetch.reports("mue", now=later, keep_days=11_000)}
    for dry, done in ((True, "would be removed"), (False, "removed")):
        removed = [each for each in fetch.reports("mue", now=later, dry_run=dry) if each.result == "removed"]
        assert [each.message for each in removed] == [
            f"downloaded files of 2026 Q3, older than 400 days, {done}",
            f"2026 Q3@before, replaced more than 400 days ago, {done}",
        ]
        assert (len(list(held.iterdir())), len(read_replaced(fetch.tables))) == ((1, 1) if dry else (0, 0))
    assert [path.parent.name for path in fetch.tables.glob("*/*.table")].count("mue") == 1
    assert exit_code(removed, named=()) == 0
