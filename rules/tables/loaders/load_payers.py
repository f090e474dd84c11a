"""Loads `payers`: the user's list of the payers that claims are sent to."""

import json
import re
from typing import Any, Final

from rules.tables.kinds.payers import CONTRACTORS, member_id_pattern
from rules.tables.loaders.draft import Draft, LoadRequest, refuse
from rules.tables.loaders.load_own_lists import own_draft, own_rows
from rules.tables.loaders.own_row import OwnRow
from rules.tables.loaders.source_file import SourceFile

_COLUMNS: Final = ("payer_id", "name", "forms", "member_id", "medicare_contractor", "replaced_by", "start", "end")
_FORM: Final = re.compile("[PI]")
_LONGEST: Final = 80


def load_payers(files: list[SourceFile], request: LoadRequest) -> Draft:
    """The payers of the user's list; a payer ID may be on it several times, for different days.

    Raises:
        TableError: the header does not match, or a row cannot be parsed.
    """
    sources, listed = own_rows(files, _COLUMNS, request)
    payers: list[tuple[Any, ...]] = []
    seen: dict[str, list[tuple[tuple[str | None, str | None], int]]] = {}
    for row in listed:
        payer = row.cells["payer_id"]
        if not payer or len(payer) > _LONGEST:
            refuse(row.source, row.line, "payer_id", f"must be between 1 and {_LONGEST} characters")
        start, end = row.days()
        for (first, last), line in seen.setdefault(payer, []):
            if (first or "") <= (end or "9999") and (start or "") <= (last or "9999"):
                refuse(row.source, row.line, "payer_id", f"{payer} is listed twice for some days, see line {line}")
        seen[payer].append(((start, end), row.line))
        contractor = row.choice("medicare_contractor", CONTRACTORS) if row.cells["medicare_contractor"] else None
        forms = row.codes("forms", _FORM, "claim form")
        payers.append((payer, start, end, forms, _pattern(row), contractor, row.cells["replaced_by"] or None))
    text = json.dumps(payers, ensure_ascii=False, separators=(",", ":"))
    return own_draft(request, sources, {"payers": ("text", text.encode())}, len(payers))


def _pattern(row: OwnRow) -> str | None:
    text = row.cells["member_id"].upper()
    if not text:
        return None
    try:
        member_id_pattern(text)
    except ValueError:
        refuse(row.source, row.line, "member_id", f"{text!r} is not a pattern such as X{{9}}|A{{3}}9{{9}}")
    return text
