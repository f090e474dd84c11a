"""The shipped codes are held against another extract of the same facts, where one lies beside the checkout."""

import csv
import gzip
from datetime import date
from pathlib import Path

import pytest

from rules.tables.dated_codes import DatedCodes
from rules.tables.store import Tables

_HORIZON = date(2027, 3, 31)
_FOLDER = Path(__file__).parents[3] / "shared" / "reference"
# Nothing is collected where there is no such folder: it is no part of the repository.
_FILES = [pytest.param(path, id=path.name) for path in sorted(_FOLDER.glob("icd10*_effective_*.csv.gz"))]


def _day(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))


@pytest.mark.slow
@pytest.mark.parametrize("path", _FILES)
def test_every_row_is_that_of_the_reference(tables: Tables, path: Path) -> None:
    """Codes, dates and flags agree row by row, and neither side has a row the other lacks."""
    codes = tables.get(path.name.partition("_")[0])
    assert isinstance(codes, DatedCodes)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        expected = {
            (
                row["code"],
                _day(row["start"]),
                date.max if _day(row["end"]) == _HORIZON else _day(row["end"]),
                frozenset(row["mce_flags"].replace(";", " ").replace("|", " ").split()),
            )
            for row in csv.DictReader(file)
        }
    shipped = {(row.code, row.start, row.end, row.flags) for code in codes.all_codes() for row in codes.history(code)}
    assert len(shipped) == codes.rows
    assert shipped == expected
