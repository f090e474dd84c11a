"""The code system of a diagnosis follows from the date of service, not from the look of the code."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from rules.claim.icd_9 import dotted_icd_9
from rules.engine.engine import Judgement
from schemas.form_path import set_at
from schemas.json_form import parse_json, read_encounter
from schemas.samples import sample_text
from tests.golden.judge_samples import shipped_rulebook
from workers.pipeline.outcome import Ready
from workers.pipeline.process_encounter import check_encounter

Judge = Callable[..., Judgement]
ON = dt.date(2015, 9, 15)


def _visit(*codes: str) -> dict[str, Any]:
    """An office visit in ICD-9-CM that points to its first diagnosis."""
    diagnoses = [{"code": code, "role": "OTHER" if place else "PRINCIPAL"} for place, code in enumerate(codes)]
    lines = {f"service_lines[{line}].{field}": value for line in (0, 1) for field, value in _LINE.items()}
    dates = {"service_from": str(ON), "service_through": str(ON), "occurred_at": "2015-09-25T15:30:00Z"}
    return {**dates, **lines, "diagnoses": diagnoses}


_LINE = {"service_from": str(ON), "diagnosis_pointers": [1]}


@pytest.mark.parametrize("principal", ["V700", "V571", "25000", "4019", "V7389"])
def test_not_judged(principal: str, judge: Judge) -> None:
    """ICD-9-CM codes have no finding, and the claim says that the code table does not cover the date."""
    judgement = judge("office-visit", _visit(principal, "E8849"), profile="strict")
    assert not [finding for finding in judgement.findings if finding.edit.startswith("DX")]
    reasons = {entry.table: entry.reason for entry in judgement.not_checked}
    assert reasons["icd10cm"] == "DATE_NOT_COVERED"


def test_printed() -> None:
    """The claim prints ICD-9-CM codes as ICD-9-CM does, unverified."""
    form = parse_json(sample_text("office-visit"))
    for path, value in _visit("V700", "E8849", "25000", "E800", "486").items():
        set_at(form, path, value)
    outcome = check_encounter(read_encounter(form), shipped_rulebook())
    assert isinstance(outcome, Ready)
    printed = [(one.dotted, one.verified) for one in outcome.claim.diagnoses]
    assert printed == [(code, False) for code in ("V70.0", "E884.9", "250.00", "E800", "486")]
    assert dotted_icd_9("E119") == "E11.9"


def test_home_health_across_the_start(judge: Judge) -> None:
    """A home health claim across the first day of ICD-10-CM is coded in it: the last day counts."""
    changes = {
        "institutional.type_of_bill": "0329",
        "frequency_code": "9",
        "service_from": "2015-09-10",
        "service_through": "2015-11-08",
        "diagnoses": [{"code": "I10", "role": "PRINCIPAL"}],
    }
    said = [finding.edit for finding in judge("hospital-outpatient-visit", changes).findings]
    assert not [edit for edit in said if edit.startswith("DX")]
