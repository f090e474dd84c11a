"""Says what files are that have not the layout of a table: another table's, a web page, or which headings they have."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from functools import partial
from itertools import islice
from typing import Final

from rules.tables.error import BadRow, TableError, WrongLayout
from rules.tables.loaders.draft import LoadRequest
from rules.tables.loaders.loader_of import loader_of
from rules.tables.loaders.source_file import SourceFile
from rules.tables.loaders.spreadsheet import Spreadsheet
from rules.tables.store import LOADABLE, TABLE_KINDS

_ROWS: Final = 200
_LEAD_ROWS: Final = 40
_MOST_FILES: Final = 40
_MOST_HEADINGS: Final = 12
_LONGEST: Final = 160
# These need one heading, which lists of other tables have too.
_LOOSE: Final = frozenset(("cpt", "poa_exempt"))
_PAGE: Final = re.compile(rb"\s*(?:<!doctype html|<html)", re.IGNORECASE)


def recognize(files: list[SourceFile], kind: str, today: date) -> str:
    """What the files are, as a part of a sentence; empty if nothing can be said.

    Args:
        files: the files that the loader of `kind` did not recognize.
        kind: the table that they were given as.
        today: the date of the load.
    """
    heads = [head for file in files[:_MOST_FILES] if (head := _head(file)) is not None]
    if (found := _kind_of(heads, kind, today)) is not None:
        return f"this looks like {found} (claims-worker codes load {found} FILE)"
    said = [problem for file in files if not file.inside_zip and (problem := _problem(file)) is not None]
    if said:
        return said[0]
    headings = max((_headings(head) for head in heads), key=len, default=())
    if not headings:
        return ""
    more = ", …" if len(headings) > _MOST_HEADINGS else ""
    return f"found: {', '.join(headings[:_MOST_HEADINGS])}{more}"[:_LONGEST]


def _kind_of(heads: list[SourceFile], kind: str, today: date) -> str | None:
    """The first table whose loader can read the first rows."""
    for other in sorted(LOADABLE, key=_LOOSE.__contains__) if heads else ():
        if other == kind:
            continue
        try:
            loader_of(TABLE_KINDS[other])(heads, LoadRequest(kind=other, today=today))
        except (WrongLayout, BadRow):
            continue
        except TableError:
            # The rows of a list with headings of its own were read, and what is wrong is another thing, such as a
            # missing date. Behind one common heading it is more likely another list, such as corrections of HCPCS.
            if other in _LOOSE:
                continue
        return other
    return None


def _problem(file: SourceFile) -> str | None:
    head = file.head
    if not head.strip(b"\0"):
        return "the file is empty" if not head else "the file has only zero bytes: the download was interrupted"
    # Without a mark, every other byte of plain text is zero.
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or not all(map(any, (head[:_LONGEST:2], head[1:_LONGEST:2]))):
        return "the file is UTF-16 text: save it as UTF-8"
    if _PAGE.match(head):
        return "the file is a web page, not the download"
    if head.startswith(b"%PDF"):
        return "the file is a PDF"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return "the file is an old Excel workbook (.xls): save it as .xlsx"
    return None


def _head(file: SourceFile) -> SourceFile | None:
    """The first rows of a file as a text of its own; a workbook's as csv. None if it is no text."""
    try:
        if file.spreadsheet:
            text = io.StringIO()
            csv.writer(text).writerows(row for _, row in islice(_sheet_rows(file), _ROWS))
            content = text.getvalue().encode()
        else:
            content = file.head[: file.head.rfind(b"\n") + 1]
    except TableError:
        return None
    if not content or b"\0" in content:
        return None
    return SourceFile(file.name, file.digest, partial(io.BytesIO, content))


def _sheet_rows(file: SourceFile) -> Iterator[tuple[int, tuple[str, ...]]]:
    book = Spreadsheet(file)
    for sheet in book.sheets:
        yield from islice(book.rows(sheet), _ROWS)


def _headings(head: SourceFile) -> tuple[str, ...]:
    """The first row with the most cells among the first rows."""
    try:
        lines = [line for _, line in islice(head.lines("cp1252"), _LEAD_ROWS)]
    except TableError:
        return ()
    rows = [[cell.strip(' "\r') for cell in line.split(each)] for each in ",\t|;" for line in lines]
    widest = max(rows, key=lambda row: sum(map(bool, row)), default=[])
    return tuple(cell for cell in widest if cell) if len(widest) > 1 else ()
