"""Laboratory edits with a small list of tests in hand, for none is shipped."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from rules.engine.engine import Judgement
from tests.edits.toy_tables import toy_table

Say = Callable[..., list[tuple[str, str, str]]]


TESTS = toy_table(
    "clia_tests",
    [{"code": "80053"}, {"code": "80053", "waived": True, "start": "2026-07-01"}, {"code": "81002"}],
    covered=(dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
)
"""80053 needs a certificate and is waived with QW from July on; 81002 needs one and is not waived."""


@pytest.fixture
def say(judge: Callable[..., Judgement]) -> Say:
    """A function that judges a test on the second line and returns what an edit says: field, severity, message."""

    def run(edit: str, test: str | None, changes: dict[str, Any], **more: Any) -> list[tuple[str, str, str]]:
        base = more.pop("base", "office-visit")
        changes = {"service_lines[1].procedure_code": test, **changes}
        judgement = judge(base, changes, with_tables=[TESTS], **more)
        assert not any(edit in entry.edits for entry in judgement.not_checked)
        return [(one.field, one.severity, one.message) for one in judgement.findings if one.edit == edit]

    return run


@pytest.mark.parametrize(
    ("profile", "severity"), [("medicare", "REJECT"), ("medicaid", "WARN"), ("commercial", "WARN")]
)
def test_certificate_missing(say: Say, profile: str, severity: str) -> None:
    """A test that needs a certificate and has no CLIA number is found on its line."""
    message = "Test 80053 requires a CLIA number, and neither the line nor the claim has one."
    assert say("LB102", "80053", {}, profile=profile) == [("service_lines[1].clia_number", severity, message)]


def test_blank_certificate(say: Say) -> None:
    """Blank CLIA numbers of line and claim are as good as none."""
    assert len(say("LB102", "80053", {"clia_number": " ", "service_lines[1].clia_number": ""})) == 1


@pytest.mark.parametrize("field", ["clia_number", "service_lines[1].clia_number"])
def test_certificate_given(say: Say, field: str) -> None:
    """A CLIA number on the claim or on the line is enough."""
    assert say("LB102", "80053", {field: "14D1234567"}) == []


def test_certificate_of_another_line(say: Say) -> None:
    """Another line's CLIA number does not serve."""
    assert len(say("LB102", "80053", {"service_lines[0].clia_number": "14D1234567"})) == 1


@pytest.mark.parametrize(
    ("test", "changes"),
    [
        ("80053", {"service_lines[1].modifiers": ["26"]}),
        ("93000", {}),
        (None, {}),
        ("80053", {"service_from": "2025-12-31", "service_lines[1].service_from": "2025-12-31"}),
    ],
)
def test_no_certificate_needed(say: Say, test: str | None, changes: dict[str, Any]) -> None:
    """The interpretation alone, another service, no code, and a day without a list need no CLIA number."""
    assert say("LB102", test, changes) == []


@pytest.mark.parametrize("profile", ["medicare", "medicaid", "commercial"])
def test_not_waived(say: Say, profile: str) -> None:
    """QW on a code that is not in the QW list is a warning on the modifier."""
    found = say("LB103", "81002", {"service_lines[1].modifiers": ["59", "QW"]}, profile=profile)
    message = "Modifier QW is not allowed on 81002: it is not in the QW list on 2026-11-02."
    assert found == [("service_lines[1].modifiers[1]", "WARN", message)]


def test_waived_from_its_day(say: Say) -> None:
    """A code is waived from the day on which it came into the list."""
    for on, findings in (("2026-06-30", 1), ("2026-07-01", 0)):
        changes = {
            "service_from": on,
            "service_lines[1].service_from": on,
            "service_lines[1].modifiers": ["QW"],
        }
        assert len(say("LB103", "80053", changes)) == findings


def test_institutional_line(say: Say) -> None:
    """A line of an institutional claim may not have QW on another code either, but needs no CLIA number here."""
    changes = {"service_lines[1].modifiers": ["QW"]}
    assert len(say("LB103", "81002", changes, base="hospital-outpatient-visit")) == 1
    assert say("LB102", "81002", changes, base="hospital-outpatient-visit") == []


@pytest.mark.parametrize(
    ("test", "changes"),
    [
        ("81002", {}),
        (None, {"service_lines[1].modifiers": ["QW"]}),
        ("no code", {"service_lines[1].modifiers": ["QW"]}),
        (
            "81002",
            {
                "service_from": "2025-12-31",
                "service_lines[1].service_from": "2025-12-31",
                "service_lines[1].modifiers": ["QW"],
            },
        ),
    ],
)
def test_nothing_to_waive(say: Say, test: str | None, changes: dict[str, Any]) -> None:
    """A code without QW, QW without a code, and a day without a list are silent."""
    assert say("LB103", test, changes) == []


@pytest.mark.parametrize(
    ("edit", "codes"),
    [("LB102", ("16", ("MA120",), ("A6", "544", None))), ("LB103", ("4", ("N823",), ("A7", "453", None)))],
)
def test_codes(edit: str, codes: tuple[Any, ...], judge: Callable[..., Judgement]) -> None:
    """The findings carry the codes of the catalogue."""
    changes = {"service_lines[1].procedure_code": "81002", "service_lines[1].modifiers": ["QW"]}
    judgement = judge("office-visit", changes, with_tables=[TESTS])
    (one,) = [finding for finding in judgement.findings if finding.edit == edit]
    (status,) = one.status
    triple = (status.category, status.code, status.entity)
    assert (one.claim_adjustment_reason_code, one.remark_codes, triple) == codes
