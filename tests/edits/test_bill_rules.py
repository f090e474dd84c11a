"""What the families BT and BN have in common: they say what a payer asks for before it pays."""

from collections.abc import Iterator

from rules.catalog import load_catalogue
from rules.edit import Edit
from rules.pages.edit_page import edit_page


def _bill_rules() -> Iterator[Edit]:
    for edit in load_catalogue().values():
        if edit.family in ("BT", "BN"):
            yield edit


def test_encounter_data_are_not_rejected() -> None:
    """An edit that rejects warns at most on claims that only report services."""
    for edit in _bill_rules():
        levels = (edit.severity.medicare, edit.severity.medicaid, edit.severity.commercial)
        assert ("REJECT" in levels) == (edit.reporting_mark == "WARN"), edit.code


def test_waivable_and_not_on_voids() -> None:
    """They can be waived, and ask nothing of a void."""
    for edit in _bill_rules():
        assert edit.waivable, edit.code
        assert not edit.on_void, edit.code


def test_shadow_is_said() -> None:
    """An edit whose rule was not read is in shadow, and its page says so."""
    for edit in _bill_rules():
        references = " ".join(each.text for each in edit.references).lower()
        assert ("shadow" in references) == (edit.state == "shadow"), edit.code
        assert f"| state | {edit.state}, since catalog 2" in edit_page(edit, {}), edit.code
