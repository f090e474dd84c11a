"""One change of a clean encounter gives exactly one finding of the edit, and those that its page says it brings."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from rules.catalog import load_catalogue
from rules.edit import Edit
from rules.engine.engine import Judgement
from rules.repairs.repair_event import repair_event
from rules.tables.kind import OpenTable
from schemas.form_path import set_at
from schemas.json_form import parse_json, read_encounter
from schemas.samples import sample_text
from tests.edits.knowing_tables import tables_that_know
from tests.edits.toy_tables import toy_tables

Judge = Callable[..., Judgement]
NEVER_BOTH_SILENT = {"NC102": {"NC103"}, "NC103": {"NC102"}}
"""A pair of codes either needs a modifier or is passed by one: one of the two always speaks."""
NOT_WITH_ITS_TABLE = frozenset(("HC108",))
"""Where the table is loaded another edit decides, so that a table which knows the code leaves nothing to find."""


def _changes(edit: Edit, value: Any) -> dict[str, Any]:
    return {**edit.example.given, edit.example.field: value}


def _judged(edit: Edit, value: Any, judge: Judge, tables: Sequence[OpenTable]) -> Judgement:
    example = edit.example
    return judge(
        example.base,
        _changes(edit, value),
        profile=example.profile,
        with_tables=tables,
        repairs=example.repairs,
    )


def _said(judgement: Judgement) -> list[str]:
    return [*(finding.edit for finding in judgement.findings), *judgement.shadow]


def _all_tables(edit: Edit, value: Any) -> list[OpenTable]:
    """Tables of every kind: what the example says, and where it says nothing all codes of the event."""
    form = parse_json(sample_text(edit.example.base))
    for path, new in _changes(edit, value).items():
        set_at(form, path, new)
    return tables_that_know(repair_event(read_encounter(form), {}).event, edit.example.tables)


@pytest.mark.parametrize("edit", [pytest.param(edit, id=edit.code) for edit in load_catalogue().values()])
def test_mutation(edit: Edit, judge: Judge) -> None:
    """The example fires once and brings only what is declared; before the change nothing is found at all.

    It is the same where tables of every kind are loaded, and then nothing is left unchecked.
    """
    _check(edit, judge, lambda value: toy_tables(edit.example.tables))
    if edit.code not in NOT_WITH_ITS_TABLE:
        after = _check(edit, judge, lambda value: _all_tables(edit, value))
        assert not any(edit.code in entry.edits for entry in after.not_checked)


def _check(edit: Edit, judge: Judge, tables_for: Callable[[Any], Sequence[OpenTable]]) -> Judgement:
    silent, fires = edit.example.silent, edit.example.fires
    before = _said(_judged(edit, silent, judge, tables_for(silent)))
    assert set(before) <= NEVER_BOTH_SILENT.get(edit.code, set())
    after = _judged(edit, fires, judge, tables_for(fires))
    assert _said(after).count(edit.code) == 1
    assert set(_said(after)) - {edit.code} <= set(edit.related)
    return after


def test_related_edits_exist() -> None:
    """What an edit declares as related is an edit that exists, and never itself."""
    known = set(load_catalogue())
    for edit in load_catalogue().values():
        assert set(edit.related) <= known - {edit.code}, edit.code
