"""DX404 with a list of exempt codes, which a user loads."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from rules.engine.engine import Judgement
from tests.edits.toy_tables import toy_table

Judge = Callable[..., Judgement]
MEDICARE, MEDICAID, COMMERCIAL = "medicare", "medicaid", "commercial"


EXEMPT = toy_table(
    "poa_exempt",
    [{"code": "Z7901"}, {"code": "W1830XA"}],
    covered=(dt.date(2025, 10, 1), dt.date(2027, 9, 30)),
)
"""Codes that need no present-on-admission indicator."""


def found(judge: Judge, changes: Mapping[str, Any], **more: Any) -> list[tuple[str, str]]:
    """Where DX404 fires, and how severely, on an inpatient stay with these changes."""
    judgement = judge("inpatient-stay", changes, with_tables=[EXEMPT], **more)
    return [(finding.field, finding.severity) for finding in judgement.findings if finding.edit == "DX404"]


@pytest.mark.parametrize(("profile", "severity"), [(MEDICARE, "WARN"), (MEDICAID, "WARN"), (COMMERCIAL, "NOTICE")])
def test_blank_indicator(judge: Judge, profile: str, severity: str) -> None:
    """A blank on a code that is not exempt is reported at the profile's severity and at the indicator's path."""
    changes = {"diagnoses[0].present_on_admission": " ", "diagnoses[3].present_on_admission": None}
    paths = [f"diagnoses[{index}].present_on_admission" for index in (0, 3)]
    assert found(judge, changes, profile=profile) == [(path, severity) for path in paths]


@pytest.mark.parametrize("profile", [MEDICARE, MEDICAID, COMMERCIAL])
def test_hospital_that_must_report(judge: Judge, profile: str) -> None:
    """The parameter lifts a blank to a rejection for the billing providers that it lists."""
    changes = {"diagnoses[0].present_on_admission": None}
    for npis, severity in ((["1153086420"], "REJECT"), (["1306172846"], "NOTICE" if profile == COMMERCIAL else "WARN")):
        judged = found(judge, changes, profile=profile, parameters={"DX404": {"poa_required_npis": npis}})
        assert judged == [("diagnoses[0].present_on_admission", severity)]


def test_older_exempt_mark_counts_as_blank(judge: Judge) -> None:
    """A 1 on a code that is not exempt is a missing indicator."""
    assert found(judge, {"diagnoses[2].present_on_admission": "1"}) == [("diagnoses[2].present_on_admission", "WARN")]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"diagnoses[2].code": "Z7901", "diagnoses[2].present_on_admission": None},
        {"diagnoses[2]": {"code": "W1830XA", "role": "EXTERNAL_CAUSE"}},
        {"diagnoses[2]": {"code": "E1199", "role": "OTHER"}},
        {"diagnoses[0].present_on_admission": None, "institutional.type_of_bill": "0211"},
    ],
    ids=["all given", "exempt", "exempt external cause", "unknown code", "bill that is not acute"],
)
def test_nothing_missing(judge: Judge, changes: Mapping[str, Any]) -> None:
    """Exempt and unknown codes, admitting diagnoses and other bills need no indicator."""
    assert found(judge, changes) == []


def test_external_cause_that_is_not_exempt(judge: Judge) -> None:
    """An external cause needs the indicator as other diagnoses do."""
    changes = {"diagnoses[2]": {"code": "W1840XA", "role": "EXTERNAL_CAUSE"}}
    assert found(judge, changes) == [("diagnoses[2].present_on_admission", "WARN")]


def test_list_of_other_years(judge: Judge) -> None:
    """Where the list does not cover the discharge, the claim says that the edit was not checked."""
    changes = {"service_from": "2025-09-28", "service_through": "2025-09-30", "diagnoses[0].present_on_admission": None}
    judgement = judge("inpatient-stay", changes, with_tables=[EXEMPT])
    assert not [finding for finding in judgement.findings if finding.edit == "DX404"]
    listed = [(entry.table, entry.reason) for entry in judgement.not_checked if "DX404" in entry.edits]
    assert listed == [("poa_exempt", "DATE_NOT_COVERED")]
