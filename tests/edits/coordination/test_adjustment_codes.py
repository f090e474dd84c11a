"""CB107 and CB108 against a small dated list of reason and remark codes."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from rules.engine.engine import Judgement
from tests.edits.toy_tables import toy_table

CODES = toy_table(
    "adjustment_codes",
    [
        {"reason": "45"},
        {"reason": "B17", "end": "2026-11-04"},
        {"remark": "MA18"},
        {"remark": "M99", "end": "2026-11-04"},
    ],
    covered=(dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
)
"""One reason and one remark in force, and one of each that ended."""


def _said(judge: Callable[..., Judgement], edit: str, changes: dict[str, Any]) -> list[tuple[str, str]]:
    second = {"payer_id": "00621", "filing_indicator": "BL", "member_id": "B1", "relationship": "SELF"}
    changes = {"billed_coverage": 1, "coverages[1]": second, **changes}
    judgement = judge("office-visit", changes, as_of=dt.date(2027, 2, 1), with_tables=[CODES])
    assert not any(edit in entry.edits for entry in judgement.not_checked)
    return [(finding.field, finding.severity) for finding in judgement.findings if finding.edit == edit]


def _decision(on: str | None, *reasons: str, remarks: tuple[str, ...] = ()) -> dict[str, Any]:
    adjustments = [{"group": "CO", "reason": reason, "amount": "1.00"} for reason in reasons]
    return {"adjudicated_on": on, "paid": "1.00", "adjustments": adjustments, "remark_codes": list(remarks)}


@pytest.mark.parametrize(("day", "fires"), [("2026-11-04", False), ("2026-11-05", True)])
def test_reason_on_the_day_of_the_decision(judge: Callable[..., Judgement], day: str, fires: bool) -> None:
    """A reason that ended before the adjudication is a warning; on its last day it is in force."""
    said = _said(judge, "CB107", {"coverages[0].adjudication": _decision(day, "45", "B17")})
    assert said == ([("coverages[0].adjudication.adjustments[1].reason", "WARN")] if fires else [])


@pytest.mark.parametrize(("day", "fires"), [("2026-11-04", False), ("2026-11-05", True)])
def test_remark_on_the_day_of_the_decision(judge: Callable[..., Judgement], day: str, fires: bool) -> None:
    """A remark that ended before the adjudication is a warning; on its last day it is in force."""
    said = _said(judge, "CB108", {"coverages[0].adjudication": _decision(day, remarks=("MA18", "M99"))})
    assert said == ([("coverages[0].adjudication.remark_codes[1]", "WARN")] if fires else [])


def test_line_without_a_day_has_the_claims(judge: Callable[..., Judgement]) -> None:
    """A line's adjustment is checked on its own adjudication date, else on the payer's."""
    entry = {"coverage": 0, "paid": "1.00", "adjustments": [{"group": "CO", "reason": "B17", "amount": "1.00"}]}
    changes = {
        "coverages[0].adjudication": _decision("2026-11-05"),
        "service_lines[0].adjudications": [entry],
        "service_lines[1].adjudications": [{**entry, "adjudicated_on": "2026-11-04"}],
    }
    assert _said(judge, "CB107", changes) == [("service_lines[0].adjudications[0].adjustments[0].reason", "WARN")]


def test_a_day_that_the_list_does_not_cover(judge: Callable[..., Judgement]) -> None:
    """Without an adjudication date, or after the list's last release, only the format is checked."""
    for day in (None, "2027-01-01"):
        changes = {"coverages[0].adjudication": _decision(day, "B17", "XXX", remarks=("M99", "X"))}
        assert _said(judge, "CB107", changes) == [("coverages[0].adjudication.adjustments[1].reason", "REJECT")]
        assert _said(judge, "CB108", changes) == [("coverages[0].adjudication.remark_codes[1]", "WARN")]
