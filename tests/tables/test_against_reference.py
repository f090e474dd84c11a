"""The shipped ICD-10 codes are those of another extract of what CMS and CDC published, made with other programs."""

import hashlib
from datetime import date
from typing import Final

import pytest

from rules.tables.shipped.dated_codes import DatedCodes
from rules.tables.shipped.icd_row import IcdRow
from rules.tables.store import Tables

REFERENCE: Final = {
    "icd10cm": (85_122, "812b7e8578e692bd9a00a4b670dda3428b698be80a1ca9ba88be740131f19b79"),
    "icd10pcs": (86_910, "56a8d8ba921ca279bbf072490a90bb7bbdfe03d91f400b2bc841632a9129cb3b"),
}
"""The rows of the extract and the SHA-256 of its lines `code,first day,last day,flags`, both sorted.

It has fiscal years 2016 through 2027. Take the digest of a later release from such an extract, not from our own table.
"""


@pytest.mark.slow
@pytest.mark.parametrize("name", REFERENCE)
def test_every_row_is_that_of_the_reference(tables: Tables, name: str) -> None:
    """Codes, dates and flags agree row by row, and neither side has a row the other lacks."""
    codes = tables.get(name)
    assert isinstance(codes, DatedCodes)
    lines = sorted(_line(row) for code in codes.all_codes() for row in codes.history(code))
    assert (len(lines), hashlib.sha256("".join(lines).encode()).hexdigest()) == REFERENCE[name]
    assert len(lines) == codes.rows


def _line(row: IcdRow) -> str:
    last = "" if row.end == date.max else f"{row.end:%Y%m%d}"
    return f"{row.code},{row.start:%Y%m%d},{last},{' '.join(sorted(row.flags))}\n"
