"""Loads `clia_certificates`: four columns of a file of a million laboratories."""

import re
from datetime import date, timedelta
from typing import Final

from rules.tables.coded_rows import packed
from rules.tables.kinds.clia_certificates import CERTIFICATE_TYPES, CLIA_NUMBER
from rules.tables.loaders.draft import Draft, LoadRequest, refuse, refuse_files, refuse_layout
from rules.tables.loaders.fields import only, read_day
from rules.tables.loaders.headed_rows import find_headed_rows
from rules.tables.loaders.period import decide_period
from rules.tables.loaders.source_file import SourceFile

_COLUMNS: Final = {
    "number": re.compile("prvdrnum"),
    "type": re.compile("crtfcttypecd"),
    "ended": re.compile("pgmtrmntncd"),
    "end": re.compile("trmntnexprtndt"),
}
_ACTIVE: Final = re.compile("0*")
_BEFORE: Final = timedelta(days=184)
_AFTER: Final = timedelta(days=92)
_KEPT_YEARS: Final = 3


def load_clia_certificates(files: list[SourceFile], request: LoadRequest) -> Draft:
    """The laboratories whose certificate is active or ended lately.

    Raises:
        TableError: no file is such a list, or a row cannot be parsed.
    """
    lists = [found for file in only(files) if (found := find_headed_rows(file, request.columns(_COLUMNS), "cp1252"))]
    if len(lists) != 1:
        refuse_layout(files, "is not a single file of laboratories: no header with PRVDR_NUM and CRTFCT_TYPE_CD")
    source, read, others, active = lists[0].source, 0, 0, 0
    period = decide_period(request, source, (source.own_name, source.name), "quarter")
    oldest = date(period.start.year - _KEPT_YEARS, 1, 1)
    kept: dict[int, tuple[int, int]] = {}
    for line, cells in lists[0].rows:
        read += 1
        number, kind = cells["number"].upper(), cells["type"].lstrip("0")
        if not CLIA_NUMBER.fullmatch(number) or not kind:
            others += 1
            continue
        if kind not in CERTIFICATE_TYPES:
            refuse(source, line, "CRTFCT_TYPE_CD", f"must be one of {', '.join(CERTIFICATE_TYPES)} (got {kind!r})")
        end = 0
        if not _ACTIVE.fullmatch(cells["ended"]):
            last = read_day(source, line, "TRMNTN_EXPRTN_DT", cells["end"])
            if last < oldest:
                continue
            end = last.toordinal()
        key = int(number[:2] + number[3:])
        if kept.setdefault(key, (int(kind), end)) != (int(kind), end):
            refuse(source, line, "PRVDR_NUM", f"{number} is listed twice with different certificates")
        active += not end
    if not kept:
        refuse_files([source], "has no laboratories")
    numbers = sorted(kept)
    return Draft(
        release=request.release or period.label,
        in_force_from=request.in_force_from or period.start - _BEFORE,
        in_force_through=request.in_force_through or period.end + _AFTER,
        rows_read=read,
        rows_kept=len(numbers),
        columns={
            "number": ("I", packed("I", numbers)),
            "type": ("B", bytes(kept[number][0] for number in numbers)),
            "end": ("I", packed("I", (kept[number][1] for number in numbers))),
        },
        cumulative=True,
        used=(source,),
        parts={"active certificates": active},
        notes=(f"rows left out, without a CLIA number or a certificate: {others:,}",) if others else (),
    )
