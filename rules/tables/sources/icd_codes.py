"""Builds the files of ICD-10 codes: packed codes, periods, sets of flags, and replacements."""

import re
import sys
from array import array
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from rules.tables.sources.editor_records import CodeRecord, EditorRecords, all_flags
from rules.tables.table_file import table_file_bytes

_DAY = timedelta(days=1)
# The second character of a category may be a letter: QA0 since 2025-10-01.
_SHAPES = {"icd10cm": re.compile("[A-Z][0-9A-Z]{2,6}"), "icd10pcs": re.compile("[0-9A-HJ-NP-Z]{7}")}
_CODES = {"icd10cm": "mce_i10dx_master", "icd10pcs": "mce_i10sg_master"}


def code_records(kind: str, records: EditorRecords) -> tuple[date, list[CodeRecord]]:
    """The last date that `icd10cm` or `icd10pcs` answers for, and its rows."""
    return records.codes(_CODES[kind], _SHAPES[kind])


def icd_codes(
    kind: str, records: EditorRecords, header: Mapping[str, Any], extra: Mapping[str, Any]
) -> tuple[dict[str, Any], bytes]:
    """The header and the file of `icd10cm` or `icd10pcs`; `extra` is only in the file's header."""
    through, rows = code_records(kind, records)
    since = min(row.start for row in rows)
    periods = sorted({(row.start, row.end) for row in rows})
    flag_sets = list(all_flags(rows))
    period_at = {period: at for at, period in enumerate(periods)}
    flags_at = {flags: at for at, flags in enumerate(flag_sets)}
    complete = {
        **header,
        "kind": kind,
        "release": f"FY{since.year + 1}-FY{through.year} (MCE v{through.year - 1983})",
        "rows": len(rows),
        "in_force_from": since.isoformat(),
        "in_force_through": through.isoformat(),
    }
    held = {
        **complete,
        "periods": [[start.isoformat(), end.isoformat()] for start, end in periods],
        "flag_sets": flag_sets,
        **extra,
    }
    columns = {
        "code": ("Q", _column("Q", [int.from_bytes(row.code.encode().ljust(8, b"\0"), "big") for row in rows])),
        "period": ("H", _column("H", [period_at[row.start, row.end] for row in rows])),
        "flags": ("B", _column("B", [flags_at[" ".join(row.flags)] for row in rows])),
        "replaced": ("text", _replaced(rows, records.conversions(f"{kind}_conversions")).encode()),
    }
    return complete, table_file_bytes(held, columns)


def icd_descriptions(
    kind: str, descriptions: Mapping[str, str], header: Mapping[str, Any]
) -> tuple[dict[str, Any], bytes]:
    """The header and the file of the descriptions."""
    complete = {**header, "kind": f"{kind}_descriptions", "rows": len(descriptions)}
    text = "\n".join(f"{code}\t{words}" for code, words in sorted(descriptions.items()))
    return complete, table_file_bytes(complete, {"descriptions": ("text", text.encode())})


def _replaced(rows: list[CodeRecord], conversions: set[tuple[str, str, date]]) -> str:
    """One line per ended code: the code, then its replacements in the conversion table of that day.

    The published tables also list new codes with the codes used until then for the same thing. A code was replaced only
    if it ended on the day before.
    """
    periods: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for row in rows:
        periods[row.code].append((row.start, row.end))

    def billable(code: str, on: date) -> bool:
        return any(start <= on <= end for start, end in periods.get(code, ()))

    new_of: dict[str, set[str]] = defaultdict(set)
    for old, new, day in conversions:
        if billable(old, day - _DAY) and not billable(old, day) and billable(new, day):
            new_of[old].add(new)
    return "\n".join(" ".join([old, *sorted(new)]) for old, new in sorted(new_of.items()))


def _column(form: str, values: list[int]) -> bytes:
    column = array(form, values)
    if sys.byteorder == "big":
        column.byteswap()
    return column.tobytes()
