"""DX209: an unscheduled outpatient visit reports the patient's reason for the visit."""

from typing import Final

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.lists.dated_list import dated_list
from rules.references import usage_837i

_EMERGENCY_ROOM: Final = "045"
"""First three digits of the revenue codes of the emergency room."""


def check(
    claim: ClaimFacts, *, bills: frozenset[str], unscheduled: frozenset[str], revenue_codes: frozenset[str]
) -> Found:
    """An unscheduled emergency room, urgent care or observation visit has no REASON_FOR_VISIT diagnosis."""
    details = claim.encounter.institutional
    if claim.type_of_bill[:2] not in bills or details is None or details.admission_type not in unscheduled:
        return None
    if any(dx.diagnosis.role == "REASON_FOR_VISIT" for dx in claim.diagnoses):
        return None
    urgent = next((line.line.revenue_code for line in claim.lines if _is_urgent(line, revenue_codes)), None)
    return None if urgent is None else problem("diagnoses", revenue=urgent)


def _is_urgent(line: LineFacts, revenue_codes: frozenset[str]) -> bool:
    code = line.line.revenue_code
    return code is not None and len(code) == 4 and (code.startswith(_EMERGENCY_ROOM) or code in revenue_codes)


EDIT = Edit(
    code="DX209",
    name="reason-for-visit-missing",
    title="An unscheduled outpatient claim has no patient's reason for visit.",
    why="Bill types 13x and 85x with an emergency room, urgent care or observation line and admission type "
    "emergency, urgent or trauma must report the patient's reason for visit; some payers return them without it.",
    fix="Add the complaint the patient gave at registration, with role REASON_FOR_VISIT. If the visit was scheduled, "
    "correct the admission type instead.",
    looks_at=("diagnoses[].role", "institutional.type_of_bill", "institutional.admission_type"),
    subject="claim",
    check=check,
    severity=severities("W", "W", "W"),
    cases={
        "default": Case(says="An unscheduled visit with revenue code {revenue} requires a patient's reason for visit.")
    },
    carc="16",
    rarc=("M76",),
    status=statuses("A6:673"),
    snip=4,
    source="ASC X12N 837I implementation guide, patient's reason for visit; NUBC UB-04 manual, form locator 70",
    basis="regulation",
    references=(usage_837i("loop 2300, HI APR: situational"),),
    form="institutional",
    bills="outpatient",
    lists={
        "bills": dated_list("bills_with_reason_for_visit"),
        "unscheduled": dated_list("unscheduled_admission_types"),
        "revenue_codes": dated_list("unscheduled_visit_revenue_codes"),
    },
    example=Example(
        base="hospital-outpatient-visit",
        field="diagnoses[1].role",
        fires="OTHER",
        silent="REASON_FOR_VISIT",
        given={"diagnoses[1].code": "R0602"},
    ),
)
