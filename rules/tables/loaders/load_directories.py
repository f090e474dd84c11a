"""Loads two directories that are published often and include the past: `ndc_directory` and `npi_deactivated`."""

import re
from datetime import date, timedelta
from typing import Final

from rules.tables.coded_rows import coded_columns
from rules.tables.loaders.draft import Draft, LoadRequest, refuse, refuse_files, refuse_layout
from rules.tables.loaders.fields import only, read_day, read_optional_day
from rules.tables.loaders.headed_rows import find_headed_rows
from rules.tables.loaders.load_code_lists import read_ndc
from rules.tables.loaders.source_file import SourceFile

_PACKAGES: Final = {
    "ndc": re.compile("ndcpackagecode"),
    "start": re.compile("startmarketingdate"),
    "end": re.compile("endmarketingdate"),
}
_NPIS: Final = {"npi": re.compile("npi"), "day": re.compile("(nppes)?deactivationdate")}
_NPI: Final = re.compile("[12][0-9]{9}")
_DAY_IN_TEXT: Final = re.compile(
    r"(?<!\d)(20\d\d)[-_/.]?(0[1-9]|1[0-2])[-_/.]?([0-3]\d)(?!\d)|(?<!\d)(\d{1,2})/(\d{1,2})/(20\d\d)(?!\d)"
)
# How long after its date a directory is trusted: one is published daily, the other monthly.
_TRUSTED_PACKAGES: Final = timedelta(days=92)
_TRUSTED_NPIS: Final = timedelta(days=62)


def load_ndc_directory(files: list[SourceFile], request: LoadRequest) -> Draft:
    """The packages of the NDC directory, from `package.txt`.

    Raises:
        TableError: no file is such a list, or a row cannot be parsed.
    """
    lists = [found for file in only(files) if (found := find_headed_rows(file, request.columns(_PACKAGES), "cp1252"))]
    if len(lists) != 1:
        refuse_layout(files, "is not a single NDC directory: package.txt with NDCPACKAGECODE and marketing dates")
    source, rows, read = lists[0].source, [], 0
    seen: set[tuple[str, tuple[str, str | None]]] = set()
    for line, cells in lists[0].rows:
        ndc = read_ndc(source, line, "NDCPACKAGECODE", cells["ndc"])
        start = read_day(source, line, "STARTMARKETINGDATE", cells["start"])
        end = read_optional_day(source, line, "ENDMARKETINGDATE", cells["end"])
        if end is not None and end < start:
            refuse(source, line, "ENDMARKETINGDATE", f"{end} is before the start date, {start}")
        read += 1
        row = (ndc, (start.isoformat(), None if end is None else end.isoformat()))
        if row not in seen:  # a package may be in two listings of one product
            seen.add(row)
            rows.append(row)
    if not rows:
        refuse_files([source], "has no packages")
    day = day_of(request, source, "")
    return Draft(
        release=request.release or day.isoformat(),
        in_force_from=request.in_force_from or date(1900, 1, 1),
        in_force_through=request.in_force_through or day + _TRUSTED_PACKAGES,
        rows_read=read,
        rows_kept=len(rows),
        columns=coded_columns(rows),
        cumulative=True,
        used=(source,),
    )


def load_npi_deactivated(files: list[SourceFile], request: LoadRequest) -> Draft:
    """The report of deactivated NPIs.

    Raises:
        TableError: no file is such a report, or a row cannot be parsed.
    """
    lists = [found for file in only(files) if (found := find_headed_rows(file, request.columns(_NPIS), "cp1252"))]
    if len(lists) != 1:
        refuse_layout(files, "is not a single report of deactivated NPIs: no header with NPI and deactivation date")
    source, rows = lists[0].source, []
    seen: dict[str, int] = {}
    for line, cells in lists[0].rows:
        if not _NPI.fullmatch(cells["npi"]):
            refuse(source, line, "NPI", "must be ten digits, the first of them 1 or 2")
        at = seen.setdefault(cells["npi"], line)
        if at != line:
            refuse(source, line, "NPI", f"is listed twice, first on line {at}")
        rows.append((cells["npi"], (read_day(source, line, "deactivation date", cells["day"]).isoformat(), None)))
    if not rows:
        refuse_files([source], "has no NPIs")
    day = day_of(request, source, lists[0].lead)
    return Draft(
        release=request.release or day.isoformat(),
        in_force_from=request.in_force_from or date(2005, 5, 23),
        in_force_through=request.in_force_through or day + _TRUSTED_NPIS,
        rows_read=len(rows),
        rows_kept=len(rows),
        columns=coded_columns(rows),
        cumulative=True,
        used=(source,),
    )


def day_of(request: LoadRequest, source: SourceFile, lead: str) -> date:
    """The date of a directory: from the release name, the file name or the title, else the date of the load."""
    for text in (request.release or "", source.name, lead):
        for found in _DAY_IN_TEXT.finditer(text):
            year, month, day = (found[1], found[2], found[3]) if found[1] else (found[6], found[4], found[5])
            try:
                return date(int(year), int(month), int(day))
            except ValueError:
                continue
    return request.today
