"""The shipped codes are compared with another extract of the same facts, if there is one.

The extract is not in the repository: set REFERENCE_TABLES_DIR to a folder that has it.
"""

import csv
import gzip
import os
import unicodedata
from datetime import date
from pathlib import Path

import pytest

from rules.tables.shipped.dated_codes import DatedCodes
from rules.tables.store import Tables

_HORIZON = date(2027, 3, 31)
_FOLDER = os.environ.get("REFERENCE_TABLES_DIR")
_FILES = [
    pytest.param(path, id=path.name)
    for path in (sorted(Path(_FOLDER).glob("icd10*_effective_*.csv.gz")) if _FOLDER else ())
]


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


@pytest.mark.slow
@pytest.mark.parametrize("path", _FILES)
def test_descriptions_are_those_of_the_reference(tables: Tables, path: Path) -> None:
    """Nearly every code has a description, every code in force but the newest too, and they equal the reference's."""
    codes = tables.get(path.name.partition("_")[0])
    assert isinstance(codes, DatedCodes)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        expected = {row["code"]: row["description"] for row in csv.DictReader(file)}
    given = {code: codes.description(code) for code in expected}
    missing = [code for code, words in given.items() if words is None]
    assert len(missing) < 0.05 * len(expected)
    day = date(2024, 4, 30)
    assert not [code for code in missing if codes.row_on(code, day) and codes.row_on(code, date(2026, 10, 1))]
    both = [(words, expected[code]) for code, words in given.items() if words and expected[code]]
    differing = [pair for pair in both if _bare(pair[0]) != _bare(pair[1])]
    assert len(differing) < 0.01 * len(expected)


def _bare(words: str) -> str:
    """Some releases have accents, others do not."""
    return unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
