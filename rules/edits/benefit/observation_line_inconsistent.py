"""BN118: observation is billed by hospitals for outpatients, under its revenue code."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from rules.claim.facts import ClaimFacts, LineFacts
from rules.claim.units_of_day import written_units
from rules.edit import Case, Edit, Example, Found, Problem, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list

_HOURS: Final = "G0378"
_DIRECT_REFERRAL: Final = "G0379"
_REVENUE_CODE: Final = "0762"
_FEWEST_HOURS: Final = Decimal(8)
_INPATIENT_PART_B: Final = "12"
_REBILLED: Final = "W2"


def check(claim: ClaimFacts, *, bills: frozenset[str]) -> Found:
    """Observation is on another type of bill or revenue code, too short, or a direct referral is without it."""
    lines = [line for line in claim.lines if line.code in (_HOURS, _DIRECT_REFERRAL)]
    if not lines:
        return None
    bill = claim.type_of_bill[:2]
    if bill not in bills:
        if bill == _INPATIENT_PART_B and _REBILLED in claim.condition_codes:
            return None
        return problem(f"{lines[0].path}.procedure_code", "bill", code=lines[0].code, bill=bill)
    days = {line.date_from for line in lines if line.code == _HOURS}
    referred = any(line.code == _DIRECT_REFERRAL for line in lines)
    return [found for line in lines for found in _problems(line, days, referred=referred)]


def _problems(line: LineFacts, days: set[dt.date], *, referred: bool) -> Iterator[Problem]:
    if line.code == _DIRECT_REFERRAL:
        if line.date_from not in days:
            yield problem(f"{line.path}.procedure_code", "referral", date=line.date_from)
        return
    if line.revenue not in ("", _REVENUE_CODE):
        yield problem(f"{line.path}.revenue_code", "revenue-code", revenue=line.revenue)
    if line.line.units < _FEWEST_HOURS and not referred:
        yield problem(f"{line.path}.units", "hours", units=written_units(line.line.units))


EDIT = Edit(
    code="BN118",
    name="observation-line-inconsistent",
    title="An observation line contradicts its bill, its revenue code or the other lines.",
    why="Payers pay observation to hospitals for outpatients: G0378 under revenue code 0762 with its hours, and G0379 "
    "for a direct referral only beside it on the same day. Most pay it from eight hours.",
    fix="Bill observation on 13x or 85x: G0378 under revenue code 0762 on one line with the hours as units, and G0379 "
    "only beside it. Hours that are right may stay as they are.",
    looks_at=(
        "service_lines[].procedure_code",
        "service_lines[].revenue_code",
        "service_lines[].units",
        "service_lines[].service_from",
        "institutional.type_of_bill",
        "condition_codes",
    ),
    subject="claim",
    check=check,
    severity=severities("W", "N", "W"),
    cases={
        "bill": Case(
            says="Observation ({code}) does not belong on bill type {bill}x.", carc="5", status=statuses("A7:507")
        ),
        "revenue-code": Case(
            says="G0378 goes with revenue code 0762, not {revenue}.", carc="199", status=statuses("A7:455")
        ),
        "referral": Case(
            says="G0379 of {date} has no observation (G0378) on the same day.", carc="107", status=statuses("A7:507")
        ),
        "hours": Case(
            says="G0378 has {units} hours; payers pay observation from 8 hours.",
            mark="NOTICE",
            rarc=("M53",),
            status=statuses("A7:476"),
        ),
    },
    carc="16",
    snip=6,
    source="UnitedHealthcare, hospital outpatient observation policy; IOCE edits 44, 53 and 58",
    references=(
        Reference(
            text="UnitedHealthcare, hospital outpatient observation services: bill types 13x, 78x and 85x, revenue "
            "code 0762, units in hours from eight hours, G0379 only on the date of G0378.",
            address="https://www.openpayer.com/policy-updates/unitedhealthcare/reimbursement-payment/"
            "unitedhealthcare-hospital-outpatient-observation-services",
        ),
        Reference(text="IOCE edits 44, 53 and 58, by their names only."),
    ),
    basis="clearinghouse practice",
    form="institutional",
    on_denial_bill=False,
    since="2",
    lists={"bills": dated_list("observation_bills")},
    example=Example(
        base="hospital-outpatient-visit",
        field="service_lines[1].procedure_code",
        fires="93005",
        silent="G0378",
        given={
            "service_lines[0].procedure_code": "G0379",
            "service_lines[1].revenue_code": "0762",
            "service_lines[1].units": "12",
        },
    ),
    related=("BN117",),
)
