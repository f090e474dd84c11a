"""A real HCPCS release of CMS is loaded as downloaded and compared with the workbook beside it, if there is one.

The release is not in the repository: set REFERENCE_TABLES_DIR to a folder that has it.
"""

import os
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from rules.tables.kinds.hcpcs import HcpcsTable
from rules.tables.loaders.load_table import load_table
from rules.tables.table_folder import open_tables

_FOLDER = os.environ.get("REFERENCE_TABLES_DIR")
_FILES = [
    pytest.param(path, id=path.name)
    for path in (Path(_FOLDER).glob("hcpcs_2019_alpha_numeric_cms.zip") if _FOLDER else ())
]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Cannot parse header or footer")
@pytest.mark.parametrize("path", _FILES)
def test_the_text_agrees_with_the_workbook_beside_it(path: Path, tmp_path: Path) -> None:
    """Every code and modifier, with coverage, first and last day and long text, is that of the spreadsheet."""
    manifest = load_table("hcpcs", [path], folder=tmp_path)
    assert (manifest.release, manifest.rows_read, manifest.rows_kept) == ("2019", 6800, 6800)
    assert (manifest.in_force_from, manifest.in_force_through) == (date(2015, 1, 1), date(2019, 12, 31))
    table = open_tables(tmp_path).get("hcpcs")
    assert isinstance(table, HcpcsTable)
    counts: Counter[str] = Counter()
    for code, coverage, added, ended, words in _rows_of_workbook(path, tmp_path):
        if len(code) == 2:
            (modifier,) = table.modifier_history(code)
            assert (modifier.start, modifier.end, modifier.description) == (added, ended, words)
        else:
            (row,) = table.history(code)
            assert (row.start, row.end, row.coverage, row.description) == (added, ended, coverage, words)
        counts["modifier" if len(code) == 2 else "code"] += 1
        counts["ended"] += ended != date.max
    assert counts == {"code": 6440, "modifier": 360, "ended": 515}


def _rows_of_workbook(path: Path, folder: Path) -> list[tuple[str, str | None, date, date, str]]:
    """The rows of the workbook, read with another library than the loader's."""
    with zipfile.ZipFile(path) as archive:
        book = archive.extract("HCPC2019_CONTR_ANWEB.xlsx", folder / "workbook")
    sheet = openpyxl.load_workbook(book, read_only=True).worksheets[0]
    rows: list[tuple[str, str | None, date, date, str]] = []
    for cells in sheet.iter_rows(min_row=9, values_only=True):
        if cells[0] is None:
            continue
        if str(cells[2]) in "48":  # one text is too long for a cell
            rows[-1] = (*rows[-1][:4], f"{rows[-1][4]} {' '.join(str(cells[3]).split())}")
            continue
        added, ended = (_day(str(cells[place])) if cells[place] else date.max for place in (44, 46))
        coverage = None if cells[30] is None else str(cells[30])
        rows.append((str(cells[0]).strip(), coverage, added, ended, " ".join(str(cells[3]).split())))
    return rows


def _day(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))
