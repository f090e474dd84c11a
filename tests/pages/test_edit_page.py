"""The page of an edit says what its rule rests on, and which bills it runs on."""

from dataclasses import replace
from typing import Any

from rules.catalog import load_catalogue
from rules.edit import Edit, Reference, Suppression
from rules.lists.dated_list import dated_list
from rules.pages.edit_page import edit_page


def _page(**changes: Any) -> str:
    edit: Edit = next(iter(load_catalogue().values()))
    return edit_page(replace(edit, **changes), {})


def test_what_the_rule_rests_on() -> None:
    """Basis, what it was compared with, and the published texts with their addresses are on the page."""
    references = (Reference(text="Manual ch. 1 says so", address="https://example.test/a"), Reference(text="A notice"))
    page = _page(basis="manual", verified="an engine, 5,000 claims", references=references)
    assert "| basis | manual |" in page
    assert "| verified | an engine, 5,000 claims |" in page
    assert "## Published rules" in page
    assert "* [Manual ch. 1 says so](https://example.test/a)\n* A notice" in page


def test_nothing_is_made_up() -> None:
    """An edit that was compared with nothing says so, and one without references has no list of them."""
    page = _page(basis=None, verified=None, references=())
    assert "| verified | not compared with an engine or claims |" in page
    assert "basis" not in page
    assert "## Published rules" not in page


def test_which_bills_it_runs_on() -> None:
    """Types of bill, notices, denial bills and the severity on encounter data are on the page."""
    page = _page(
        bill_types=dated_list("hospice_bills"),
        on_void=False,
        on_notice=True,
        on_denial_bill=False,
        reporting_mark="WARN",
    )
    assert "type of bill 81x 82x; notices too; not denial bills |" in page
    assert "| purpose REPORTING | WARN at most |" in page


def test_suppressed_families() -> None:
    """A cause that suppresses whole families names them."""
    edit = next(iter(load_catalogue().values()))
    case = next(iter(edit.cases.values()))
    suppression = Suppression(families=("BT", "BN"), looking_at="service_lines")
    page = _page(cases={"default": replace(case, suppresses=(suppression,))})
    assert "| suppresses | edits of BT and BN, those that look at service_lines |" in page
