"""The shipped tables are small and listed in their manifest, and a malformed row of a source stops the build."""

import json
import re
import struct
from pathlib import Path
from typing import Any

import pytest

from rules.tables import build
from rules.tables.error import TableError
from rules.tables.sources.editor_records import EditorRecords
from rules.tables.sources.msdrg_database import MsdrgDatabase

SHAPE = re.compile("[A-Z][0-9A-Z]{2,6}")


class _OneTable:
    """A database of one table, made up for the test."""

    path = Path("made-up.mdb")

    def __init__(self, raw: bytes) -> None:
        self.raw = raw

    def table(self, name: str) -> bytes:
        return self.raw


def _records(raw: bytes) -> EditorRecords:
    database: Any = _OneTable(raw)
    return EditorRecords(database)


def _codes(*rows: tuple[bytes, int, int]) -> bytes:
    packed = b"".join(struct.pack("<8siiIHH", code, start, end, 0, 1, 0) for code, start, end in rows)
    return struct.pack("<4sIIIi12x", b"DECM", len(rows), 32, 32 + len(packed), 20270331) + packed + b"male\0"


def test_the_shipped_files_stay_small() -> None:
    """All files together stay under 5 MB, each under 1.5 MB."""
    sizes = [path.stat().st_size for path in build.DATA.iterdir()]
    assert sum(sizes) < 5_000_000
    assert max(sizes) < 1_500_000


def test_the_manifest_names_every_file_and_its_source() -> None:
    """Each table is in the manifest with release, rows, dates and the checksum of its source."""
    manifest = json.loads((build.DATA / "manifest.json").read_text(encoding="utf-8"))
    tables = {path.stem for path in build.DATA.glob("*.table")}
    assert {entry["kind"] for entry in manifest} == tables
    for entry in manifest:
        assert entry["release"]
        assert entry["rows"] > 0
        assert entry["in_force_from"] < entry["in_force_through"]
        assert entry["source"].startswith(
            ("msdrg 1.2.0", "simple-icd-10-cm 1.5.0", "drg 1.0.0", "CMS place of service")
        )
        assert entry["source_sha256"] is None or {len(each) for each in entry["source_sha256"].split()} == {64}


def test_a_source_that_is_not_understood(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The command exits with 2 and names the row that cannot be parsed."""

    def fail() -> dict[str, bytes]:
        raise TableError("made-up.mdb", "row 7: no date")

    monkeypatch.setattr(build, "shipped_files", fail)
    assert build.GENERATOR.run(["--check"]) == 2
    assert "made-up.mdb: row 7" in capsys.readouterr().err


def test_a_well_formed_row_is_read() -> None:
    """A row has its code, its dates and its flags."""
    through, rows = _records(_codes((b"C61", 20151001, 20240930))).codes("codes", SHAPE)
    assert through.isoformat() == "2027-03-31"
    assert [(row.code, row.start.isoformat(), row.flags) for row in rows] == [("C61", "2015-10-01", ("male",))]


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([(b"C61", 20151301, 20240930)], "not a valid date"),
        ([(b"C61", 20241001, 20240930)], "is malformed"),
        ([(b"C61", 20151001, 20280930)], "is malformed"),
        ([(b"c61", 20151001, 20240930)], "is malformed"),
        ([(b"C\xc961", 20151001, 20240930)], "not ASCII"),
        ([(b"C61", 20151001, 20240930), (b"C61", 20240930, 20270331)], "overlap"),
    ],
)
def test_a_malformed_row_stops_the_build(rows: list[tuple[bytes, int, int]], problem: str) -> None:
    """A malformed row is refused with the names of the file and the table, never skipped."""
    with pytest.raises(TableError, match=rf"made-up\.mdb: codes, row \d+: .*{problem}"):
        _records(_codes(*rows)).codes("codes", SHAPE)


def test_a_table_of_another_kind_stops_the_build() -> None:
    """A table that does not begin as its kind does is refused."""
    with pytest.raises(TableError, match="not a table of codes"):
        _records(b"XXXX" + bytes(60)).codes("codes", SHAPE)
    with pytest.raises(TableError, match="not a table of age groups"):
        _records(b"XXXX" + bytes(60)).ages()


def test_an_unknown_table_of_the_package_is_named() -> None:
    """The error for a table that the package does not have names the file."""
    with pytest.raises(TableError, match=r"msdrg\.mdb: has no table nothing"):
        MsdrgDatabase().table("nothing")
