"""What a finding prints leads back to its edit: the path, the codes, and the element of the 837."""

from collections.abc import Callable

import pytest

from rules.catalog import load_catalogue
from rules.edit import Edit
from rules.engine.engine import Judgement
from rules.find.find_edits import find_edits
from rules.find.query import Query, make_query
from schemas.finding import Finding
from schemas.interchange.x12_place import x12_places_of
from tests.edits.toy_tables import toy_tables
from tests.support.about import about


def _finds(query: Query, edit: Edit) -> bool:
    return edit in find_edits(query).edits


def _finding(edit: Edit, judge: Callable[..., Judgement]) -> Finding | None:
    """The finding on the edit's own example; None if the edit is in shadow."""
    example = edit.example
    judgement = judge(
        example.base,
        {**example.given, example.field: example.fires},
        profile=example.profile,
        with_tables=toy_tables(example.tables),
        repairs=example.repairs,
    )
    return next((one for one in judgement.findings if one.edit == edit.code), None)


@pytest.mark.slow
def test_every_edit_is_found(judge: Callable[..., Judgement]) -> None:
    """The path and codes of its finding, and an element of its field, find the edit."""
    for edit in load_catalogue().values():
        if edit.looks_at:
            with about(edit.code):
                finding = _finding(edit, judge)
                if finding is None:
                    assert edit.state == "shadow"
                else:
                    _check(edit, finding)


def _check(edit: Edit, finding: Finding) -> None:
    assert _finds(make_query(path=finding.field), edit), finding.field
    assert finding.field == "coverages" or _finds(make_query(words=finding.field), edit), finding.field
    if finding.claim_adjustment_reason_code is not None:
        assert _finds(make_query(carc=f"CO-{finding.claim_adjustment_reason_code}"), edit)
    for remark in finding.remark_codes:
        assert _finds(make_query(rarc=remark), edit)
    for status in finding.status:
        text = ":".join(part for part in (status.category, status.code, status.entity) if part)
        assert _finds(make_query(status=text), edit)
    places = x12_places_of(finding.field)
    assert not places or any(_finds(make_query(x12=f"{one.loop} {one.positions[0]}"), edit) for one in places)
