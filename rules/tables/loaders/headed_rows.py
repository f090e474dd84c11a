"""Lists with a header: csv, tab-separated text or a workbook, after some lines of titles and notices."""

import csv
import re
import sys
from collections.abc import Iterator, Mapping
from typing import Final

from rules.tables.error import TableError
from rules.tables.loaders.draft import refuse
from rules.tables.loaders.source_file import SourceFile
from rules.tables.loaders.spreadsheet import Spreadsheet
from schemas.value import value

_SEPARATORS: Final = (",", "\t", "|", ";")
_LEAD_ROWS: Final = 40
_NOTICE: Final = re.compile(r"copyright|\(c\)|©|all rights reserved", re.IGNORECASE)
_COPYRIGHT: Final = re.compile(r"\W*copyright\b|\W*\(c\)|©", re.IGNORECASE)
_NOISE: Final = re.compile("[^a-z0-9]")

Columns = Mapping[str, re.Pattern[str]]
"""The pattern of each field's heading, in lower-case letters and digits only."""


@value
class HeadedRows:
    """A list whose header was found."""

    source: SourceFile
    lead: str
    """The lines above the header: notices and titles."""
    headings: Mapping[str, str]
    """The heading of each field, as in the file."""
    others: tuple[str, ...]
    """Headings that belong to no field."""
    rows: Iterator[tuple[int, dict[str, str]]]
    """Every row below the header with its line (in the file or the sheet): trimmed cells by field."""


def find_headed_rows(
    source: SourceFile, columns: Columns, encoding: str, optional: frozenset[str] = frozenset()
) -> HeadedRows | None:
    """The list of a file with these headings; None if none of its first forty rows is such a header.

    Raises:
        TableError: the file is damaged or has another encoding.
    """
    if source.spreadsheet:
        book = Spreadsheet(source)
        for sheet in book.sheets:
            if found := _below_header(source, book.rows(sheet), columns, optional):
                return found
        return None
    if b"\0" in source.head[:1024]:
        return None
    for separator in _SEPARATORS:
        if found := _below_header(source, _records(source, encoding, separator), columns, optional):
            return found
    return None


def plain_heading(text: str) -> str:
    """A heading as headings are compared: lower-case letters and digits only."""
    return _NOISE.sub("", text.lower())


def texts_first(lists: list[HeadedRows]) -> list[HeadedRows]:
    """The lists that came as text, if any did: a workbook beside them is the same list."""
    return [each for each in lists if not each.source.spreadsheet] or lists


def _below_header(
    source: SourceFile, rows: Iterator[tuple[int, tuple[str, ...]]], columns: Columns, optional: frozenset[str]
) -> HeadedRows | None:
    lead: list[str] = []
    try:
        for _, row in zip(range(_LEAD_ROWS), (row for _, row in rows), strict=False):
            places = _places(row, columns)
            if all(field in places or field in optional for field in columns):
                headings = {field: " ".join(row[place].split()) for field, place in places.items()}
                others = tuple(cell for at, cell in enumerate(row) if cell.strip() and at not in places.values())
                return HeadedRows(
                    source=source,
                    lead="\n".join(lead),
                    headings=headings,
                    others=others,
                    rows=_cells(source, rows, places),
                )
            lead.append(" ".join(cell for cell in row if cell.strip()))
    except _NotSuchText:
        pass
    return None


class _NotSuchText(Exception):
    """Text that cannot be parsed with one separator may be parsed with another."""


def _cells(
    source: SourceFile, rows: Iterator[tuple[int, tuple[str, ...]]], places: Mapping[str, int]
) -> Iterator[tuple[int, dict[str, str]]]:
    needed = max(places.values())
    shortest, last, at = sys.maxsize, sys.maxsize, 0
    try:
        for line, row in rows:
            filled = [cell.strip() for cell in row if cell.strip()]
            if line in source.left_out or not filled or _is_notice(filled):
                continue
            if len(row) <= needed and not source.spreadsheet:  # workbooks omit empty cells at the end of a row
                refuse(source, line, "row", f"has {len(row)} fields, but its header needs {needed + 1}")
            shortest, last, at = min(shortest, last), len(row), line
            yield line, {field: row[place].strip() if place < len(row) else "" for field, place in places.items()}
        if last < shortest < sys.maxsize and not source.spreadsheet:
            refuse(
                source, at, "row", f"has {last} fields, and every other row at least {shortest}: the file is truncated"
            )
    except _NotSuchText as error:
        raise TableError(source.name, str(error)) from None


def _is_notice(filled: list[str]) -> bool:
    """Whether a row is a notice of copyright: the only cell, or the first one, as in NUCC's lists before 2014."""
    return _COPYRIGHT.match(filled[0]) is not None or (len(filled) == 1 and _NOTICE.search(filled[0]) is not None)


def _places(row: tuple[str, ...], columns: Columns) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(row):
        heading = plain_heading(cell)
        for field, pattern in columns.items():
            if field not in found and heading and pattern.fullmatch(heading):
                found[field] = place
                break
    return found


def _records(source: SourceFile, encoding: str, separator: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    lines = (f"{line}\n" for _, line in source.lines(encoding))
    if separator == "\t":
        reader = csv.reader(lines, delimiter=separator, quoting=csv.QUOTE_NONE)
    else:
        reader = csv.reader(lines, delimiter=separator, strict=True)
    line = 1
    try:
        for row in reader:
            yield line, tuple(row)
            line = reader.line_num + 1
    except csv.Error as error:
        raise _NotSuchText(f"line {line}, row: {error}") from None
