"""Codes that no public source describes get their descriptions from official order files of any year."""

from datetime import date
from pathlib import Path

import pytest

from rules.tables.coded_rows import described_columns
from rules.tables.error import TableError
from rules.tables.loaders.add_descriptions import add_descriptions
from rules.tables.loaders.draft import Draft
from rules.tables.loaders.period import Period
from rules.tables.loaders.source_file import open_sources
from rules.tables.shipped.icd10cm import Icd10cm
from rules.tables.shipped_table import DATA
from rules.tables.store import Tables
from rules.tables.table_file import table_file_bytes
from rules.tables.undescribed import order_files_for, undescribed_codes

FY2016 = Period(label="FY2016", start=date(2015, 10, 1), end=date(2016, 9, 30))


def _stored(draft: Draft, folder: Path) -> Icd10cm:
    """The table of a draft, but with the description of one code only, so that it is compressed in a moment."""
    columns = {**draft.columns, **described_columns({"A047": "Invented words"}.items())}
    header = {"kind": "icd10cm", "release": draft.release, "rows": draft.rows_kept, **(draft.header or {})}
    days = {"in_force_from": draft.in_force_from.isoformat(), "in_force_through": draft.in_force_through.isoformat()}
    path = folder / "icd10cm.table"
    path.write_bytes(table_file_bytes({**header, **days}, columns))
    return Icd10cm(DATA, path)


def test_an_order_file_of_a_known_year_adds_descriptions(tables: Tables, tmp_path: Path) -> None:
    """Only codes without a description get one; dates and flags stay as they were."""
    table = tables.icd10cm
    assert table is not None
    (source,) = open_sources([Path(__file__)])
    missing = len(undescribed_codes(table))
    draft = add_descriptions(table, FY2016, {"A047": "Invented words", "E1165": "Invented"}, source)
    lines = dict(line.split("\t") for line in draft.columns["descriptions"][1].decode().splitlines())
    assert lines["A047"] == "Invented words"
    assert lines["E1165"] == table.description("E1165")
    assert f"descriptions added: 1; codes still without one: {missing - 1}" in draft.notes
    assert (draft.release, draft.in_force_through) == (f"{table.release} with descriptions", table.in_force_through)
    stored = _stored(draft, tmp_path)
    assert stored.description("A047") == "Invented words"
    for code in ("A047", "E1165", "M7220", "Z370"):
        assert stored.history(code) == table.history(code)
    assert add_descriptions(stored, FY2016, {"E1165": "Invented"}, source).release == draft.release
    with pytest.raises(TableError, match="adds nothing: it ends on 2016-09-30"):
        add_descriptions(stored, FY2016, {"A047": "Invented"}, source)


def test_the_order_files_that_have_them(tables: Tables) -> None:
    """The fewest releases are named: each code is in the file of a year on whose first day it was in force."""
    table = tables.icd10cm
    assert table is not None
    codes = undescribed_codes(table)
    assert not table.descriptions().keys() & set(codes)
    named = order_files_for(table, codes)
    assert named[0] == "FY2016"
    starts = [date(int(name.removeprefix("FY")) - 1, 10, 1) for name in named]
    assert all(any(table.row_on(code, day) for day in starts) for code in codes)
    assert order_files_for(table, ()) == ()
