"""Loads lists of codes for one period: `opps_b`, `telehealth`, `poa_exempt`, `nucc` and `ndc_hcpcs`."""

import re
from collections.abc import Callable
from typing import Final

from rules.tables.coded_rows import Fact, coded_columns
from rules.tables.loaders.draft import Draft, LoadRequest, refuse, refuse_files
from rules.tables.loaders.fields import only, read_code
from rules.tables.loaders.headed_rows import Columns, HeadedRows, find_headed_rows, texts_first
from rules.tables.loaders.period import Length, decide_period
from rules.tables.loaders.source_file import SourceFile
from schemas.value import value

_STATUS: Final = re.compile("[A-Z][0-9]?")
_DIAGNOSIS: Final = re.compile("[A-Z][0-9A-Z]{2,6}")
_TAXONOMY: Final = re.compile("[0-9A-Z]{9}X")
_NDC: Final = re.compile("([0-9]{4,5})-([0-9]{3,4})-([0-9]{1,2})|([0-9]{11})")
_REMOVED: Final = re.compile("delet|remov|expire")
_CODE: Final = re.compile("(hcpcs)?(cpt)?(hcpcs)?codes?|hcpcs|cpt")

ReadRow = Callable[[SourceFile, int, dict[str, str]], tuple[str, Fact] | None]
"""Reads a row: its code and fact; None for a row that is left out on purpose."""


@value
class _List:
    what: str
    encoding: str
    columns: Columns
    length: Length
    read: ReadRow
    several: bool = False
    """Whether a code may be listed several times, with different facts."""


def load_opps_b(files: list[SourceFile], request: LoadRequest) -> Draft:
    """The status indicators of OPPS Addendum B."""
    return _load(_OPPS_B, files, request)


def load_telehealth(files: list[SourceFile], request: LoadRequest) -> Draft:
    """The telehealth services of a year, without removed ones."""
    return _load(_TELEHEALTH, files, request)


def load_poa_exempt(files: list[SourceFile], request: LoadRequest) -> Draft:
    """The codes that are exempt from the present-on-admission indicator in a fiscal year."""
    return _load(_POA_EXEMPT, files, request)


def load_nucc(files: list[SourceFile], request: LoadRequest) -> Draft:
    """The taxonomy codes of a half year."""
    return _load(_NUCC, files, request)


def load_ndc_hcpcs(files: list[SourceFile], request: LoadRequest) -> Draft:
    """The crosswalk from NDC to procedure code of a quarter."""
    return _load(_NDC_HCPCS, files, request)


def read_ndc(source: SourceFile, line: int, field: str, text: str) -> str:
    """An NDC in 11 digits; each segment of a hyphenated NDC is padded.

    Raises:
        TableError: it is not a valid NDC.
    """
    found = _NDC.fullmatch(text.strip())
    if found is None:
        refuse(source, line, field, f"{text!r} is not a valid NDC (11 digits, or hyphenated)")
    return found[4] or f"{found[1]:>05}{found[2]:>04}{found[3]:>02}"


def _load(layout: _List, files: list[SourceFile], request: LoadRequest) -> Draft:
    lists = [found for file in only(files) if (found := find_headed_rows(file, layout.columns, layout.encoding))]
    if not lists:
        refuse_files(files, f"has no {layout.what}: no header with {', '.join(layout.columns)}")
    lists = texts_first(lists)
    if len(lists) > 1:
        refuse_files([each.source for each in lists], "contain several lists; load them one at a time")
    found = lists[0]
    read, rows = _rows(layout, found)
    if not rows:
        refuse_files([found.source], "has no codes")
    texts = (found.source.own_name, found.lead, *found.headings.values(), found.source.name)
    period = decide_period(request, found.source, texts, layout.length)
    return Draft(
        release=request.release or period.label,
        in_force_from=period.start,
        in_force_through=period.end,
        rows_read=read,
        rows_kept=len(rows),
        columns=coded_columns(rows),
        cumulative=False,
        used=(found.source,),
        notes=() if read == len(rows) else (f"rows left out because they are not in force: {read - len(rows)}",),
    )


def _rows(layout: _List, found: HeadedRows) -> tuple[int, list[tuple[str, Fact]]]:
    seen: dict[tuple[str, Fact | None], int] = {}
    read = 0
    rows: list[tuple[str, Fact]] = []
    for line, cells in found.rows:
        read += 1
        row = layout.read(found.source, line, cells)
        if row is None:
            continue
        key = row if layout.several else (row[0], None)
        at = seen.setdefault(key, line)
        if at != line:
            refuse(found.source, line, "code", f"{row[0]} is listed twice, first on line {at}")
        rows.append(row)
    return read, rows


def _opps_row(source: SourceFile, line: int, cells: dict[str, str]) -> tuple[str, Fact]:
    code = read_code(source, line, "HCPCS code", cells["code"])
    if not _STATUS.fullmatch(cells["status"]):
        refuse(source, line, "SI", f"{cells['status']!r} is not a valid status indicator")
    return code, (cells["status"],)


def _telehealth_row(source: SourceFile, line: int, cells: dict[str, str]) -> tuple[str, Fact] | None:
    if not cells["code"]:
        refuse(source, line, "code", "is missing")
    code = read_code(source, line, "code", cells["code"])
    return None if _REMOVED.search(cells["action"].lower()) else (code, ())


def _poa_row(source: SourceFile, line: int, cells: dict[str, str]) -> tuple[str, Fact]:
    return read_code(source, line, "code", cells["code"].replace(".", ""), _DIAGNOSIS, "ICD-10-CM code"), ()


def _taxonomy_row(source: SourceFile, line: int, cells: dict[str, str]) -> tuple[str, Fact]:
    return read_code(source, line, "Code", cells["code"], _TAXONOMY, "taxonomy code"), ()


def _ndc_row(source: SourceFile, line: int, cells: dict[str, str]) -> tuple[str, Fact]:
    return read_ndc(source, line, "NDC", cells["ndc"]), (read_code(source, line, "code", cells["code"]),)


_OPPS_B: Final = _List(
    what="Addendum B",
    encoding="cp1252",
    columns={"code": _CODE, "status": re.compile("si|statusindicator")},
    length="quarter",
    read=_opps_row,
)
_TELEHEALTH: Final = _List(
    what="telehealth services",
    encoding="cp1252",
    columns={
        "code": re.compile("code|(cpt)?hcpcs(cpt)?(code)?"),
        "words": re.compile("(short|long)?descript(or|ion)s?"),
        "action": re.compile("(status|action).*"),
    },
    length="year",
    read=_telehealth_row,
)
_POA_EXEMPT: Final = _List(
    what="codes exempt from the present-on-admission indicator",
    encoding="cp1252",
    columns={"code": re.compile("(diagnosis|icd10cm|icd10)?codes?")},
    length="fiscal year",
    read=_poa_row,
)
_NUCC: Final = _List(
    what="taxonomy codes",
    encoding="cp1252",
    columns={"code": re.compile("code"), "grouping": re.compile("grouping"), "class": re.compile("classification")},
    length="half",
    read=_taxonomy_row,
)
_NDC_HCPCS: Final = _List(
    what="crosswalk from NDC to procedure code",
    encoding="cp1252",
    columns={"code": re.compile("(20[0-9]{2})?(hcpcs)?code|hcpcs"), "ndc": re.compile("ndc2?(11)?")},
    length="quarter",
    read=_ndc_row,
    several=True,
)
