"""Loads `zip_states`: the ZIP codes and states of CMS's carrier locality file, which has fixed columns."""

import re
from datetime import date, timedelta
from typing import Final

from rules.tables.coded_rows import coded_columns
from rules.tables.loaders.draft import Draft, LoadRequest, refuse, refuse_files, refuse_layout
from rules.tables.loaders.period import decide_period
from rules.tables.loaders.source_file import SourceFile
from rules.texts.regions import US_STATES

_ROW: Final = re.compile(r"([A-Z]{2})([0-9]{5})[0-9A-Z]{5}[0-9A-Z ]{2}")
_OTHER_FILE: Final = "zip9"
_AREA: Final = 3
_FIRST: Final = date(2000, 1, 1)
_TRUSTED: Final = timedelta(days=366)


def load_zip_states(files: list[SourceFile], request: LoadRequest) -> Draft:
    """The state of each ZIP code, and the states of each area: the ZIP codes with the same first three digits.

    Raises:
        TableError: no file is such a list, or a row cannot be parsed.
    """
    lists = [file for file in files if _OTHER_FILE not in file.own_name and _looks_like_rows(file)]
    if len(lists) != 1:
        refuse_layout(files, "is not a single ZIP5 file: fixed columns of state, ZIP code, carrier and locality")
    source, read, elsewhere = lists[0], 0, 0
    states: dict[tuple[str, tuple[str]], None] = {}
    for line, text in source.lines("cp1252"):
        if not text.strip():
            continue
        found = _ROW.match(text)
        if found is None:
            refuse(source, line, "row", "does not match the fixed columns: state, ZIP code, carrier, locality")
        read += 1
        state, code = found.groups()
        if state in US_STATES:
            states[code, (state,)] = states[code[:_AREA], (state,)] = None
        else:
            elsewhere += 1
    codes = {code for code, _ in states if len(code) > _AREA}
    if not codes:
        refuse_files([source], "has no ZIP codes")
    period = decide_period(request, source, (source.own_name, source.name), "quarter")
    return Draft(
        release=request.release or period.label,
        in_force_from=request.in_force_from or _FIRST,
        in_force_through=request.in_force_through or period.end + _TRUSTED,
        rows_read=read,
        rows_kept=len(states),
        columns=coded_columns(states),
        cumulative=True,
        used=(source,),
        parts={"ZIP codes": len(codes)},
        notes=(f"rows left out, whose state is no postal abbreviation: {elsewhere:,}",) if elsewhere else (),
    )


def _looks_like_rows(source: SourceFile) -> bool:
    return not source.spreadsheet and _ROW.match(source.head[:80].decode("cp1252", "replace")) is not None
