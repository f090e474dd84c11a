"""A secondary claim to Medicare out of balance, as the catalogue works it out (`edits.md` section 5, example 9)."""

from collections.abc import Callable
from typing import Any

import pytest

from rules.engine import Judgement
from schemas.finding import Status

LINE = {
    "line_number": 1,
    "control_number": "OV1001A-1",
    "procedure_code": "99213",
    "service_from": "2026-11-02",
    "units": "1",
    "charge": "100.00",
    "diagnosis_pointers": [1],
}


def _changes(adjusted: str, insurance_type: str | None) -> dict[str, Any]:
    adjustments = [{"group": "CO", "reason": "45", "amount": adjusted}]
    medicare = {
        "payer_id": "00621",
        "payer_name": "Medicare Part B",
        "filing_indicator": "MB",
        "member_id": "1EG4TE5MK73",
        "insurance_type_code": insurance_type,
        "relationship": "SELF",
    }
    return {
        "billed_coverage": 1,
        "coverages[0].adjudication": {"adjudicated_on": "2026-11-04", "paid": "60.00"},
        "coverages[1]": medicare,
        "service_lines": [{**LINE, "adjudications": [{"coverage": 0, "paid": "60.00", "adjustments": adjustments}]}],
        "total_charge": "100.00",
    }


def test_out_of_balance_and_without_a_type(judge: Callable[..., Judgement]) -> None:
    """The line that does not add up and the missing insurance type are rejected, and nothing else is said."""
    findings = judge("office-visit", _changes("30.00", None)).findings
    assert [(one.edit, one.severity, one.field) for one in findings] == [
        ("CB104", "REJECT", "service_lines[0].adjudications[0]"),
        ("CB111", "REJECT", "coverages[1].insurance_type_code"),
    ]
    line, missing = findings
    assert (line.line_number, line.claim_adjustment_reason_code, line.remark_codes) == (1, "16", ("N4",))
    assert line.status == (
        Status(category="A7", code="672", entity=None),
        Status(category="A7", code="710", entity=None),
    )
    assert (missing.claim_adjustment_reason_code, missing.remark_codes) == ("16", ("MA83",))
    assert missing.status == (Status(category="A6", code="578", entity=None),)


@pytest.mark.parametrize("insurance_type", ["12", "47"])
def test_in_balance_and_with_a_type(judge: Callable[..., Judgement], insurance_type: str) -> None:
    """With the whole adjustment and a reason why Medicare is second nothing is said."""
    assert judge("office-visit", _changes("40.00", insurance_type)).findings == ()
