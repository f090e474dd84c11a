"""A new release of ICD-10 is loaded on top of the shipped table: codes that continue, end and begin."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from rules.tables.diff_releases import diff_releases
from rules.tables.error import TableError
from rules.tables.manifest import Manifest
from rules.tables.store import Tables
from rules.tables.table import TableState
from rules.tables.table_folder import TableFolder, open_tables

Load = Callable[..., Manifest]
LAST, FIRST = date(2027, 3, 31), date(2027, 4, 1)

_TABULAR = """<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.tabular><version>2028</version>
<chapter><name>1</name><desc>Invented chapter (A00-B99)</desc>
<section id="A00-A09"><desc>Invented block (A00-A09)</desc>
<diag><name>A00</name><desc>Invented category</desc><excludes1><note>invented illness (A01.-)</note></excludes1>
<diag><name>A00.0</name><desc>Invented illness of right arm</desc></diag>
<diag><name>A00.1</name><desc>Invented illness of left arm</desc></diag></diag></section></chapter>
</ICD10CM.tabular>"""


def _order(path: Path, rows: list[tuple[str, int, str]]) -> Path:
    lines = [
        f"{number:05} {code:<7} {billable} {words[:60]:<60} {words}\r\n"
        for number, (code, billable, words) in enumerate(rows, 1)
    ]
    path.write_bytes("".join(lines).encode())
    return path


def _in_force(tables: Tables, kind: str, on: date) -> list[tuple[str, int, str]]:
    table = tables.icd10cm if kind == "icd10cm" else tables.icd10pcs
    assert table is not None
    return [(code, 1, f"Invented words of {code}") for code in table.all_codes() if table.row_on(code, on)]


@pytest.mark.slow
def test_the_next_release_of_icd10cm(load: Load, tables: Tables, tmp_path: Path) -> None:
    """Codes continue with their flags, a missing one ended the day before, a new one begins; the last date moves."""
    rows = _in_force(tables, "icd10cm", LAST)
    rows = [row for row in rows if row[0] != "A000"]
    rows = sorted([*rows, ("A00", 0, "Invented header"), ("A0001", 1, "Invented new illness"), ("U9999", 1, "New")])
    manifest = load("icd10cm", _order(tmp_path / "icd10cm-order-April-2027.txt", rows))
    assert (manifest.release, manifest.in_force_through) == ("April 2027", date(2027, 9, 30))
    assert manifest.rows_read == len(rows) - 1
    assert manifest.notes == ("new codes without Medicare Code Editor flags: 2",)
    opened = open_tables(tmp_path / "tables")
    table, shipped = opened.icd10cm, tables.icd10cm
    assert table is not None
    assert shipped is not None
    assert opened.state("icd10cm", date(2027, 9, 30)) is TableState.OPEN
    assert opened.state("icd10cm", date(2027, 10, 1)) is TableState.DATE_NOT_COVERED
    assert table.row_on("A000", LAST) is not None
    assert table.row_on("A000", FIRST) is None
    assert table.successors("A000", FIRST) == ("A0001",)
    assert table.row_on("U9999", FIRST) is not None
    assert table.row_on("U9999", LAST) is None
    assert table.description("U9999") == "New"
    for code in ("M7220", "S72001A", "Z370", "I10", "M722"):
        assert [(row.start, row.end, row.flags) for row in table.history(code)] == [
            (row.start, row.end, row.flags) for row in shipped.history(code)
        ]
    assert table.row_on("C61", FIRST) == shipped.row_on("C61", LAST)
    assert table.seventh_character_fault("S72001", FIRST)
    assert opened.icd10cm_tabular is not None


@pytest.mark.slow
def test_releases_follow_each_other(load: Load, tables: Tables, tmp_path: Path) -> None:
    """A release is loaded on top of the one before; loading one again replaces it; a worker reloads it."""
    folder = TableFolder(tmp_path / "tables")
    rows = _in_force(tables, "icd10pcs", LAST)
    april = _order(tmp_path / "icd10pcs_order_apr_2027.txt", sorted([*rows, ("XZZ0000", 1, "Invented procedure")]))
    october = _order(tmp_path / "icd10pcs_order_2028.txt", rows)
    for _ in range(2):
        load("icd10pcs", april)
        load("icd10pcs", october)
    table = folder.current().icd10pcs
    assert table is not None
    assert table.in_force_through == date(2028, 9, 30)
    (row,) = table.history("XZZ0000")
    assert (row.start, row.end) == (FIRST, date(2027, 9, 30))
    found = list(diff_releases(tmp_path / "tables", "icd10pcs", "April 2027", "FY2028"))
    assert [(each.change, each.code) for each in found if each.code == "XZZ0000"] == [("changed", "XZZ0000")]


@pytest.mark.slow
def test_what_is_no_release_behind(load: Load, tables: Tables, tmp_path: Path) -> None:
    """A partial release, an old one, one too far ahead, and malformed rows are refused."""
    rows = _in_force(tables, "icd10pcs", LAST)
    assert tables.icd10pcs is not None
    known = tables.icd10pcs.descriptions()
    cases = [
        ("icd10pcs_order_2028.txt", rows[:5000], "lacks .* codes that were in force: not a complete release"),
        ("icd10pcs_order_2026.txt", [row for row in rows if row[0] in known], "adds nothing: it ends on 2026-09-30"),
        ("icd10pcs_order_2026.txt", rows[:5000], "lacks .* codes that were in force: not a complete release"),
        ("icd10pcs_order_2030.txt", rows, "leaves a gap: the table ends on 2027-03-31"),
        ("icd10pcs_order.txt", rows, "does not say which fiscal year it is for"),
        ("icd10pcs_order_2028.txt", [*rows[:3], ("A0", 1, "x")], "line 4, row: does not match the fixed columns"),
        ("icd10pcs_order_2028.txt", [*rows[:3], ("A0000", 1, "x")], "line 4, code: A0000 is not a valid code"),
        ("icd10pcs_order_2028.txt", [*rows[:3], rows[2]], "line 4, code: .* is listed twice"),
    ]
    for name, held, match in cases:
        with pytest.raises(TableError, match=match):
            load("icd10pcs", _order(tmp_path / name, held))
    path = _order(tmp_path / "icd10pcs_order_2028.txt", rows)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:10] + lines[11:]))
    with pytest.raises(TableError, match="line 11, number: 00012 does not follow 00010: rows are missing"):
        load("icd10pcs", path)
    with pytest.raises(TableError, match="line 1, code: 0016070 is not a valid code of this table"):
        load("icd10cm", _order(tmp_path / "icd10pcs_order_2028.txt", rows))


def test_the_tabular_list_is_loaded(load: Load, tmp_path: Path) -> None:
    """The tabular list gives the hierarchy with its notes, and the sets of codes that differ by side."""
    path = tmp_path / "icd10cm_tabular_2028.xml"
    path.write_text(_TABULAR)
    assert load("icd10cm_tabular", path).release == "FY2028"
    assert load("laterality", path).rows_kept == 1
    tables = open_tables(tmp_path / "tables")
    tabular, sides = tables.icd10cm_tabular, tables.laterality
    assert tabular is not None
    assert tabular.block("A000") == "A00-A09"
    assert [note.at for note in tabular.excludes1("A000")] == ["A00"]
    assert sides is not None
    assert (sides.side("A000"), sides.side("A001")) == ("right", "left")
    assert tables.state("icd10cm_tabular", date(2028, 9, 30)) is TableState.OPEN
    path.write_text(_TABULAR[:-60])
    with pytest.raises(TableError, match="is truncated or damaged"):
        load("icd10cm_tabular", path)
    with pytest.raises(TableError, match="its releases cannot be compared"):
        list(diff_releases(tmp_path / "tables", "laterality", "FY2028", "FY2028"))
