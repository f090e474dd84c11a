"""A worker reloads tables between two batches, as a whole or not at all, and the date chooses the release."""

import json
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rules.tables.error import TableError
from rules.tables.folder_index import INDEX, read_index
from rules.tables.kinds.hcpcs import HcpcsTable
from rules.tables.kinds.unit_limits import UnitLimitTable
from rules.tables.loaders.load_table import load_table
from rules.tables.manifest import Manifest
from rules.tables.prune_releases import prune_releases
from rules.tables.store import SHIPPED
from rules.tables.table import TableState
from rules.tables.table_folder import TableFolder, open_tables

Load = Callable[..., Manifest]
JULY, OCTOBER = date(2026, 7, 15), date(2026, 10, 15)


def _hcpcs(folder: TableFolder) -> HcpcsTable:
    table = folder.current().get("hcpcs")
    assert isinstance(table, HcpcsTable)
    return table


def test_an_empty_folder_has_the_shipped_tables(tmp_path: Path) -> None:
    """Without a folder, with a missing one and with an empty one, only the shipped tables are open."""
    for folder in (None, tmp_path, tmp_path / "absent"):
        assert open_tables(folder).names() == SHIPPED
        assert TableFolder(folder).current().names() == SHIPPED


def test_a_load_is_seen_without_a_restart(load: Load, tmp_path: Path) -> None:
    """The set of tables is the same value until a table is loaded, then another one with the new release."""
    folder = TableFolder(tmp_path / "tables")
    before = folder.current()
    assert folder.current() is before
    load("hcpcs")
    after = folder.current()
    assert after is not before
    assert after.state("hcpcs", JULY) is TableState.OPEN
    assert after.state("hcpcs", OCTOBER) is TableState.DATE_NOT_COVERED
    assert before.state("hcpcs", JULY) is TableState.NOT_LOADED
    assert folder.current() is after
    assert folder.problem is None


def test_the_date_chooses_the_release(load: Load, tmp_path: Path) -> None:
    """With two releases, each date is answered by the newest that covers it."""
    load("hcpcs")
    load("hcpcs", fixture="hcpcs_next")
    table = _hcpcs(TableFolder(tmp_path / "tables"))
    assert table.release == "2026 Q4"
    assert [each.release for each in table.manifests()] == ["2026 Q4", "2026 Q3"]
    assert table.row_on("Q5160", OCTOBER) is not None
    assert table.row_on("Q5150", OCTOBER) is None
    assert table.release_on(OCTOBER) == "2026 Q4"
    assert table.release_on(JULY) == "2026 Q4"
    assert table.release_on(date(2027, 1, 1)) is None
    assert not table.covers(date(2017, 12, 31))


def test_releases_of_one_period_each(load: Load, fixtures: Path, tmp_path: Path) -> None:
    """If releases are for single quarters, the date finds its quarter, and dates in between are not covered."""
    load("mue")
    days = {"in_force_from": date(2027, 1, 1), "in_force_through": date(2027, 3, 31)}
    changed = []
    for path in (fixtures / "mue").iterdir():
        copy = tmp_path / path.name.replace("07-01-2026", "01-01-2027")
        copy.write_bytes(path.read_bytes().replace(b"97110,6,", b"97110,4,"))
        changed.append(copy)
    load("mue", *changed, **days)
    tables = open_tables(tmp_path / "tables")
    table = tables.get("mue")
    assert isinstance(table, UnitLimitTable)
    found = [table.limit("97110", day, hospital=False) for day in (JULY, date(2027, 2, 1))]
    assert [limit and limit.value for limit in found] == [6, 4]
    assert tables.state("mue", OCTOBER) is TableState.DATE_NOT_COVERED


def test_a_release_is_replaced_by_one_of_its_name(load: Load, fixtures: Path, tmp_path: Path) -> None:
    """Loading a release again leaves one file of it; an open set keeps its own."""
    load("hcpcs")
    folder = TableFolder(tmp_path / "tables")
    held = _hcpcs(folder)
    load("hcpcs", now=datetime(2026, 8, 1, tzinfo=UTC), holds_licence=True)
    assert len(list((tmp_path / "tables" / "hcpcs").iterdir())) == 1
    assert held.row_on("A0021", JULY) is not None
    old, new = held.row_on("D0120", JULY), _hcpcs(folder).row_on("D0120", JULY)
    assert old is not None
    assert new is not None
    assert (old.description, new.description) == (None, "Invented look at teeth")


@pytest.mark.parametrize("harm", ["cut", "changed", "missing", "empty"])
def test_a_damaged_file_leaves_the_set_as_it_was(load: Load, tmp_path: Path, harm: str) -> None:
    """A running worker keeps its tables and says why; a starting one refuses; loading again fixes it."""
    load("hcpcs")
    folder = TableFolder(tmp_path / "tables")
    before = folder.current()
    load("mue")
    path = next((tmp_path / "tables" / "mue").iterdir())
    raw = path.read_bytes()
    if harm == "missing":
        path.unlink()
    else:
        bad = {"cut": raw[:-100], "changed": raw[:-50] + b"\1" + raw[-49:], "empty": b""}[harm]
        path.unlink()
        path.write_bytes(bad)
    assert folder.current() is before
    assert folder.problem is not None
    assert path.name in folder.problem
    assert "\n" not in folder.problem
    with pytest.raises(TableError, match=path.name):
        open_tables(tmp_path / "tables")
    load("mue", now=datetime(2026, 8, 1, tzinfo=UTC))
    assert folder.current().state("mue", JULY) is TableState.OPEN
    assert folder.problem is None


