"""Loads `icd10cm_tabular` and `laterality` from the tabular list. See the descriptions of the tables."""

from datetime import date
from pathlib import Path
from typing import Any, Final

from rules.tables.loaders.draft import Draft, LoadRequest, refuse_files, refuse_layout
from rules.tables.loaders.period import icd10_period
from rules.tables.loaders.source_file import SourceFile
from rules.tables.sources.laterality_sets import laterality
from rules.tables.sources.tabular_list import TabularList
from rules.tables.sources.tabular_table import icd10cm_tabular
from rules.tables.store import open_shipped
from rules.tables.table_file import TableFile

_FIRST_DAY: Final = date(2015, 10, 1)


def load_tabular_list(files: list[SourceFile], request: LoadRequest) -> Draft:
    """The hierarchy and its notes, or the sets of codes that differ by side.

    Raises:
        TableError: no file is the tabular list, or an entry of it is malformed.
    """
    found = [file for file in files if b"<ICD10CM.tabular" in file.head]
    if len(found) != 1:
        refuse_layout(files, "is not a single tabular list of ICD-10-CM: no ICD10CM.tabular in its first lines")
    source = found[0]
    period = icd10_period(request, source)
    shipped = open_shipped().get(request.kind)
    if shipped is not None and period.end < shipped.in_force_through:
        reach = shipped.in_force_through
        refuse_files([source], f"adds nothing: it ends on {period.end}, and the table covers dates through {reach}")
    with source.open() as file:
        tabular = TabularList(file.read(), path=Path(source.name), release=request.release or period.label)
    since = _FIRST_DAY if shipped is None else shipped.in_force_from
    header = {"release": tabular.release, "in_force_from": since.isoformat(), "in_force_through": "9999-12-31"}
    if request.kind == "laterality":
        complete, content = laterality(tabular.descriptions(), header)
    else:
        complete, content = icd10cm_tabular(tabular, header)
    if not complete["rows"]:
        refuse_files([source], "has no codes")
    return Draft(
        release=tabular.release,
        in_force_from=since,
        in_force_through=period.end,
        rows_read=len(tabular.entries),
        rows_kept=complete["rows"],
        columns=_stored(content, request.kind),
        cumulative=True,
        used=(source,),
        header={"blocks": _blocks(content, request.kind)},
        begins=period.start,
    )


def _stored(content: bytes, kind: str) -> dict[str, tuple[str, bytes]]:
    """The columns of a file, unpacked."""
    file = TableFile.of_bytes(content, kind)
    return {name: ("text", file.column_bytes(name)) for name in file.column_names}


def _blocks(content: bytes, kind: str) -> Any:
    return TableFile.of_bytes(content, kind).header.get("blocks", [])
