"""Where a payer's own rules are loaded, a service on its list needs an authorization number."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from rules.engine.engine import Judgement
from schemas.finding import Finding

LINE_NUMBER = "service_lines[0].prior_authorization_number"


@dataclass(frozen=True)
class ImagingRules:
    """Rules of one payer: an image of the brain needs authorization outside the emergency room, from 2026 on."""

    name: str = "payer_rules"
    release: str = "2026"
    in_force_from: date = date(2020, 1, 1)
    in_force_through: date = date.max
    rows: int = 1

    def covers(self, on: date) -> bool:
        """Every date of the table."""
        return on >= self.in_force_from

    def needs_authorization(self, payer_id: str, code: str, place: str | None, on: date) -> bool:
        """One code of one payer, in every place but 23, from 2026 on."""
        return (payer_id, code) == ("60054", "70553") and place != "23" and on >= date(2026, 1, 1)


def _own(judgement: Judgement) -> list[Finding]:
    return [finding for finding in judgement.findings if finding.edit == "CV108"]


def test_listed_service(judge: Callable[..., Judgement]) -> None:
    """A listed service without an authorization number is a warning, with the payer to be asked."""
    judgement = judge("office-visit", {"service_lines[0].procedure_code": "70553"}, with_tables=[ImagingRules()])
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
    assert not _own(judge("office-visit", changes, with_tables=[ImagingRules()]))


def test_blank_number(judge: Callable[..., Judgement]) -> None:
    """A blank authorization number is as good as none."""
    changes = {"service_lines[0].procedure_code": "70553", LINE_NUMBER: " ", "prior_authorization_number": ""}
    assert _own(judge("office-visit", changes, with_tables=[ImagingRules()]))


def test_other_promise(judge: Callable[..., Judgement]) -> None:
    """A table of that name that says nothing of authorizations is not asked."""

    class FilingDays:
        name, release, rows = "payer_rules", "2026", 1
        in_force_from, in_force_through = date(2020, 1, 1), date.max

        def covers(self, on: date) -> bool:
            return True

    assert not _own(judge("office-visit", {"service_lines[0].procedure_code": "70553"}, with_tables=[FilingDays()]))
