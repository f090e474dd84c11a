"""Loads `cpt` from the user's own list of codes or from a fee schedule file. See the description of the table."""

import re
from datetime import date
from typing import Final

from rules.tables.coded_rows import coded_columns, described_columns
from rules.tables.loaders.draft import Draft, LoadRequest, refuse, refuse_files, refuse_layout
from rules.tables.loaders.fields import CPT, LEVEL_II, Periods, only, read_day
from rules.tables.loaders.headed_rows import HeadedRows, find_headed_rows
from rules.tables.loaders.load_fee_schedule import is_relative_values, load_cpt_from_relative_values
from rules.tables.loaders.period import decide_period
from rules.tables.loaders.source_file import SourceFile

_ENCODING: Final = "utf-8"
_COLUMNS: Final = {
    "code": re.compile("(cpt)?(hcpcs)?codes?|cpt"),
    "start": re.compile("start(date)?|effective(date)?|from|added"),
    "end": re.compile("end(date)?|termination(date)?|through|deleted"),
    "description": re.compile("(long)?description|descriptor"),
}
_OPTIONAL: Final = frozenset(("start", "end", "description"))


def load_cpt(files: list[SourceFile], request: LoadRequest) -> Draft:
    """The CPT codes of one release.

    Raises:
        TableError: no file has them, or a row cannot be parsed.
    """
    if any(is_relative_values(file) for file in files):
        return load_cpt_from_relative_values(files, request)
    lists = [found for file in only(files) if (found := _find(file, request))]
    if len(lists) != 1:
        refuse_layout(files, "is neither a single list of CPT codes nor a PPRRVU file")
    found, source = lists[0], lists[0].source
    listed = []
    for line, cells in found.rows:
        code = cells["code"].upper()
        if LEVEL_II.fullmatch(code):
            refuse(source, line, "code", f"{code} is a HCPCS Level II code, not a CPT code")
        if not CPT.fullmatch(code):
            refuse(source, line, "code", f"{cells['code']!r} is not a valid CPT code")
        listed.append((line, code, cells))
    period = decide_period(request, source, (source.own_name, found.lead, source.name), "year")
    rows, words, periods = [], [], Periods()
    dated = "start" in found.headings
    for line, code, cells in listed:
        start = read_day(source, line, "start", cells["start"]) if cells.get("start") else period.start
        end = read_day(source, line, "end", cells["end"]) if cells.get("end") else (date.max if dated else period.end)
        periods.add(source, line, code, start, end)
        rows.append((code, (start.isoformat(), end.isoformat())))
        if cells.get("description"):
            words.append((code, cells["description"]))
    if not rows:
        refuse_files([source], "has no codes")
    described = described_columns(words) if words and request.holds_licence else {}
    dropped = bool(words) and not request.holds_licence
    return Draft(
        release=request.release or period.label,
        in_force_from=period.start,
        in_force_through=period.end,
        rows_read=len(rows),
        rows_kept=len(rows),
        columns={**coded_columns(rows), **described},
        cumulative=False,
        used=(source,),
        notes=(f"licensed descriptions left out: {len(words)}",) if dropped else (),
    )


def _find(file: SourceFile, request: LoadRequest) -> HeadedRows | None:
    found = find_headed_rows(file, request.columns(_COLUMNS), _ENCODING, _OPTIONAL)
    if found is not None or file.spreadsheet or b"\0" in file.head[:1024]:
        return found
    first = next((text.strip() for _, text in file.lines(_ENCODING) if text.strip()), "")
    if not CPT.fullmatch(first.upper()):
        return None
    bare = ((line, {"code": text.strip()}) for line, text in file.lines(_ENCODING) if text.strip())
    return HeadedRows(source=file, lead="", headings={"code": "code"}, others=(), rows=bare)
