"""Loads `dmepos_jurisdiction`: rows of codes or ranges of codes, whose jurisdiction is prose."""

import re
from collections.abc import Iterator
from typing import Final

from rules.tables.coded_rows import coded_columns
from rules.tables.kinds.dmepos_jurisdiction import Jurisdiction
from rules.tables.loaders.draft import Draft, LoadRequest, refuse, refuse_files, refuse_layout
from rules.tables.loaders.fields import LEVEL_II, PROCEDURE, only, read_code
from rules.tables.loaders.headed_rows import find_headed_rows
from rules.tables.loaders.period import decide_period, period_in
from rules.tables.loaders.source_file import SourceFile

_COLUMNS: Final = {
    "codes": re.compile("hcpcs(codes?)?"),
    "jurisdiction": re.compile("jurisdiction"),
}
_RANGE: Final = re.compile(r"\s*(?:-|–|to|thru|through)\s*", re.IGNORECASE)
_DME: Final = re.compile(r"\bdme\b")
_PART_B: Final = re.compile(r"\bpart b\b|\ba/b mac\b|\blocal carrier\b")
_IF: Final = re.compile(r"\bif\b|\bwhen\b|\bunless\b")
_MOST_UNKNOWN: Final = 5


def load_dmepos_jurisdiction(files: list[SourceFile], request: LoadRequest) -> Draft:
    """The codes of one list, each with its contractor; a range has every code between its ends.

    Raises:
        TableError: no file is such a list, a row cannot be parsed, or a jurisdiction is not understood.
    """
    lists = [found for file in only(files) if (found := find_headed_rows(file, request.columns(_COLUMNS), "cp1252"))]
    if len(lists) != 1:
        refuse_layout(files, "is not a single DMEPOS jurisdiction list: no header with HCPCS and Jurisdiction")
    source, read = lists[0].source, 0
    unknown: dict[str, int] = {}
    rows: dict[str, tuple[Jurisdiction, int]] = {}
    for line, cells in lists[0].rows:
        read += 1
        taken_by = _jurisdiction(cells["jurisdiction"])
        if taken_by is None:
            unknown.setdefault(cells["jurisdiction"], line)
            continue
        for code in _codes(source, line, cells["codes"]):
            before, at = rows.setdefault(code, (taken_by, line))
            if before != taken_by:
                refuse(source, line, "HCPCS", f"{code} has another jurisdiction on line {at}")
    if unknown:
        listed = "; ".join(f"{text!r} (line {line})" for text, line in list(unknown.items())[:_MOST_UNKNOWN])
        refuse_files([source], f"has jurisdictions that are neither DME MAC nor Part B MAC: {listed}")
    if not rows:
        refuse_files([source], "has no codes")
    texts = (source.own_name, source.name, lists[0].lead)
    period = decide_period(request, source, texts, "year")
    quarter = next((named for text in (request.release or "", *texts) if (named := period_in(text, "quarter"))), None)
    start = period.start if quarter is None else max(period.start, quarter.start)
    return Draft(
        release=request.release or (period.label if start == period.start or quarter is None else quarter.label),
        in_force_from=request.in_force_from or start,
        in_force_through=period.end,
        rows_read=read,
        rows_kept=len(rows),
        columns=coded_columns((code, (taken_by,)) for code, (taken_by, _) in rows.items()),
        cumulative=False,
        used=(source,),
    )


def _jurisdiction(prose: str) -> Jurisdiction | None:
    text = " ".join(prose.lower().split())
    dme, part_b = _DME.search(text), _PART_B.search(text)
    if (dme and part_b) or ((dme or part_b) and _IF.search(text)):
        return "JOINT"
    return "DME" if dme else "PART_B" if part_b else None


def _codes(source: SourceFile, line: int, text: str) -> Iterator[str]:
    ends = [read_code(source, line, "HCPCS", each, PROCEDURE) for each in _RANGE.split(text.strip())]
    first, last = ends[0], ends[-1]
    if len(ends) == 1:
        yield first
    elif len(ends) > 2 or first[0] != last[0] or last < first or not all(map(LEVEL_II.fullmatch, ends)):
        refuse(source, line, "HCPCS", f"{text!r} is not a valid range of HCPCS codes")
    else:
        yield from (f"{first[0]}{number:04}" for number in range(int(first[1:]), int(last[1:]) + 1))
