"""PS104 with a small telehealth list in hand, for none is shipped."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from rules.engine.engine import Judgement
from tests.edits.toy_tables import toy_table

LISTS = toy_table(
    "telehealth",
    [{"code": "99213"}, {"code": "93000", "start": "2025-01-01", "end": "2025-12-31"}],
    covered=(dt.date(2024, 1, 1), dt.date(2026, 12, 31)),
)
"""99213 is on the list of every year, 93000 on that of 2025 alone."""

Judge = Callable[..., Judgement]


def _found(judge: Judge, changes: dict[str, Any], profile: str) -> list[tuple[str, str]]:
    judgement = judge("office-visit", changes, profile=profile, with_tables=[LISTS])
    assert not any("PS104" in entry.edits for entry in judgement.not_checked)
    return [(finding.field, finding.severity) for finding in judgement.findings if finding.edit == "PS104"]


@pytest.mark.parametrize("place", ["02", "10"])
@pytest.mark.parametrize(
    ("profile", "severity"), [("medicare", "WARN"), ("medicaid", "NOTICE"), ("commercial", "NOTICE")]
)
def test_place_says_telehealth(judge: Judge, place: str, profile: str, severity: str) -> None:
    """At a telehealth place the line whose code is not listed is found, and the listed one is not."""
    assert _found(judge, {"place_of_service": place}, profile) == [("service_lines[1].procedure_code", severity)]


@pytest.mark.parametrize("modifier", ["93", "95", "GT", "GQ", "FQ"])
def test_modifier_says_telehealth(judge: Judge, modifier: str) -> None:
    """Each telehealth modifier makes a line a telehealth line."""
    found = _found(judge, {"service_lines[1].modifiers": ["25", modifier]}, "medicare")
    assert found == [("service_lines[1].procedure_code", "WARN")]


def test_visit_in_person(judge: Judge) -> None:
    """A code that is not listed is no matter where nothing says telehealth."""
    assert _found(judge, {"service_lines[1].modifiers": ["25"]}, "strict") == []


def test_list_of_the_year(judge: Judge) -> None:
    """The list of the year of service decides, not that of another year."""
    changes = {"place_of_service": "10", "service_lines[1].service_from": "2025-12-31"}
    assert _found(judge, changes, "strict") == []


def test_line_before_the_list(judge: Judge) -> None:
    """A line on a date that the list does not cover is not found."""
    changes = {"place_of_service": "10", "service_lines[1].service_from": "2023-12-31"}
    assert _found(judge, changes, "strict") == []


def test_codes(judge: Judge) -> None:
    """The finding carries the codes of the catalogue."""
    judgement = judge("office-visit", {"place_of_service": "02"}, with_tables=[LISTS])
    (finding,) = [one for one in judgement.findings if one.edit == "PS104"]
    assert (finding.claim_adjustment_reason_code, finding.remark_codes) == ("96", ("N776",))
    assert [(one.category, one.code, one.entity) for one in finding.status] == [("A7", "454", None)]
    assert finding.message == "93000 is billed as telehealth but is not on the telehealth list of 2026."
