"""CV103 in each quarter of the years in which Medicare changed from the old number to the MBI."""

import datetime as dt
from collections.abc import Callable
from typing import Final

import pytest

from rules.engine.engine import Judgement

QUARTERS: Final = [dt.date(year, month, 1) for year in (2018, 2019, 2020) for month in (1, 4, 7, 10)]
MBI: Final = "1EG4TE5MK73"
OLD_NUMBERS: Final = ["123456789A", "123456789B6", "123456789C1", "A123456", "WCA123456", "MA123456789"]
NEITHER: Final = ["12345678A", "1234567890", "123456789ABC", "123456789AAA", "ABCD123456", "A1234567", "123456789", "A"]


def _said(judge: Callable[..., Judgement], number: str, day: dt.date) -> list[str]:
    served = (day - dt.timedelta(days=10)).isoformat()
    changes = {"coverages[0].member_id": number, "service_from": served, "service_through": served}
    findings = judge("hospital-outpatient-visit", changes, as_of=day).findings
    return [finding.severity for finding in findings if finding.edit == "CV103"]


@pytest.mark.parametrize("day", QUARTERS, ids=str)
def test_each_quarter(judge: Callable[..., Judgement], day: dt.date) -> None:
    """Old numbers are accepted to the end of 2019, the MBI from April 2018, and other formats never."""
    assert _said(judge, MBI, day) == ([] if day >= dt.date(2018, 4, 1) else ["WARN"])
    for number in OLD_NUMBERS:
        assert _said(judge, number, day) == ([] if day.year < 2020 else ["REJECT"]), number
    for number in NEITHER:
        assert _said(judge, number, day) == ["REJECT"], number
