"""Loads `mpfs` from the relative value file PPRRVU of a quarter. See the description of the table."""

import csv
import re
from collections.abc import Iterator
from typing import Final

from rules.tables.coded_rows import Fact, coded_columns
from rules.tables.error import TableError
from rules.tables.loaders.draft import Draft, LoadRequest, refuse, refuse_files, refuse_layout
from rules.tables.loaders.fields import CPT, only, read_code
from rules.tables.loaders.period import Period, decide_period
from rules.tables.loaders.source_file import SourceFile
from rules.tables.loaders.spreadsheet import Spreadsheet
from schemas.value import value

_ENCODING: Final = "cp1252"
_LEAD_ROWS: Final = 20
_NEEDED: Final = 23
_FORMS: Final = (
    (3, "status", re.compile("[A-Z]")),
    (13, "PC/TC", re.compile("[0-9]")),
    (14, "global days", re.compile("000|010|090|XXX|YYY|ZZZ|MMM")),
    (18, "multiple procedure", re.compile("[0-9]")),
    (19, "bilateral surgery", re.compile("[0-9]")),
    (20, "assistant surgeon", re.compile("[0-9]")),
    (21, "co-surgeon", re.compile("[0-9]")),
    (22, "team surgery", re.compile("[0-9]")),
)
_MODIFIER: Final = re.compile("[0-9A-Z]{2}")


@value
class RelativeValues:
    """The rows of a PPRRVU file: the code, the modifier or '', and the eight indicators."""

    source: SourceFile
    period: Period
    rows: tuple[tuple[int, str, str, Fact], ...]


def load_fee_schedule(files: list[SourceFile], request: LoadRequest) -> Draft:
    """The indicators of one quarter.

    Raises:
        TableError: no file is a PPRRVU file, or a row cannot be parsed.
    """
    found = read_relative_values(files, request)
    seen: dict[str, int] = {}
    rows = []
    for line, code, modifier, fact in found.rows:
        if code + modifier in seen:
            refuse(
                found.source, line, "code", f"{code} {modifier} is listed twice, first on line {seen[code + modifier]}"
            )
        seen[code + modifier] = line
        rows.append((code + modifier, fact))
    return Draft(
        release=request.release or found.period.label,
        in_force_from=found.period.start,
        in_force_through=found.period.end,
        rows_read=len(rows),
        rows_kept=len(rows),
        columns=coded_columns(rows),
        cumulative=False,
        used=(found.source,),
    )


def read_relative_values(files: list[SourceFile], request: LoadRequest) -> RelativeValues:
    """The rows of the PPRRVU file among the user's files; of its two editions, the one without quality payments.

    Raises:
        TableError: there is none, or a row cannot be parsed.
    """
    found = [file for file in only(files) if _header_row(file) is not None]
    plain = [file for file in found if "nonqpp" in file.own_name] or found
    if not plain:
        refuse_layout(files, "is not a PPRRVU file: its headings do not begin with HCPCS, MOD, DESCRIPTION")
    if len(plain) > 1:
        refuse_files(plain, "are several PPRRVU files; load them one at a time")
    source = plain[0]
    header = _header_row(source) or 0
    rows, lead = [], []
    for at, (line, row) in enumerate(_rows(source)):
        if at <= header:
            lead.append(" ".join(cell for cell in row if cell))
            continue
        if not any(cell.strip() for cell in row):
            continue
        if len(row) < _NEEDED:
            refuse(source, line, "row", f"has {len(row)} fields; at least {_NEEDED} are needed")
        code = read_code(source, line, "HCPCS", row[0])
        modifier = row[1].strip().upper()
        if modifier and not _MODIFIER.fullmatch(modifier):
            refuse(source, line, "MOD", f"{row[1]!r} is not a valid modifier")
        cells = [row[place].strip().upper() for place, _, _ in _FORMS]
        for cell, (_, field, form) in zip(cells, _FORMS, strict=True):
            if not form.fullmatch(cell):
                refuse(source, line, field, f"{cell!r} is not a valid indicator")
        rows.append((line, code, modifier, tuple(cells)))
    if not rows:
        refuse_files([source], "has no codes")
    period = decide_period(request, source, ("\n".join(lead), source.own_name, source.name), "quarter")
    return RelativeValues(source=source, period=period, rows=tuple(rows))


def load_cpt_from_relative_values(files: list[SourceFile], request: LoadRequest) -> Draft:
    """The CPT codes in the fee schedule of a quarter, without descriptions.

    Raises:
        TableError: no file is a PPRRVU file, or a row cannot be parsed.
    """
    found = read_relative_values(files, request)
    codes = sorted({code for _, code, _, _ in found.rows if CPT.fullmatch(code)})
    if not codes:
        refuse_files([found.source], "has no CPT codes")
    days = (found.period.start.isoformat(), found.period.end.isoformat())
    return Draft(
        release=request.release or found.period.label,
        in_force_from=found.period.start,
        in_force_through=found.period.end,
        rows_read=len(found.rows),
        rows_kept=len(codes),
        columns=coded_columns((code, days) for code in codes),
        cumulative=False,
        used=(found.source,),
    )


def is_relative_values(file: SourceFile) -> bool:
    """Whether a file is a PPRRVU file."""
    return _header_row(file) is not None


def _header_row(file: SourceFile) -> int | None:
    """The index of the row of headings; None if there is none."""
    if not file.spreadsheet and b"\0" in file.head[:1024]:
        return None
    try:
        for at, (_, row) in zip(range(_LEAD_ROWS), _rows(file), strict=False):
            if [cell.strip().upper() for cell in row[:3]] == ["HCPCS", "MOD", "DESCRIPTION"]:
                return at
    except TableError:
        if file.spreadsheet:
            raise
    return None


def _rows(source: SourceFile) -> Iterator[tuple[int, tuple[str, ...]]]:
    if source.spreadsheet:
        book = Spreadsheet(source)
        yield from book.rows(book.sheets[0])
        return
    reader = csv.reader((f"{text}\n" for _, text in source.lines(_ENCODING)), strict=True)
    line = 1
    try:
        for row in reader:
            yield line, tuple(row)
            line = reader.line_num + 1
    except csv.Error as error:
        raise TableError(source.name, f"line {line}, row: {error}") from None
