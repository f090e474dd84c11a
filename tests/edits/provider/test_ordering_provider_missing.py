"""PV107 against a small list of laboratory tests."""

import datetime as dt
from collections.abc import Callable

import pytest

from rules.engine.engine import Judgement
from schemas.finding import Finding
from tests.edits.toy_tables import toy_table

TESTS = toy_table(
    "clia_tests",
    [{"code": "80053", "start": "2026-11-02"}],
    covered=(dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
)
"""One laboratory test, which requires a certificate from November 2026."""


def _judged(judge: Callable[..., Judgement], changes: dict[str, object]) -> tuple[list[Finding], bool]:
    judgement = judge("office-visit", changes, with_tables=[TESTS])
    said = [finding for finding in judgement.findings if finding.edit == "PV107"]
    return said, any("PV107" in entry.edits for entry in judgement.not_checked)


@pytest.mark.parametrize(("indicator", "severity"), [("CI", "NOTICE"), ("MB", "WARN"), ("MC", "WARN")])
def test_laboratory(indicator: str, severity: str, judge: Callable[..., Judgement]) -> None:
    """A laboratory test without an ordering provider is reported on its line, with the payer class's severity."""
    changes = {"service_lines[1].procedure_code": "80053", "coverages[0].filing_indicator": indicator}
    (finding,), unchecked = _judged(judge, {**changes})
    assert (finding.field, finding.severity) == ("service_lines[1].ordering_provider.npi", severity)
    assert (finding.line_number, unchecked) == (2, False)
    assert "laboratory test" in finding.message


@pytest.mark.parametrize("field", ["ordering_provider.npi", "service_lines[1].referring_provider.npi"])
def test_ordered(field: str, judge: Callable[..., Judgement]) -> None:
    """A laboratory test with an ordering or referring NPI is silent."""
    assert _judged(judge, {"service_lines[1].procedure_code": "80053", field: "1306172846"}) == ([], False)


def test_no_test(judge: Callable[..., Judgement]) -> None:
    """A code that is not on the list is silent."""
    assert _judged(judge, {}) == ([], False)


def test_before_the_list(judge: Callable[..., Judgement]) -> None:
    """The line's date decides whether its code was on the list."""
    changes: dict[str, object] = {"service_from": "2026-11-01", "service_lines[1].service_from": "2026-11-01"}
    assert _judged(judge, {**changes, "service_lines[1].procedure_code": "80053"}) == ([], False)


def test_equipment(judge: Callable[..., Judgement]) -> None:
    """Equipment is reported with and without the list."""
    (finding,), unchecked = _judged(judge, {"service_lines[1].procedure_code": "E0114"})
    assert (finding.field, unchecked) == ("service_lines[1].ordering_provider.npi", False)
