"""A list may be as long as the claim form allows; one more entry is rejected."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from rules.engine.engine import Judgement
from schemas.finding import Finding

PROFESSIONAL, INSTITUTIONAL = "office-visit", "hospital-outpatient-visit"
COVERAGE = {"relationship": "SELF"}
ATTACHMENT = {"report_type": "OZ", "transmission_code": "AA"}
DECISION = {"coverage": 0, "paid": "0.00"}
LINE = {"revenue_code": "0250", "units": "1", "charge": "1.00"}
TOTAL_LINE = {"revenue_code": "0001", "units": "1", "charge": "1.00"}
SPAN = {"code": "71", "from": "2026-10-01", "through": "2026-10-02"}
DETAILS = "institutional."
LISTS: Sequence[tuple[str, str, Any, int, str, str]] = (
    (PROFESSIONAL, "service_lines", LINE, 50, "N61", "121"),
    (INSTITUTIONAL, "service_lines", LINE, 999, "N61", "121"),
    (PROFESSIONAL, "diagnoses", {"code": "I10", "role": "OTHER"}, 12, "M76", "255"),
    (INSTITUTIONAL, "diagnoses", {"code": "I10", "role": "OTHER"}, 24, "M76", "255"),
    (INSTITUTIONAL, "diagnoses", {"code": "V00131A", "role": "EXTERNAL_CAUSE"}, 12, "M76", "255"),
    ("inpatient-stay", "procedures", {"code": "0BH17EZ", "date": "2026-10-13"}, 25, "M67", "490"),
    (INSTITUTIONAL, "condition_codes", "09", 24, "M44", "460"),
    (INSTITUTIONAL, f"{DETAILS}occurrence_codes", {"code": "11", "date": "2026-10-01"}, 24, "M45", "719"),
    (INSTITUTIONAL, f"{DETAILS}occurrence_spans", SPAN, 24, "M46", "721"),
    (INSTITUTIONAL, f"{DETAILS}value_codes", {"code": "80", "amount": "3.00"}, 24, "M49", "725"),
    (PROFESSIONAL, "coverages", COVERAGE, 11, "MA130", "481"),
    (INSTITUTIONAL, "attachments", ATTACHMENT, 10, "MA130", "481"),
    (PROFESSIONAL, "service_lines[0].adjudications", DECISION, 15, "MA130", "481"),
)


def _own(judgement: Judgement) -> list[Finding]:
    return [finding for finding in judgement.findings if finding.edit == "EV106"]


@pytest.mark.parametrize(("base", "path", "entry", "limit", "remark", "status"), LISTS)
def test_one_entry_too_many(
    judge: Callable[..., Judgement], base: str, path: str, entry: Any, limit: int, remark: str, status: str
) -> None:
    """As many entries as the form allows pass, and one more is rejected with the codes of its list."""
    assert not _own(judge(base, {path: [entry] * limit}))
    (finding,) = _own(judge(base, {path: [entry] * (limit + 1)}))
    assert (finding.field, finding.severity, finding.remark_codes) == (path, "REJECT", (remark,))
    assert [(one.category, one.code) for one in finding.status] == [("A7", status)]


def test_total_line_does_not_count(judge: Callable[..., Judgement]) -> None:
    """The total line does not count as a line."""
    assert not _own(judge(INSTITUTIONAL, {"service_lines": [*[LINE] * 999, TOTAL_LINE]}))


def test_condition_codes_of_a_professional_claim(judge: Callable[..., Judgement]) -> None:
    """The limit on condition codes is for institutional claims only."""
    assert not _own(judge(PROFESSIONAL, {"condition_codes": ["09"] * 25}))
