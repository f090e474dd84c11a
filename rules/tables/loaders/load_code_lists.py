"""Loads lists of codes for one period: `opps_b`, `telehealth`, `poa_exempt`, `nucc` and `ndc_hcpcs`."""

import re
from collections.abc import Callable
from typing import Final

from rules.tables.coded_rows import Fact, coded_columns
from rules.tables.loaders.draft import Draft, LoadRequest, refuse, refuse_files, refuse_layout
from rules.tables.loaders.fields import only, read_code
from rules.tables.loaders.headed_rows import Columns, HeadedRows, find_headed_rows, texts_first
from rules.tables.loaders.period import Length, decide_period, icd10_period
from rules.tables.loaders.source_file import SourceFile
from schemas.value import value

_STATUS: Final = re.compile("[A-Z][0-9]?")
_DIAGNOSIS: Final = re.compile("[A-Z][0-9A-Z]{2,6}")
_TAXONOMY: Final = re.compile("[0-9A-Z]{9}X")
_NDC_DIGITS: Final = 11
_NDC: Final = re.compile("([0-9]{4,5})-([0-9]{3,4})-([0-9]{1,2})|([0-9]{11})")
_REMOVED: Final = re.compile("delet|remov|expire")
_CODE: Final = re.compile("(hcpcs)?(cpt)?(hcpcs)?codes?|hcpcs|cpt")
# A zip of the exemptions also has what was added, deleted and revised; the zip of crosswalks, those of other payments.
_CHANGES: Final = re.compile("(add(ed|itions)?|del(eted?|etions)?|revis(ed?|ions)|new)[ _-]?codes")
_OTHER_CROSSWALKS: Final = re.compile("(?<![a-z])(awp|opps|prep)(?![a-z])")
_NEVER: Final = re.compile("(?!)")
# Real crosswalks have a row or two with another product number in place of the NDC.
_FEW_SKIPPED, _MOST_SKIPPED = 3, 0.01

ReadRow = Callable[[SourceFile, int, dict[str, str]], tuple[str, Fact] | None]
"""Reads a row: its code and fact; None for a row that is left out on purpose."""


@value
class _List:
    what: str
    encoding: str
    columns: Columns
    headings: str
    """The headings that the columns need, in the words of the official files."""
    length: Length
    read: ReadRow
    several: bool = False
    """Whether a code may be listed several times, with different facts."""
    parts: re.Pattern[str] = _NEVER
    """The names of files with the same headings that are not the full list."""
    optional: frozenset[str] = frozenset()
    """Columns that a full list does not have."""


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
    columns = request.columns(layout.columns)
    found_lists = (find_headed_rows(file, columns, layout.encoding, layout.optional) for file in only(files))
    lists = [found for found in found_lists if found is not None]
    if not lists:
        refuse_layout(files, f"has no {layout.what}: no header with {layout.headings}")
    full = texts_first([each for each in lists if _is_full(layout, each)])
    if not full:
        refuse_files([each.source for each in lists], f"has only a part of the {layout.what}; load the full list")
    if len(full) > 1:
        refuse_files([each.source for each in full], "contain several lists; load them one at a time")
    found = full[0]
    read, rows, notes = _rows(layout, found)
    if not rows:
        refuse_files([found.source], "has no codes")
    titles = (found.lead, *found.headings.values(), *found.others)
    if layout.length == "fiscal year":
        period = icd10_period(request, found.source, *titles)
    else:
        texts = (found.source.own_name, *titles, found.source.name)
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
        notes=notes,
    )


def _is_full(layout: _List, found: HeadedRows) -> bool:
    """Whether a list is the full one, not one of changes or of another payment with the same headings."""
    return not layout.parts.search(found.source.own_name) and not layout.optional & found.headings.keys()


def _rows(layout: _List, found: HeadedRows) -> tuple[int, list[tuple[str, Fact]], tuple[str, ...]]:
    seen: dict[tuple[str, Fact | None], int] = {}
    read = 0
    skipped: list[tuple[int, str]] = []
    rows: list[tuple[str, Fact]] = []
    for line, cells in found.rows:
        read += 1
        if "ndc" in cells and _is_other_number(cells["ndc"]):
            skipped.append((line, cells["ndc"]))
            continue
        row = layout.read(found.source, line, cells)
        if row is None:
            continue
        key = row if layout.several else (row[0], None)
        at = seen.setdefault(key, line)
        if at != line:
            refuse(found.source, line, "code", f"{row[0]} is listed twice, first on line {at}")
        rows.append(row)
    if len(skipped) > max(_FEW_SKIPPED, _MOST_SKIPPED * read):
        line, number = skipped[0]
        refuse(found.source, line, "NDC", f"{number!r} is not a valid NDC, nor are {len(skipped) - 1} more")
    notes = []
    if skipped:
        shown = ", ".join(f"{number} on line {line}" for line, number in skipped[:_FEW_SKIPPED])
        notes.append(f"rows left out because their number is not an NDC: {len(skipped)} ({shown})")
    if ended := read - len(skipped) - len(rows):
        notes.append(f"rows left out because they are not in force: {ended}")
    return read, rows, tuple(notes)


def _is_other_number(text: str) -> bool:
    """Whether a cell has a product number that is not an NDC: all digits, but not 11 of them."""
    return text.isdigit() and len(text) > _NDC_DIGITS


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
    headings="HCPCS Code and SI",
    encoding="cp1252",
    columns={"code": _CODE, "status": re.compile("si|statusindicator")},
    length="quarter",
    read=_opps_row,
)
_TELEHEALTH: Final = _List(
    what="telehealth services",
    headings="Code or HCPCS, Short Descriptor, and Status or Action",
    encoding="cp1252",
    columns={
        "code": re.compile("code|(cpt)?hcpcs(cpt)?(code)?"),
        "description": re.compile("(short|long)?descript(or|ion)s?"),
        "action": re.compile("(proposed|final)?(status|action).*"),
    },
    length="year",
    read=_telehealth_row,
)
_POA_EXEMPT: Final = _List(
    what="codes exempt from the present-on-admission indicator",
    headings="POAexemptCode or Code",
    encoding="cp1252",
    columns={"code": re.compile("(diagnosis|icd10cm|icd10|poaexempt)?codes?"), "action": re.compile("action")},
    length="fiscal year",
    read=_poa_row,
    parts=_CHANGES,
    optional=frozenset(("action",)),
)
_NUCC: Final = _List(
    what="taxonomy codes",
    headings="Code, Grouping or Type, and Classification",
    encoding="cp1252",
    columns={
        "code": re.compile("code"),
        "grouping": re.compile("grouping|type"),
        "classification": re.compile("classification"),
    },
    length="half",
    read=_taxonomy_row,
)
_NDC_HCPCS: Final = _List(
    what="crosswalk from NDC to procedure code",
    headings="HCPCS Code and NDC",
    encoding="cp1252",
    columns={"code": re.compile("(20[0-9]{2})?(hcpcs)?code|hcpcs"), "ndc": re.compile("ndc2?(11)?")},
    length="quarter",
    read=_ndc_row,
    several=True,
    parts=_OTHER_CROSSWALKS,
)
