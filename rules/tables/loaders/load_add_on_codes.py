"""Loads `aoc`, the NCCI add-on code edits. The layout of the files is in the description of the table."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from rules.tables.coded_rows import Fact, coded_columns
from rules.tables.loaders.draft import Draft, LoadRequest, refuse, refuse_files, refuse_layout, refuse_other_edition
from rules.tables.loaders.fields import only, read_code
from rules.tables.loaders.headed_rows import HeadedRows, find_headed_rows, texts_first
from rules.tables.loaders.period import decide_period, quarter_of
from rules.tables.loaders.source_file import SourceFile

_ENCODING: Final = "latin-1"
_COLUMNS: Final = {
    "type": re.compile("aocedittype"),
    "code": re.compile("addoncode"),
    "code_end": re.compile("aocdeldt"),
    "primary": re.compile("primarycode"),
    "primary_end": re.compile("primarycodedeldt"),
    "start": re.compile("aoceditef+dt"),
    "end": re.compile("aoceditdeldt"),
}
_CONTRACTOR: Final = "CCCCC"
_NO_DAY: Final = re.compile("0*|9{4,8}|99993(?:65|66)")
_FIXED: Final = re.compile(
    r"(?P<type>[123])(?P<code>[0-9A-Z]{5})(?P<code_end>[0-9 ]{7})(?P<primary>[0-9A-Z]{5})(?P<primary_end>[0-9 ]{7})"
    r"(?P<start>[0-9]{7})(?P<end>[0-9 ]{7}).*"
)
_LEAD_LINES: Final = 40


def load_add_on_codes(files: list[SourceFile], request: LoadRequest) -> Draft:
    """The add-on codes of one release, with those that ended earlier.

    Raises:
        TableError: no file has them, or a row cannot be parsed.
    """
    lists = [found for file in only(files) if (found := _find(file, request))]
    if not lists:
        refuse_layout(files, "has no add-on code edits: neither their header nor their fixed columns")
    refuse_other_edition([each.source for each in lists], medicaid=False)
    lists = texts_first(lists)
    if len(lists) > 1:
        refuse_files([each.source for each in lists], "contain several lists; load them one at a time")
    source = lists[0].source
    rows: list[tuple[str, Fact]] = []
    seen: dict[tuple[str, Fact], int] = {}
    newest, oldest = date.min, date.max
    for line, cells in lists[0].rows:
        if cells["type"] not in ("1", "2", "3"):
            refuse(source, line, "AOC_Edit_Type", f"must be 1, 2 or 3 (got {cells['type']!r})")
        code = read_code(source, line, "Add-On_Code", cells["code"])
        primary = cells["primary"].upper()
        if primary != _CONTRACTOR and primary:
            primary = read_code(source, line, "Primary_Code", primary)
        start = _day(source, line, "AOC_Edit_EffDT", cells["start"])
        if start is None:
            refuse(source, line, "AOC_Edit_EffDT", "is missing")
        ends = [
            _day(source, line, name, cells[field]) or date.max
            for field, name in (("end", "AOC_Edit_DelDT"), ("code_end", "AOC_DelDT"), ("primary_end", "Primary_DelDT"))
        ]
        newest, oldest = max(newest, start), min(oldest, start)
        told = None if primary in (_CONTRACTOR, "") else primary
        row = (code, (int(cells["type"]), told, start.isoformat(), *(end.isoformat() for end in ends)))
        if row in seen:
            refuse(source, line, "row", f"{code} with {primary} is listed twice, first on line {seen[row]}")
        seen[row] = line
        rows.append(row)
    if not rows:
        refuse_files([source], "has no add-on codes")
    texts = (source.own_name, lists[0].lead, source.name)
    period = decide_period(request, source, texts, "quarter", quarter_of(newest))
    if newest > period.end and request.in_force_through is None:
        refuse_files([source], f"seems to be for {period.label}, but has edits that begin on {newest}")
    return Draft(
        release=request.release or period.label,
        in_force_from=request.in_force_from or oldest,
        in_force_through=period.end,
        rows_read=len(rows),
        rows_kept=len(rows),
        columns=coded_columns(rows),
        cumulative=True,
        used=(source,),
    )


def _find(file: SourceFile, request: LoadRequest) -> HeadedRows | None:
    found = find_headed_rows(file, request.columns(_COLUMNS), _ENCODING)
    if found is not None or file.spreadsheet:
        return found
    lines = file.head.decode(_ENCODING).splitlines()[:_LEAD_LINES]
    at = next((number for number, line in enumerate(lines) if _FIXED.fullmatch(line)), None)
    if at is None:
        return None
    return HeadedRows(source=file, lead="\n".join(lines[:at]), headings={}, others=(), rows=_fixed(file, at + 1))


def _fixed(file: SourceFile, first: int) -> Iterator[tuple[int, dict[str, str]]]:
    for line, text in file.lines(_ENCODING):
        if line < first or not text.strip():
            continue
        found = _FIXED.fullmatch(text)
        if found is None:
            refuse(file, line, "row", "does not match the fixed columns of add-on code edits")
        yield line, {field: cell.strip() for field, cell in found.groupdict().items()}


def _day(source: SourceFile, line: int, field: str, text: str) -> date | None:
    """A date written YYYYDDD; None if none is given."""
    if _NO_DAY.fullmatch(text):
        return None
    if not re.fullmatch("(?:19|20)[0-9]{2}(?:00[1-9]|0[1-9][0-9]|[12][0-9]{2}|3[0-5][0-9]|36[0-6])", text):
        refuse(source, line, field, f"expected a date such as 2026182 (year and day of the year), found {text!r}")
    return date(int(text[:4]), 1, 1) + timedelta(days=int(text[4:]) - 1)
