"""A damaged large column is never used: neither on reload nor on start."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rules.tables import table_file
from rules.tables.error import TableError
from rules.tables.kinds.procedure_pairs import NCCI_PTP
from rules.tables.manifest import Manifest
from rules.tables.table_folder import TableFolder

Load = Callable[..., Manifest]


@pytest.fixture
def damaged(load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A release of pairs whose last column, of hospitals, is damaged; columns are large from eight bytes on."""
    monkeypatch.setattr(table_file, "_LARGE", 8)
    load("ncci_ptp")
    path = next((tmp_path / "tables" / "ncci_ptp").iterdir())
    raw = bytearray(path.read_bytes())
    raw[-8] ^= 1
    path.unlink()
    path.write_bytes(raw)
    return tmp_path / "tables"


def test_a_reload_checks_every_byte(damaged: Path) -> None:
    """A running worker keeps its tables and names the damaged file."""
    index = (damaged / "index.json").read_bytes()
    (damaged / "index.json").unlink()
    folder = TableFolder(damaged)
    before = folder.current()
    (damaged / "index.json").write_bytes(index)
    assert folder.current() is before
    assert folder.problem is not None
    assert ".table" in folder.problem
    assert "is corrupt or truncated" in folder.problem


def test_a_start_refuses_a_damaged_column(damaged: Path) -> None:
    """A worker does not start with a damaged column."""
    with pytest.raises(TableError, match="is corrupt or truncated"):
        TableFolder(damaged)


def test_a_damaged_column_is_never_served(damaged: Path) -> None:
    """A damaged release is refused when it is opened."""
    (path,) = (damaged / "ncci_ptp").glob("*.table")
    with pytest.raises(TableError, match="is corrupt or truncated"):
        NCCI_PTP.open_release(path)
