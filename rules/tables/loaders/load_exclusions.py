"""Loads `leie`: the rows with an NPI of OIG's list of excluded individuals and entities."""

import re
from datetime import date, timedelta
from typing import Final

from rules.tables.coded_rows import coded_columns
from rules.tables.kinds.leie import STALE
from rules.tables.loaders.draft import Draft, LoadRequest, refuse, refuse_files, refuse_layout
from rules.tables.loaders.fields import only, read_day
from rules.tables.loaders.headed_rows import find_headed_rows
from rules.tables.loaders.load_directories import day_of
from rules.tables.loaders.source_file import SourceFile
from schemas.npi import is_npi

_COLUMNS: Final = {
    "name": re.compile("lastname"),
    "business": re.compile("busname"),
    "npi": re.compile("npi"),
    "start": re.compile("excldate"),
    "end": re.compile("reindate"),
    "waiver": re.compile("waiverdate"),
    "state": re.compile("wvrstate|waiverstate"),
}
_NO_NPI: Final = re.compile("0*")
_STATE: Final = re.compile("[A-Z]{2}")
_NO_DAY: Final = ("", "00000000")
_DAY: Final = timedelta(days=1)
# The first exclusions: 1977.
_FIRST: Final = date(1977, 1, 1)


def load_exclusions(files: list[SourceFile], request: LoadRequest) -> Draft:
    """The exclusions of providers that have an NPI.

    Raises:
        TableError: no file is such a list, or a row cannot be parsed.
    """
    lists = [found for file in only(files) if (found := find_headed_rows(file, request.columns(_COLUMNS), "cp1252"))]
    if len(lists) != 1:
        refuse_layout(files, "is not a single list of excluded providers: no header with NPI, EXCLDATE and REINDATE")
    source, read, without, wrong = lists[0].source, 0, 0, 0
    rows: dict[tuple[str, tuple[str, str | None, str | None]], None] = {}
    for line, cells in lists[0].rows:
        read += 1
        start = read_day(source, line, "EXCLDATE", cells["start"])
        end = None if cells["end"] in _NO_DAY else read_day(source, line, "REINDATE", cells["end"])
        if end is not None and end <= start:
            refuse(source, line, "REINDATE", f"{end} is not after the exclusion, {start}")
        if cells["state"] and not _STATE.fullmatch(cells["state"]):
            refuse(source, line, "WVRSTATE", "must be the abbreviation of a state, or empty")
        if _NO_NPI.fullmatch(cells["npi"]):
            without += 1
        elif not is_npi(cells["npi"]):
            wrong += 1
        else:
            last = None if end is None else (end - _DAY).isoformat()
            rows[cells["npi"], (start.isoformat(), last, cells["state"] or None)] = None
    if not rows:
        refuse_files([source], "has no exclusion with an NPI")
    day = day_of(request, source, "")
    notes = (f"{without:,} of {read:,} rows have no NPI and cannot be matched",)
    return Draft(
        release=request.release or day.isoformat(),
        in_force_from=request.in_force_from or _FIRST,
        in_force_through=request.in_force_through or day + 2 * STALE,
        rows_read=read,
        rows_kept=len(rows),
        columns=coded_columns(rows),
        cumulative=True,
        used=(source,),
        parts={"exclusions": read},
        notes=(*notes, *((f"rows left out, whose NPI is not valid: {wrong:,}",) if wrong else ())),
    )