def test_a_damaged_release_can_be_taken_out(load: Load, tmp_path: Path) -> None:
    """A damaged release is named and can be pruned by its name."""
    load("hcpcs")
    load("mue")
    next((tmp_path / "tables" / "mue").iterdir()).write_bytes(b"")
    gone = prune_releases(tmp_path / "tables", kind="mue", release="2026 Q3")
    assert [entry.kind for entry in gone] == ["mue"]
    assert set(open_tables(tmp_path / "tables").names()) == {*SHIPPED, "hcpcs"}


def test_a_load_that_was_killed_is_not_seen(load: Load, tmp_path: Path) -> None:
    """Files that the index does not name, complete or partial, change nothing; the next prune removes them."""
    load("hcpcs")
    folder = TableFolder(tmp_path / "tables")
    before = folder.current()
    orphans = [tmp_path / "tables" / "hcpcs" / name for name in (".new.table.99.part", "new.00000000.table")]
    for path in orphans:
        path.write_bytes(b"half")
    assert folder.current() is before
    prune_releases(tmp_path / "tables", before=date(2020, 1, 1))
    assert not any(path.exists() for path in orphans)
    assert _hcpcs(TableFolder(tmp_path / "tables")).row_on("A0021", JULY) is not None


@pytest.mark.parametrize(
    ("content", "match"),
    [
        (b"", "is damaged"),
        (b"[]", "is damaged"),
        (b'{"form": 1, "releases": [{}]}', "is damaged"),
        (b"[" * 100_000, "is damaged"),
        (b"\xff", "cannot be read"),
        (b'{"form": 2, "releases": []}', "has format 2"),
        (b'{"form": 1, "releases": [{"kind": "mue", "release": "x", "file": "../x.table"}]}', "outside its folder"),
        (b'{"form": 1, "releases": [{"kind": "mue", "release": "x", "file": "/etc/x"}]}', "outside its folder"),
        (b'{"form": 1, "releases": [{"kind": "icd11", "release": "x", "file": "a/b"}]}', "does not know"),
    ],
)
def test_a_damaged_index(tmp_path: Path, content: bytes, match: str) -> None:
    """A damaged index is refused, not read as an empty one."""
    (tmp_path / INDEX).write_bytes(content)
    with pytest.raises(TableError, match=match):
        open_tables(tmp_path)


def test_a_file_of_another_kind_is_refused(load: Load, tmp_path: Path) -> None:
    """A file that the index lists under another table is refused."""
    load("hcpcs")
    index = tmp_path / "tables" / INDEX
    form = json.loads(index.read_text())
    form["releases"][0]["kind"] = "cpt"
    index.write_text(json.dumps(form))
    with pytest.raises(TableError, match="holds a table of kind hcpcs, not cpt"):
        open_tables(tmp_path / "tables")


def test_loads_at_the_same_time(fixtures: Path, tmp_path: Path) -> None:
    """Concurrent loads all end up in the index, and a reader never sees an incomplete set."""
    kinds = ("hcpcs", "mue", "mpfs", "aoc", "telehealth", "ncci_ptp")
    folder, failures, seen = TableFolder(tmp_path), [], set()

    def run(kind: str) -> None:
        try:
            load_table(kind, sorted((fixtures / kind).iterdir()), folder=tmp_path, allow_incomplete=True)
        except TableError as error:
            failures.append(str(error))

    threads = [threading.Thread(target=run, args=(kind,)) for kind in kinds]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        seen.add(folder.current().names())
        assert folder.problem is None
    for thread in threads:
        thread.join()
    assert failures == []
    assert set(folder.current().names()) == {*SHIPPED, *kinds}
    assert len(read_index(tmp_path)) == len(kinds)


def test_the_manifest_says_where_a_release_came_from(load: Load, tmp_path: Path) -> None:
    """The manifest in the file is the one of the load: source, checksum, rows, dates, time, license."""
    given = load("hcpcs", holds_licence=True)
    (kept,) = _hcpcs(TableFolder(tmp_path / "tables")).manifests()
    assert kept == given
    assert [source.name for source in kept.sources] == ["HCPC2026_JUL_ANWEB.txt"]
    assert len(kept.sources[0].sha256) == 64
    assert kept.loaded_at == datetime(2026, 7, 20, 12, tzinfo=UTC)
    assert kept.holds_licence


def test_pruning(load: Load, tmp_path: Path) -> None:
    """Releases are removed by name or by end date; without a condition nothing is removed."""
    tables = tmp_path / "tables"
    load("hcpcs")
    load("hcpcs", fixture="hcpcs_next")
    load("mue")
    with pytest.raises(TableError, match="name a release, or give the date"):
        prune_releases(tables)
    with pytest.raises(TableError, match="release '2020 Q1' is not loaded"):
        prune_releases(tables, kind="hcpcs", release="2020 Q1")
    assert prune_releases(tables, before=date(2026, 9, 30)) == ()
    gone = prune_releases(tables, kind="hcpcs", before=date(2026, 10, 1))
    assert [(entry.kind, entry.release) for entry in gone] == [("hcpcs", "2026 Q3")]
    assert [(entry.kind, entry.release) for entry in read_index(tables)] == [("hcpcs", "2026 Q4"), ("mue", "2026 Q3")]
    assert len(list(tables.glob("*/*.table"))) == 2
