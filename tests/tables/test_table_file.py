"""A table's file is read as a whole or not at all."""

from pathlib import Path

import pytest

from rules.tables.error import TableError
from rules.tables.table_file import TableFile, table_file_bytes

HEADER = {"kind": "colours", "release": "2026", "in_force_from": "2026-01-01", "in_force_through": "2026-12-31"}
WHOLE = table_file_bytes(HEADER, {"number": ("H", b"\x01\x00\x02\x00\x03\x00"), "name": ("text", "röt\nblau".encode())})


def test_what_was_written_is_read(tmp_path: Path) -> None:
    """The header and the columns are read as they were written."""
    path = tmp_path / "colours.table"
    path.write_bytes(WHOLE)
    file = TableFile(path, "colours")
    assert file.header["release"] == "2026"
    assert file.in_force_from.year == file.in_force_through.year == 2026
    assert list(file.column("number")) == [1, 2, 3]
    assert file.text("name") == "röt\nblau"
    with pytest.raises(TableError, match="no column age"):
        file.column("age")


@pytest.mark.parametrize("length", [0, 1, 15, 40, 80, 87, 100, len(WHOLE) - 8, len(WHOLE) - 1])
def test_a_truncated_file_is_refused_by_name(tmp_path: Path, length: int) -> None:
    """However little is missing, the error names the file."""
    path = tmp_path / "colours.table"
    path.write_bytes(WHOLE[:length])
    with pytest.raises(TableError, match=r"colours\.table"):
        TableFile(path, "colours")


@pytest.mark.parametrize("at", [0, 20, 81, 120, len(WHOLE) - 9])
def test_a_corrupt_file_is_refused_by_name(tmp_path: Path, at: int) -> None:
    """A single flipped bit is found anywhere."""
    path = tmp_path / "colours.table"
    path.write_bytes(WHOLE[:at] + bytes([WHOLE[at] ^ 1]) + WHOLE[at + 1 :])
    with pytest.raises(TableError, match=r"colours\.table"):
        TableFile(path, "colours")


def test_a_missing_file_and_one_of_another_kind_are_refused(tmp_path: Path) -> None:
    """A missing file and a file of another table are named."""
    with pytest.raises(TableError, match=r"nothing\.table"):
        TableFile(tmp_path / "nothing.table", "colours")
    path = tmp_path / "colours.table"
    path.write_bytes(WHOLE)
    with pytest.raises(TableError, match="kind colours, not shapes"):
        TableFile(path, "shapes")


def test_a_column_of_broken_numbers_is_never_written() -> None:
    """A column whose bytes are not whole numbers stops the build."""
    with pytest.raises(ValueError, match="number"):
        table_file_bytes(HEADER, {"number": ("H", b"\x01")})


LARGE = table_file_bytes(
    HEADER,
    {
        "many": ("I", bytes(range(256)) * 8192),
        "number": ("H", b"\x01\x00\x02\x00"),
        "more": ("B", bytes(1_200_001)),
    },
)


def test_a_large_column_is_verified_when_the_file_is_opened(tmp_path: Path) -> None:
    """A flipped bit anywhere in a large column is refused on opening, with the name of the file."""
    path = tmp_path / "colours.table"
    path.write_bytes(LARGE)
    whole = TableFile(path, "colours")
    assert whole.column_names == ("many", "more", "number")
    assert bytes(whole.column("many").cast("B")) == bytes(range(256)) * 8192
    for at in (len(LARGE) - 1_000_000, len(LARGE) - 2_000_000):
        path.write_bytes(LARGE[:at] + bytes([LARGE[at] ^ 1]) + LARGE[at + 1 :])
        with pytest.raises(TableError, match=r"colours\.table.* is corrupt or truncated"):
            TableFile(path, "colours")


@pytest.mark.parametrize("length", [100, 200, 300, 400, 500, 2_000_000, len(LARGE) - 8, len(LARGE) - 1])
def test_a_file_with_large_columns_that_is_cut_off_does_not_open(tmp_path: Path, length: int) -> None:
    """A truncated file with large columns is refused on opening."""
    path = tmp_path / "colours.table"
    for content in (LARGE[:length], LARGE + bytes(8)):
        path.write_bytes(content)
        with pytest.raises(TableError, match=r"colours\.table"):
            TableFile(path, "colours")


def test_a_corrupt_header_is_refused_whatever_it_says(tmp_path: Path) -> None:
    """Every byte before the large columns is covered by the checksum."""
    path = tmp_path / "colours.table"
    path.write_bytes(LARGE)
    front = LARGE.index(b"\x01\x00\x02\x00") + 8
    for at in range(front):
        path.write_bytes(LARGE[:at] + bytes([LARGE[at] ^ 1]) + LARGE[at + 1 : front] + LARGE[front:])
        with pytest.raises(TableError, match=r"colours\.table"):
            TableFile(path, "colours")
