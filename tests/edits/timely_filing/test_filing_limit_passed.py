"""TF101 against a payer's own filing limit."""

import datetime as dt
from collections.abc import Callable, Mapping

import pytest

from rules.engine.engine import Judgement
from schemas.finding import Finding
from tests.edits.toy_tables import toy_table

LINE = "service_lines[0].service_from"


LIMITS = toy_table(
    "payer_rules",
    [{"payer_id": "60054", "filing_days": 90}],
    covered=(dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
)
"""One payer that allows ninety days, for services of 2026."""


def _said(judge: Callable[..., Judgement], changes: Mapping[str, object], **more: object) -> list[Finding]:
    judgement = judge("office-visit", changes, remove=["service_lines[1]"], with_tables=[LIMITS], **more)
    return [finding for finding in judgement.findings if finding.edit == "TF101"]


@pytest.mark.parametrize("indicator", ["CI", "MC"])
@pytest.mark.parametrize(("as_of", "fires"), [(dt.date(2027, 2, 3), False), (dt.date(2027, 2, 4), True)])
def test_own_limit(indicator: str, as_of: dt.date, fires: bool, judge: Callable[..., Judgement]) -> None:
    """A payer's own limit, with the days of grace, comes before the usual one of its column."""
    said = _said(judge, {"coverages[0].filing_indicator": indicator}, as_of=as_of)
    assert [(one.field, one.severity) for one in said] == ([(LINE, "WARN")] if fires else [])


def test_strict(judge: Callable[..., Judgement]) -> None:
    """The payer's own limit is known for certain, so that it holds where all is strict too."""
    assert [one.severity for one in _said(judge, {}, as_of=dt.date(2027, 2, 4), profile="strict")] == ["REJECT"]


@pytest.mark.parametrize("payer", ["99999", " ", None])
def test_other_payer(payer: str | None, judge: Callable[..., Judgement]) -> None:
    """A payer whose limit is not known, or that has no id, has the usual one."""
    assert not _said(judge, {"coverages[0].payer_id": payer}, as_of=dt.date(2027, 5, 4))
    assert _said(judge, {"coverages[0].payer_id": payer}, as_of=dt.date(2027, 5, 5))


def test_medicare(judge: Callable[..., Judgement]) -> None:
    """Medicare's year is the law's, whatever the payer's table says."""
    assert not _said(judge, {"coverages[0].filing_indicator": "MB"}, as_of=dt.date(2027, 11, 5))


def test_not_covered(judge: Callable[..., Judgement]) -> None:
    """Rules that do not reach the day of the service leave the usual limit, and nothing is listed as not checked."""
    changes = {"service_from": "2027-01-04", "service_through": "2027-01-04", LINE: "2027-01-04"}
    assert not _said(judge, changes, as_of=dt.date(2027, 7, 6))
    judgement = judge("office-visit", changes, with_tables=[LIMITS], as_of=dt.date(2027, 7, 7))
    assert any(finding.edit == "TF101" for finding in judgement.findings)
    assert not any("TF101" in entry.edits for entry in judgement.not_checked)
