"""The terms of the edits about the codes and lines of an institutional bill."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

import pytest

from rules.catalog import load_catalogue
from rules.claim.bill_codes import has_value_codes, is_leave, is_room, is_visit, occurrences, spans, value_codes
from rules.claim.build_claim import build_claim
from rules.claim.facts import ClaimFacts
from rules.load_profiles import load_profiles
from rules.repairs.repair_event import repair_event
from rules.tables.store import open_shipped
from schemas.form_path import set_at
from schemas.json_form import parse_json, read_encounter
from schemas.samples import sample_form

_TABLES = open_shipped()
_PROFILE = load_profiles(load_catalogue()).by_name["medicare"]


def _claim(changes: Mapping[str, Any], base: str = "inpatient-stay") -> ClaimFacts:
    form = sample_form(base)
    for path, new in changes.items():
        set_at(form, path, new)
    event = read_encounter(parse_json(json.dumps(form)))
    repaired = repair_event(event, {})
    return build_claim(repaired, tables=_TABLES, profile=_PROFILE, as_of=dt.date(2026, 11, 5), waivable=frozenset())


def _with_revenue(code: str | None, bill: str = "0111") -> ClaimFacts:
    return _claim({"service_lines[0].revenue_code": code, "institutional.type_of_bill": bill})


@pytest.mark.parametrize(("sent", "read"), [("0420", "0420"), ("420", "0420"), ("1000", "1000"), (None, "")])
def test_revenue_codes_have_four_digits(sent: str | None, read: str) -> None:
    """A revenue code of three digits is read with a leading zero."""
    assert _with_revenue(sent).all_lines[0].revenue == read


@pytest.mark.parametrize("sent", ["0001", "001"])
def test_the_total_is_no_line(sent: str) -> None:
    """Revenue code 0001, or 001, is the line that repeats the total."""
    claim = _with_revenue(sent)
    assert claim.all_lines[0].is_total
    assert len(claim.lines) == len(claim.all_lines) - 1


@pytest.mark.parametrize(
    ("code", "room"),
    [
        *((code, True) for code in ("0100", "0120", "120", "0179", "0200", "0219", "1000", "1006")),
        *((code, False) for code in ("0099", "0180", "0189", "0190", "0199", "0220", "0250", "1007", "10", None)),
    ],
)
def test_room_lines(code: str | None, room: bool) -> None:
    """Room and board is 0100 to 0219 without 018x and 019x, and 1000 to 1006."""
    assert is_room(_with_revenue(code).all_lines[0]) == room


@pytest.mark.parametrize(("code", "leave"), [("0180", True), ("185", True), ("0179", False), ("0190", False)])
def test_leave_lines(code: str, leave: bool) -> None:
    """Leave days are 018x."""
    assert is_leave(_with_revenue(code).all_lines[0]) == leave


@pytest.mark.parametrize(
    ("code", "bill", "visit"),
    [
        *((code, "0811", True) for code in ("0421", "431", "0440", "0551", "0561", "0571")),
        *((code, "0811", False) for code in ("0410", "0450", "0581", "0541", None)),
        ("0581", "0329", True),
    ],
)
def test_visit_lines(code: str | None, bill: str, visit: bool) -> None:
    """Visits are 042x to 044x and 055x to 057x, on home health bills 058x too."""
    claim = _with_revenue(code, bill)
    assert is_visit(claim.all_lines[0], claim) == visit


@pytest.mark.parametrize(
    ("charge", "noncovered", "whole"),
    [("10.00", "10.00", True), ("10.00", "9.99", False), ("0.00", "0.00", False), ("10.00", None, False)],
)
def test_whole_noncovered_lines(charge: str, noncovered: str | None, whole: bool) -> None:
    """A line is noncovered as a whole if all of its charge is, and it has one."""
    claim = _claim({"service_lines[0].charge": charge, "service_lines[0].non_covered_charge": noncovered})
    assert claim.all_lines[0].whole_noncovered == whole


def test_codes_with_their_paths() -> None:
    """Occurrences, spans and value codes are found by code, each with its path."""
    claim = _claim(
        {
            "institutional.occurrence_codes": [
                {"code": "32", "date": "2026-10-12"},
                {"code": "11", "date": "2026-10-12"},
                {"code": "32", "date": "2026-10-13"},
            ],
            "institutional.occurrence_spans": [{"code": "74", "from": "2026-10-13", "through": "2026-10-14"}],
            "institutional.value_codes": [{"code": "80", "amount": "3"}, {"code": "A0", "amount": "43215"}],
        }
    )
    assert [(path, each.date.day) for path, each in occurrences(claim, "32")] == [
        ("institutional.occurrence_codes[0]", 12),
        ("institutional.occurrence_codes[2]", 13),
    ]
    assert [path for path, _ in spans(claim, "74")] == ["institutional.occurrence_spans[0]"]
    assert [path for path, _ in value_codes(claim, "A0")] == ["institutional.value_codes[1]"]
    assert (occurrences(claim, "55"), spans(claim, "77"), value_codes(claim, "81")) == ((), (), ())
    assert has_value_codes(claim)


def test_a_professional_claim_has_no_such_codes() -> None:
    """A claim without an institutional part has no occurrences, spans or value codes."""
    claim = _claim({}, "office-visit")
    assert (occurrences(claim, "32"), spans(claim, "74"), value_codes(claim, "80")) == ((), (), ())
    assert not has_value_codes(claim)


def test_a_source_that_sends_no_value_codes() -> None:
    """An institutional claim may have none."""
    assert not has_value_codes(_claim({"institutional.value_codes": []}))


@pytest.mark.parametrize(
    ("through", "days"), [("2026-10-12", 1), ("2026-10-15", 4), ("2026-10-11", 0), ("2026-10-01", -10)]
)
def test_days_of_the_period(through: str, days: int) -> None:
    """The from and the through date both count; a period that runs backwards has no days."""
    assert _claim({"service_through": through}).days == days
