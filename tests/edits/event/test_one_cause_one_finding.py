"""An edit on an event's dates, lines or codes suppresses the edits that only repeat its cause."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from rules.engine.engine import Judgement

Judge = Callable[..., Judgement]
Changes = Mapping[str, Any]

BACKWARDS: Changes = {"service_through": "2026-10-01"}
OLD: Changes = {"service_from": "2024-10-20", "service_lines[0].service_from": "2024-10-20"}
CLINICAL: Changes = {"diagnoses[0].code": "38341003", "service_lines[0].procedure_code": "185349003"}
ALL_CLINICAL: Changes = {
    **CLINICAL,
    "diagnoses[1].code": "44054006",
    "service_lines[1].procedure_code": "29303009",
}
# (base, changes that make the second edit fire, changes that add the cause, the cause, the edit it suppresses)
PAIRS: tuple[tuple[str, Changes, Changes, str, str], ...] = (
    ("office-visit", {"service_lines[0].service_from": "2026-10-30"}, BACKWARDS, "EV101", "LN106"),
    ("office-visit", {"coverages[0].valid_from": "2026-11-03"}, BACKWARDS, "EV101", "CV106"),
    ("office-visit", OLD, {"service_through": "2024-10-01"}, "EV101", "TF101"),
    ("inpatient-stay", {"institutional.admission_date": "2026-10-16"}, BACKWARDS, "EV101", "IN109"),
    ("inpatient-stay", {"institutional.value_codes": [{"code": "80", "amount": "9"}]}, BACKWARDS, "EV101", "IN114"),
    ("inpatient-stay", {"procedures[0].date": "2026-10-16"}, BACKWARDS, "EV101", "PX104"),
    ("office-visit", OLD, {"service_lines[1].service_through": "2026-12-01"}, "EV102", "TF101"),
    ("office-visit", {"total_charge": "191.00"}, {"service_lines": []}, "EV105", "LN101"),
    (
        "office-visit",
        {"total_charge": "0.00", "service_lines[0].charge": "0.00", "service_lines[1].charge": "0.00"},
        {"service_lines": []},
        "EV105",
        "LN108",
    ),
    ("office-visit", CLINICAL, ALL_CLINICAL, "EV107", "DX101"),
)


def _said(judge: Judge, base: str, changes: Changes) -> set[str]:
    return {finding.edit for finding in judge(base, changes, profile="strict").findings}


@pytest.mark.parametrize(("base", "changes", "cause", "speaks", "silent"), PAIRS)
def test_cause_alone_speaks(
    judge: Judge, base: str, changes: Changes, cause: Changes, speaks: str, silent: str
) -> None:
    """An edit that fires alone is suppressed once the edit on its cause fires."""
    alone = _said(judge, base, changes)
    assert silent in alone
    assert speaks not in alone
    together = _said(judge, base, {**changes, **cause})
    assert speaks in together
    assert silent not in together


def test_future_line_alone(judge: Judge) -> None:
    """A future line is not also reported as outside the claim, but another line outside it still is."""
    changes = {"service_lines[0].service_from": "2027-01-01", "service_lines[1].service_from": "2026-10-30"}
    found = judge("office-visit", changes, profile="strict").findings
    lines = {(finding.edit, finding.line_number) for finding in found if finding.edit in ("EV102", "LN106")}
    assert lines == {("EV102", 1), ("LN106", 2)}
