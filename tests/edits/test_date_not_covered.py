"""A loaded table whose releases do not cover the date of a claim decides nothing, and the claim says so."""

import datetime as dt
from collections.abc import Callable

import pytest

from rules.catalog import load_catalogue
from rules.edit import Edit
from rules.engine.engine import Judgement
from tests.edits.toy_tables import toy_table

BEFORE = (dt.date(2015, 10, 1), dt.date(2020, 12, 31))
"""Dates before those of every sample."""

TABLE_DRIVEN = [pytest.param(edit, id=edit.code) for edit in load_catalogue().values() if edit.example.tables]


@pytest.mark.parametrize("edit", TABLE_DRIVEN)
def test_table_that_ends_before(edit: Edit, judge: Callable[..., Judgement]) -> None:
    """The example that fires is silent where its tables end before it, and the edit is listed with the reason."""
    example = edit.example
    tables = [toy_table(name, rows, covered=BEFORE) for name, rows in example.tables.items()]
    changes = {**example.given, example.field: example.fires}
    judgement = judge(example.base, changes, profile=example.profile, with_tables=tables)
    assert edit.code not in {finding.edit for finding in judgement.findings}
    assert edit.code not in judgement.shadow
    said = {(entry.table, entry.reason) for entry in judgement.not_checked if edit.code in entry.edits}
    expected = {(name, "DATE_NOT_COVERED") for name in example.tables} if edit.state == "enforced" else set()
    assert expected <= said
