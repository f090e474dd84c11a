"""Two releases of a table are compared code by code."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from rules.tables.diff_releases import diff_releases
from rules.tables.error import TableError
from rules.tables.manifest import Manifest

Load = Callable[..., Manifest]


def test_codes_that_came_and_changed(load: Load, tmp_path: Path) -> None:
    """The next release adds a code and ends another; in reverse, it removes one."""
    load("hcpcs")
    load("hcpcs", fixture="hcpcs_next")
    folder = tmp_path / "tables"
    found = list(diff_releases(folder, "hcpcs", "2026 Q3", "2026 Q4"))
    assert [(each.change, each.code) for each in found] == [("changed", "Q5150"), ("added", "Q5160")]
    assert found[0].old == (("2026-04-01", "9999-12-31", "D"),)
    assert found[0].new == (("2026-04-01", "2026-09-30", "D"),)
    back = list(diff_releases(folder, "hcpcs", "2026 Q4", "2026 Q3"))
    assert [(each.change, each.code) for each in back] == [("changed", "Q5150"), ("removed", "Q5160")]
    assert list(diff_releases(folder, "hcpcs", "2026 Q3", "2026 Q3")) == []


def test_pairs_of_both_kinds(load: Load, fixtures: Path, tmp_path: Path) -> None:
    """An added pair is named with its setting."""
    load("ncci_ptp")
    files = []
    for path in (fixtures / "ncci_ptp").iterdir():
        copy = tmp_path / path.name.replace("v322", "v323")
        more = b"99213\t36416\t \t20261001\t*\t1\tx\r\n99213\tA0021\t \t20261001\t*\t1\tx\r\n"
        copy.write_bytes(path.read_bytes() + more)
        files.append(copy)
    load("ncci_ptp", *[file for file in files if "f2" not in file.name])
    found = list(diff_releases(tmp_path / "tables", "ncci_ptp", "2026 Q3", "2026 Q4"))
    changes = {(each.change, each.code) for each in found}
    assert ("added", "hospital 99213 A0021") in changes
    assert ("added", "practitioner 99213 36416") in changes
    assert ("removed", "practitioner 99213 G0101") in changes
    assert len(changes) == len(found) == 6


@pytest.mark.parametrize(("kind", "row"), [("payer_rules", "A 1,drg,,,,"), ("coverage", "L9,no,,,80061,,,,,,,,")])
def test_own_lists(load: Load, fixtures: Path, tmp_path: Path, kind: str, row: str) -> None:
    """Rules and policies are compared too."""
    load(kind, release="one")
    path = tmp_path / f"{kind}.csv"
    path.write_text((fixtures / kind / f"{kind}.csv").read_text() + row + "\n")
    load(kind, path, release="two")
    found = list(diff_releases(tmp_path / "tables", kind, "one", "two"))
    assert [(each.change, each.code) for each in found] == [("added", row.partition(",")[0])]


def test_a_release_that_is_not_loaded(load: Load, tmp_path: Path) -> None:
    """The error for a release that is not loaded lists the loaded ones."""
    load("mue")
    with pytest.raises(TableError, match="release '2025 Q1' is not loaded; loaded: 2026 Q3"):
        list(diff_releases(tmp_path / "tables", "mue", "2025 Q1", "2026 Q3"))
    load("mue", release="2026 Q3", in_force_from=date(2026, 7, 2))
    with pytest.raises(TableError, match="loaded: none"):
        list(diff_releases(tmp_path / "tables", "cpt", "a", "b"))
