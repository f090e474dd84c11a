"""Workbooks are read as other programs write them: shared and inline texts, numbers, dates, gaps."""

import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from rules.tables.error import TableError
from rules.tables.loaders.source_file import open_sources
from rules.tables.loaders.spreadsheet import Spreadsheet


def _open(path: Path) -> Spreadsheet:
    (source,) = open_sources([path])
    assert source.spreadsheet
    return Spreadsheet(source)


def test_cells_of_all_kinds(tmp_path: Path) -> None:
    """Texts, whole and other numbers, dates, empty cells and empty rows are read as a person sees them."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "One"
    sheet.append(["a", None, "  b ", 20260101, 1.5, 3.0, date(2026, 7, 1), True])
    sheet.append([])
    sheet.append([None, "é <&>"])
    sheet["AB4"] = "far"
    book.create_sheet("Two").append(["x"])
    path = tmp_path / "a.xlsx"
    book.save(path)
    opened = _open(path)
    assert opened.sheets == ("One", "Two")
    rows = list(opened.rows("One"))
    assert rows[0] == (1, ("a", "", "  b ", "20260101", "1.5", "3", "2026-07-01", "1"))
    assert rows[1] == (3, ("", "é <&>"))
    assert rows[2] == (4, ("",) * 27 + ("far",))
    assert list(opened.rows("Two")) == [(1, ("x",))]


def test_what_is_no_workbook(tmp_path: Path, fixtures: Path) -> None:
    """A workbook with missing parts or a truncated sheet is named."""
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(TableError, match=r"a\.xlsx: is not a workbook"):
        _open(path)
    with zipfile.ZipFile(fixtures / "opps_b_workbook" / "July 2026 Addendum B.xlsx") as good:
        parts = {name: good.read(name) for name in good.namelist()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"][:-200]
    with zipfile.ZipFile(path, "w") as archive:
        for name, raw in parts.items():
            archive.writestr(name, raw)
    book = _open(path)
    with pytest.raises(TableError, match=r"a\.xlsx: is truncated or damaged"):
        list(book.rows(book.sheets[0]))
