"""PV117 against a small deactivation file."""

import datetime as dt
from collections.abc import Callable, Mapping

import pytest

from rules.engine.engine import Judgement
from rules.texts.parties import PROVIDER_CODES, PartyCodes
from schemas.finding import Finding, Status
from tests.edits.toy_tables import toy_table

GONE = "1306172846"
DEACTIVATIONS = toy_table(
    "npi_deactivated",
    [{"npi": GONE, "start": "2026-11-02", "end": "2026-11-30"}, {"npi": "1229629634"}],
    covered=(dt.date(2026, 1, 1), dt.date.max),
)
"""One NPI that was inactive for some weeks, and a malformed one."""


def _said(judge: Callable[..., Judgement], base: str, changes: Mapping[str, object]) -> list[Finding]:
    judgement = judge(base, changes, with_tables=[DEACTIVATIONS])
    assert not any("PV117" in entry.edits for entry in judgement.not_checked)
    return [finding for finding in judgement.findings if finding.edit == "PV117"]


@pytest.mark.parametrize(("role", "codes"), list(PROVIDER_CODES.items()))
def test_each_role(role: str, codes: PartyCodes, judge: Callable[..., Judgement]) -> None:
    """An NPI inactive on the date of service is a warning with the codes of the provider's role."""
    path = "service_facility" if role == "service_facility" else f"{role}_provider"
    (finding,) = _said(judge, "office-visit", {f"{path}.npi": GONE})
    assert (finding.field, finding.severity) == (f"{path}.npi", "WARN")
    assert finding.claim_adjustment_reason_code == "208"
    assert finding.remark_codes == (codes.identifier,)
    assert finding.status == (Status(category="A7", code="562", entity=codes.entity),)


@pytest.mark.parametrize(
    ("first_day", "fires"), [("2026-11-01", False), ("2026-11-02", True), ("2026-11-30", True), ("2026-12-01", False)]
)
def test_first_day(first_day: str, fires: bool, judge: Callable[..., Judgement]) -> None:
    """The claim's from date decides: an NPI is silent before its deactivation and from its reactivation."""
    dates = {"service_from": first_day, "service_through": "2026-12-02", "attending_provider.npi": GONE}
    assert bool(_said(judge, "hospital-outpatient-visit", dates)) == fires


def test_line(judge: Callable[..., Judgement]) -> None:
    """On a line, the line's from date decides."""
    changes = {
        "service_from": "2026-11-01",
        "service_lines[0].service_from": "2026-11-01",
        "service_lines[0].rendering_provider.npi": GONE,
        "service_lines[1].rendering_provider.npi": GONE,
    }
    (finding,) = _said(judge, "office-visit", changes)
    assert (finding.field, finding.line_number) == ("service_lines[1].rendering_provider.npi", 2)


@pytest.mark.parametrize("npi", ["1229629633", " ", None])
def test_others(npi: str | None, judge: Callable[..., Judgement]) -> None:
    """An active, a blank and a missing NPI are silent."""
    assert not _said(judge, "office-visit", {"rendering_provider.npi": npi})


def test_malformed(judge: Callable[..., Judgement]) -> None:
    """A malformed NPI is left to PV101, even if the file has it."""
    judgement = judge("office-visit", {"rendering_provider.npi": "1229629634"}, with_tables=[DEACTIVATIONS])
    assert [one.edit for one in judgement.findings if one.field == "rendering_provider.npi"] == ["PV101"]
