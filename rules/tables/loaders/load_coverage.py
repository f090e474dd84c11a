"""Loads `coverage`: the export of the Medicare Coverage Database, or the user's own list of policies."""

import re
from typing import Any, Final

from rules.tables.kinds.coverage_columns import PolicyRow, coverage_columns
from rules.tables.loaders.draft import Draft, LoadRequest, refuse
from rules.tables.loaders.load_articles import has_articles, load_articles
from rules.tables.loaders.load_own_lists import own_draft, own_rows
from rules.tables.loaders.own_row import OwnRow
from rules.tables.loaders.source_file import SourceFile

_LISTS: Final = ("states", "codes", "covered", "denied", "places")
_COLUMNS: Final = ("policy", "national", "payer_id", *_LISTS, "youngest", "oldest", "units_per_day", "start", "end")
_DIAGNOSIS: Final = re.compile("[A-Z][0-9A-Z]{2,6}")
_PROCEDURE: Final = re.compile("[0-9A-Z]{5}")
_TWO: Final = re.compile("[0-9A-Z]{2}")


def load_coverage(files: list[SourceFile], request: LoadRequest) -> Draft:
    """The policies of the export, or of the user's list.

    Raises:
        TableError: the files are neither, or a row cannot be parsed.
    """
    if has_articles(files):
        return load_articles(files, request)
    sources, listed = own_rows(files, _COLUMNS, request)
    policies = [_policy(row) for row in listed]
    return own_draft(request, sources, coverage_columns(policies), len(policies))


def _policy(row: OwnRow) -> PolicyRow:
    cells = row.cells
    if not cells["policy"]:
        refuse(row.source, row.line, "policy", "is missing")
    if bool(cells["youngest"]) != bool(cells["oldest"]):
        refuse(row.source, row.line, "youngest, oldest", "give both or neither")
    codes = row.codes("codes", _PROCEDURE, "procedure code")
    if not codes:
        refuse(row.source, row.line, "codes", "must have a procedure code")
    covered = row.codes("covered", _DIAGNOSIS, "ICD-10-CM code")
    form: tuple[Any, ...] = (
        cells["policy"],
        row.choice("national", ("yes", "no")) == "yes",
        bool(covered),
        *row.days(),
        cells["payer_id"] or None,
        row.codes("states", _TWO, "state") or None,
        [],
        [row.number("youngest"), row.number("oldest")] if cells["youngest"] else None,
        row.codes("places", _TWO, "place of service") or None,
        _amount(row, "units_per_day"),
    )
    return PolicyRow(form=form, codes=codes, covered=covered, denied=row.codes("denied", _DIAGNOSIS, "ICD-10-CM code"))


def _amount(row: OwnRow, field: str) -> str | None:
    text = row.cells[field]
    if text and not re.fullmatch(r"[0-9]{1,6}(?:\.[0-9]{1,3})?", text):
        refuse(row.source, row.line, field, f"expected a number, found {text!r}")
    return text or None
