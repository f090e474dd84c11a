"""BN117: all hours of an observation stay are on one line."""

import datetime as dt
from typing import Final

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list

_HOURS: Final = "G0378"
_CRITICAL_ACCESS: Final = "85"
_RETURNED_SINCE: Final = dt.date(2021, 7, 1)


def check(claim: ClaimFacts) -> Found:
    """More than one line bills observation hours."""
    lines = [line for line in claim.lines if line.code == _HOURS]
    if len(lines) < 2 or (claim.payer_class == "medicare" and claim.as_of < _RETURNED_SINCE):
        return None
    covered = [line for line in lines if not line.whole_noncovered]
    lenient = (
        len(covered) < 2
        or claim.type_of_bill[:2] == _CRITICAL_ACCESS
        or claim.encounter.service_through < _RETURNED_SINCE
    )
    return problem(f"{lines[1].path}.procedure_code", "lenient" if lenient else "default", lines=len(lines))


_SAYS: Final = "Observation hours (G0378) are billed on {lines} lines."
_SUGGEST: Final = "Put all hours on one line dated with the start of observation, with the hours as units."

EDIT = Edit(
    code="BN117",
    name="observation-hours-on-several-lines",
    title="Observation hours are billed on more than one line.",
    why="A payer counts observation from one line with all its hours, dated with the start. Since July 2021 Medicare "
    "returns a claim with several such lines.",
    fix="Put all hours on one G0378 line with the date on which observation began and the hours as units, also if the "
    "stay goes past midnight.",
    looks_at=(
        "service_lines[].procedure_code",
        "service_lines[].non_covered_charge",
        "institutional.type_of_bill",
        "occurred_at",
        "service_through",
    ),
    subject="claim",
    check=check,
    severity=severities("R", "W", "W"),
    cases={
        "default": Case(says=_SAYS, suggest=_SUGGEST),
        "lenient": Case(says=_SAYS, suggest=_SUGGEST, mark="WARN"),
    },
    carc="16",
    rarc=("M53",),
    status=statuses("A7:476"),
    snip=6,
    source="Medicare reason code W7051; UnitedHealthcare, hospital outpatient observation policy",
    references=(
        Reference(
            text="NGS production alert of 2021-09-15: since July 2021 claims with several lines of G0378 are returned "
            "with reason code W7051; all units go on a single line dated with the original order.",
            address="https://www.ngsmedicare.com/web/ngs/production-alert-details?alertid=3357955",
        ),
        Reference(
            text="UnitedHealthcare, hospital outpatient observation services: one line with the date on which "
            "observation begins, also over midnight.",
            address="https://www.openpayer.com/policy-updates/unitedhealthcare/reimbursement-payment/"
            "unitedhealthcare-hospital-outpatient-observation-services",
        ),
    ),
    basis="manual",
    form="institutional",
    bill_types=dated_list("observation_hour_bills"),
    on_denial_bill=False,
    reporting_mark="WARN",
    since="2",
    example=Example(
        base="hospital-outpatient-visit",
        field="service_lines[1].procedure_code",
        fires="G0378",
        silent="G0379",
        given={"service_lines[0].procedure_code": "G0378", "service_lines[0].revenue_code": "0762"},
    ),
    related=("BN118",),
)
