"""DX208: an inpatient claim reports the admitting diagnosis, which may differ from the principal diagnosis."""

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.lists.dated_list import dated_list


def check(claim: ClaimFacts, *, bills: frozenset[str]) -> Found:
    """A hospital, swing-bed or skilled nursing inpatient claim has no ADMITTING diagnosis."""
    if claim.type_of_bill[:2] not in bills or any(dx.diagnosis.role == "ADMITTING" for dx in claim.diagnoses):
        return None
    return problem("diagnoses", bill=claim.type_of_bill[:2])


EDIT = Edit(
    code="DX208",
    name="admitting-diagnosis-missing",
    title="An inpatient claim has no admitting diagnosis.",
    why="Bill types 11x, 18x and 21x must carry the admitting diagnosis. Payers use it to judge medical necessity of "
    "the admission and return a claim without it.",
    fix="Add the admitting diagnosis with role ADMITTING, as the physician documented it at admission. It may be a "
    "symptom, and it may equal the principal diagnosis.",
    looks_at=("diagnoses[].role", "institutional.type_of_bill"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={"default": Case(says="Bill type {bill}x requires an admitting diagnosis.")},
    carc="16",
    rarc=("MA65",),
    status=statuses("A6:232"),
    snip=4,
    source="ASC X12N 837I implementation guide, admitting diagnosis; NUBC UB-04 manual, form locator 69",
    form="institutional",
    bills="inpatient",
    lists={"bills": dated_list("hospital_and_nursing_stay_bills")},
    example=Example(base="inpatient-stay", field="diagnoses[1].role", fires="OTHER", silent="ADMITTING"),
)
