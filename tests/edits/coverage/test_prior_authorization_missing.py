"""With a payer's rules loaded, a service on its list requires an authorization number."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from rules.engine.engine import Judgement
from schemas.finding import Finding
from tests.edits.toy_tables import toy_table

LINE_NUMBER = "service_lines[0].prior_authorization_number"


RULES = toy_table(
    "payer_rules",
    [{"payer_id": "60054", "code": "70553", "place": "11", "start": "2026-01-01"}],
    covered=(date(2020, 1, 1), date.max),
)
"""Rules of one payer: brain imaging in the office requires authorization from 2026."""


def _own(judgement: Judgement) -> list[Finding]:
    return [finding for finding in judgement.findings if finding.edit == "CV108"]


def test_listed_service(judge: Callable[..., Judgement]) -> None:
    """A listed service without an authorization number is a warning whose action is to contact the payer."""
    judgement = judge("office-visit", {"service_lines[0].procedure_code": "70553"}, with_tables=[RULES])
    (finding,) = _own(judgement)
    assert (finding.field, finding.line_number, finding.severity) == (LINE_NUMBER, 1, "WARN")
    assert (finding.claim_adjustment_reason_code, finding.remark_codes) == ("197", ("M62",))
    assert [(one.category, one.code, one.entity) for one in finding.status] == [("A6", "252", "PR")]
    assert finding.action == "CONTACT_PAYER"
    assert all("CV108" not in entry.edits for entry in judgement.not_checked)


@pytest.mark.parametrize(
    "changes",
    [
        {LINE_NUMBER: "AUTH-1"},
        {"prior_authorization_number": "AUTH-1"},
        {"place_of_service": "23"},
        {"service_lines[0].procedure_code": "99213"},
        {"service_lines[0].service_from": "2025-12-31"},
        {"coverages[0].payer_id": "60055"},
        {"coverages[0].payer_id": " "},
        {"coverages": []},
        {"frequency_code": "8"},
    ],
)
def test_nothing_to_say(judge: Callable[..., Judgement], changes: dict[str, Any]) -> None:
    """A number on line or claim, another place, code, date or payer, no payer, and a void claim are silent."""
    changes = {"service_lines[0].procedure_code": "70553", **changes}
    assert not _own(judge("office-visit", changes, with_tables=[RULES]))


def test_blank_number(judge: Callable[..., Judgement]) -> None:
    """A blank authorization number counts as missing."""
    changes = {"service_lines[0].procedure_code": "70553", LINE_NUMBER: " ", "prior_authorization_number": ""}
    assert _own(judge("office-visit", changes, with_tables=[RULES]))


def test_other_rules(judge: Callable[..., Judgement]) -> None:
    """Payer rules without authorizations require none."""
    rules = toy_table("payer_rules", [{"payer_id": "60054", "filing_days": 90}])
    assert not _own(judge("office-visit", {"service_lines[0].procedure_code": "70553"}, with_tables=[rules]))
