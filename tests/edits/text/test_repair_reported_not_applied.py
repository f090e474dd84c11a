"""A repair set to report gives the sender a notice on the field."""

from collections.abc import Callable

from rules.engine.engine import Judgement
from schemas.finding import Finding

PHONE = {"billing_provider.phone": "312-555-0142"}


def _own(judgement: Judgement) -> list[Finding]:
    return [finding for finding in judgement.findings if finding.edit == "TX110"]


def test_report(judge: Callable[..., Judgement]) -> None:
    """The notice names the repair and the field, never the value."""
    (finding,) = _own(judge("office-visit", PHONE, repairs={"R107": "report"}))
    assert (finding.field, finding.severity, finding.action) == ("billing_provider.phone", "NOTICE", "NONE")
    assert finding.message == "Repair R107 would change this value; the profile leaves it as sent."
    assert (finding.claim_adjustment_reason_code, finding.remark_codes, finding.status) == (None, (), ())


def test_each_repair(judge: Callable[..., Judgement]) -> None:
    """Two reported repairs of one field give two notices, in repair order."""
    found = _own(judge("office-visit", {"diagnoses[1].code": "e11.9"}, repairs={"R102": "report", "R103": "report"}))
    assert [finding.field for finding in found] == ["diagnoses[1].code"] * 2
    assert [finding.message.split()[1] for finding in found] == ["R102", "R103"]


def test_apply_and_off(judge: Callable[..., Judgement]) -> None:
    """A repair that is applied or off, or a value in its standard format, gives no notice."""
    assert not _own(judge("office-visit", PHONE))
    assert not _own(judge("office-visit", PHONE, repairs={"R107": "off"}))
    assert not _own(judge("office-visit", {}, repairs={"R107": "report"}))


def test_void(judge: Callable[..., Judgement]) -> None:
    """A void claim gets the notice too."""
    assert _own(judge("office-visit", {**PHONE, "frequency_code": "8"}, repairs={"R107": "report"}))
