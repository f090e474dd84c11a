"""PV104 against a small list of taxonomy codes."""

import datetime as dt
from collections.abc import Callable

import pytest

from rules.engine.engine import Judgement
from schemas.finding import Finding
from tests.edits.toy_tables import toy_table

TAXONOMIES = toy_table(
    "nucc",
    [{"code": "207Q00000X"}, {"code": "282N00000X"}, {"code": "208D00000X", "end": "2026-10-31"}],
    covered=(dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
)
"""Three taxonomy codes; one of them ended with October 2026."""


def _judged(judge: Callable[..., Judgement], base: str, changes: dict[str, object]) -> tuple[list[Finding], bool]:
    judgement = judge(base, changes, with_tables=[TAXONOMIES])
    said = [finding for finding in judgement.findings if finding.edit == "PV104"]
    return said, any("PV104" in entry.edits for entry in judgement.not_checked)


@pytest.mark.parametrize("indicator", ["CI", "MB", "MC"])
def test_unknown(indicator: str, judge: Callable[..., Judgement]) -> None:
    """A well-formed code that is not on the list is a warning in every profile, and the message names the code."""
    changes = {"billing_provider.taxonomy_code": "999X00000X", "coverages[0].filing_indicator": indicator}
    (finding,), unchecked = _judged(judge, "office-visit", {**changes})
    assert (finding.field, finding.severity, unchecked) == ("billing_provider.taxonomy_code", "WARN", False)
    assert finding.remark_codes == ("N255",)
    assert finding.message == "Taxonomy code 999X00000X of the billing provider is not in the code set."


def test_rendering(judge: Callable[..., Judgement]) -> None:
    """The rendering provider has a remark code of its own, on a line too."""
    (finding,), _ = _judged(judge, "office-visit", {"service_lines[1].rendering_provider.taxonomy_code": "999X00000X"})
    assert (finding.line_number, finding.remark_codes, finding.severity) == (2, ("N288",), "WARN")


def test_malformed(judge: Callable[..., Judgement]) -> None:
    """A malformed code is rejected with and without the list."""
    (finding,), unchecked = _judged(judge, "office-visit", {"billing_provider.taxonomy_code": "207Q"})
    assert (finding.severity, unchecked) == ("REJECT", False)


def test_known(judge: Callable[..., Judgement]) -> None:
    """A code on the list is silent."""
    assert _judged(judge, "hospital-outpatient-visit", {}) == ([], False)


@pytest.mark.parametrize(("first_day", "fires"), [("2026-10-31", False), ("2026-11-01", True)])
def test_on_one_day(first_day: str, fires: bool, judge: Callable[..., Judgement]) -> None:
    """A code on the list on the claim's from date is silent, even if not on its through date."""
    said, _ = _judged(
        judge, "office-visit", {"service_from": first_day, "billing_provider.taxonomy_code": "208D00000X"}
    )
    assert bool(said) == fires


def test_not_covered(judge: Callable[..., Judgement]) -> None:
    """A list that does not cover the claim's dates gives no finding and is listed as not checked."""
    dates: dict[str, object] = {"service_from": "2027-01-01", "service_through": "2027-01-01"}
    changes = {**dates, "occurred_at": "2027-01-03T00:00:00Z", "billing_provider.taxonomy_code": "999X00000X"}
    assert _judged(judge, "office-visit", changes) == ([], True)
