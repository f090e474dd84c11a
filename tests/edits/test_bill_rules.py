"""What the families BT and BN have in common: they say what a payer asks for before it pays."""

import pytest

from rules.catalog import load_catalogue
from rules.edit import Edit
from rules.pages.edit_page import edit_page

BILL_RULES = [pytest.param(edit, id=code) for code, edit in load_catalogue().items() if edit.family in ("BT", "BN")]


@pytest.mark.parametrize("edit", BILL_RULES)
def test_encounter_data_are_not_rejected(edit: Edit) -> None:
    """An edit that rejects warns at most on claims that only report services."""
    levels = (edit.severity.medicare, edit.severity.medicaid, edit.severity.commercial)
    assert ("REJECT" in levels) == (edit.reporting_mark == "WARN")


@pytest.mark.parametrize("edit", BILL_RULES)
def test_waivable_and_not_on_voids(edit: Edit) -> None:
    """They can be waived, and ask nothing of a void."""
    assert edit.waivable
    assert not edit.on_void


@pytest.mark.parametrize("edit", BILL_RULES)
def test_shadow_is_said(edit: Edit) -> None:
    """An edit whose rule was not read is in shadow, and its page says so."""
    assert ("shadow" in " ".join(each.text for each in edit.references).lower()) == (edit.state == "shadow")
    assert f"| state | {edit.state}, since catalog 2" in edit_page(edit, {})
