"""Institutional edits with the tables they wait for in hand."""

from collections.abc import Callable
from typing import Any

import pytest

from rules.engine.engine import Judgement
from rules.tables.kind import OpenTable

Say = Callable[..., list[tuple[str, str, str]]]

LAST_YEAR = {
    "service_from": "2025-12-28",
    "service_through": "2025-12-31",
    "institutional.admission_date": "2025-12-28",
}


def test_unknown_revenue_code(say: Say) -> None:
    """A revenue code that is not in the loaded table is rejected, and the message names it."""
    found = say("IN103", "inpatient-stay", {"service_lines[1].revenue_code": "0258"})
    message = "Revenue code 0258 is not in the revenue code table in force on 2026-10-12."
    assert found == [("service_lines[1].revenue_code", "REJECT", message)]


def test_revenue_code_of_three_digits(say: Say) -> None:
    """Three digits are looked up with a zero in front."""
    assert say("IN103", "inpatient-stay", {"service_lines[1].revenue_code": "250"}) == []
    assert len(say("IN103", "inpatient-stay", {"service_lines[1].revenue_code": "258"})) == 1


def test_total_line(say: Say) -> None:
    """The line of the total need not be in the table."""
    assert say("IN103", "inpatient-stay", {"service_lines[1].revenue_code": "0001"}) == []


def test_revenue_code_before_the_table(say: Say) -> None:
    """A line on a date that the table does not cover is not held against it."""
    assert say("IN103", "inpatient-stay", {**LAST_YEAR, "service_lines[1].revenue_code": "0258"}) == []


def _surgery(on: str) -> dict[str, Any]:
    return {"service_lines[0].revenue_code": "0360", "service_lines[0].service_from": on, "service_from": on}


def test_revenue_code_needs_procedure(say: Say) -> None:
    """A revenue code that the table flags on the day needs a procedure code."""
    found = say(
        "IN104", "hospital-outpatient-visit", _surgery("2026-07-01"), remove=["service_lines[0].procedure_code"]
    )
    message = "Line 1 has revenue code 0360, which requires a procedure code."
    assert found == [("service_lines[0].procedure_code", "REJECT", message)]


@pytest.mark.parametrize("on", ["2026-06-30", "2025-12-31"])
def test_revenue_code_needs_no_procedure(say: Say, on: str) -> None:
    """A revenue code needs none before the table flags it, nor on a date the table does not cover."""
    gone = ["service_lines[0].procedure_code"]
    assert say("IN104", "hospital-outpatient-visit", _surgery(on), remove=gone) == []


def test_revenue_code_not_flagged(say: Say) -> None:
    """A revenue code that the table does not flag needs no procedure code."""
    assert say("IN104", "hospital-outpatient-visit", {}, remove=["service_lines[0].procedure_code"]) == []


def test_unknown_condition_code(say: Say) -> None:
    """A condition code that is not in the loaded table is a warning; a malformed one is still rejected."""
    found = say("IN115", "inpatient-stay", {"condition_codes": ["09", "ZZ", "Z"]})
    assert [one[:2] for one in found] == [("condition_codes[1]", "WARN"), ("condition_codes[2]", "REJECT")]
    assert found[0][2] == "Condition code ZZ is not in the code table in force on 2026-10-15."
    assert say("IN115", "inpatient-stay", {**LAST_YEAR, "condition_codes": ["ZZ"]}) == []


def test_unknown_occurrence_codes(say: Say) -> None:
    """Occurrence and span codes are looked up each in their own list."""
    found = say(
        "IN116",
        "inpatient-stay",
        {
            "institutional.occurrence_codes": [
                {"code": "11", "date": "2026-10-12"},
                {"code": "74", "date": "2026-10-12"},
            ],
            "institutional.occurrence_spans": [
                {"code": "74", "from": "2026-10-12", "through": "2026-10-13"},
                {"code": "11", "from": "2026-10-12", "through": "2026-10-13"},
            ],
        },
    )
    assert found == [
        (
            "institutional.occurrence_codes[1].code",
            "WARN",
            "The occurrence code 74 is not in the code table in force on 2026-10-15.",
        ),
        (
            "institutional.occurrence_spans[1].code",
            "WARN",
            "The occurrence span code 11 is not in the code table in force on 2026-10-15.",
        ),
    ]


def test_occurrence_before_the_table(say: Say) -> None:
    """A bill that ends on a date that the table does not cover is not held against it."""
    entries = [{"code": "74", "date": "2025-12-28"}]
    assert say("IN116", "inpatient-stay", {**LAST_YEAR, "institutional.occurrence_codes": entries}) == []


def test_unknown_value_code(say: Say) -> None:
    """A value code that is not in the loaded table is a warning."""
    changes = {"institutional.value_codes": [{"code": "80", "amount": "3"}, {"code": "ZZ", "amount": "1"}]}
    message = "Value code ZZ is not in the code table in force on 2026-10-15."
    assert say("IN117", "inpatient-stay", changes) == [("institutional.value_codes[1].code", "WARN", message)]
    assert say("IN117", "inpatient-stay", {**LAST_YEAR, **changes}) == []


@pytest.mark.parametrize("profile", ["medicare", "medicaid", "commercial"])
def test_payer_that_pays_by_drg(say: Say, profile: str) -> None:
    """A stay without a DRG is a warning where the payer's rules say that it pays by DRG."""
    found = say("IN119", "inpatient-stay", {"institutional.drg": None}, profile=profile)
    message = "This payer pays inpatient stays by DRG, but the claim has none."
    assert found == [("institutional.drg", "WARN", message)]


def test_payer_that_does_not_pay_by_drg(say: Say) -> None:
    """No DRG is missing for another payer, an unnamed one, an outpatient, or on a date without rules."""
    without = {"institutional.drg": None}
    assert say("IN119", "inpatient-stay", {**without, "coverages[0].payer_id": "60054"}) == []
    assert say("IN119", "inpatient-stay", without, remove=["coverages[0].payer_id"]) == []
    assert say("IN119", "inpatient-stay", without, remove=["coverages"]) == []
    assert say("IN119", "hospital-outpatient-visit", without) == []
    assert say("IN119", "inpatient-stay", {**LAST_YEAR, **without}) == []


@pytest.mark.parametrize("edit", ["IN103", "IN104", "IN115", "IN116", "IN117"])
def test_checked_in_full(edit: str, judge: Callable[..., Judgement], small_tables: list[OpenTable]) -> None:
    """With its table loaded an edit is not listed as not checked; without it, it is."""
    changes = {
        "condition_codes": ["09"],
        "institutional.occurrence_codes": [{"code": "11", "date": "2026-10-12"}],
    }
    for tables, listed in ((small_tables, False), ([], True)):
        judgement = judge("hospital-outpatient-visit", changes, with_tables=tables)
        assert any(edit in entry.edits for entry in judgement.not_checked) == listed
