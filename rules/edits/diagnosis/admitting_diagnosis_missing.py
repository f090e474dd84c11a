"""DX208: an inpatient claim reports the admitting diagnosis, which may differ from the principal diagnosis."""

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.lists.dated_list import dated_list
from rules.references import usage_837i


def check(claim: ClaimFacts, *, required: frozenset[str], expected: frozenset[str]) -> Found:
    """A claim of a stay has no ADMITTING diagnosis."""
    bill = claim.type_of_bill[:2]
    if any(dx.diagnosis.role == "ADMITTING" for dx in claim.diagnoses):
        return None
    if bill in required:
        return problem("diagnoses", bill=bill)
    return problem("diagnoses", "expected", bill=bill) if bill in expected else None


EDIT = Edit(
    code="DX208",
    name="admitting-diagnosis-missing",
    title="A claim for a stay has no admitting diagnosis.",
    why="Hospital and swing-bed inpatient claims (11x, 18x) must carry the admitting diagnosis. Payers use it to judge "
    "medical necessity of the admission and return a claim without it. It also goes with claims of skilled nursing "
    "stays and of inpatients' Part B services (12x, 21x, 22x), on which not every payer requires it.",
    fix="Add the admitting diagnosis with role ADMITTING, as the physician documented it at admission. It may be a "
    "symptom, and it may equal the principal diagnosis.",
    looks_at=("diagnoses[].role", "institutional.type_of_bill"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(says="Bill type {bill}x requires an admitting diagnosis."),
        "expected": Case(says="Bill type {bill}x usually carries an admitting diagnosis.", mark="WARN"),
    },
    carc="16",
    rarc=("MA65",),
    status=statuses("A6:232"),
    snip=4,
    changed="2",
    source="ASC X12N 837I implementation guide, admitting diagnosis; X12 RFI 1479 (also on 12x and 22x); NUBC UB-04 "
    "manual, form locator 69",
    basis="regulation",
    references=(usage_837i("loop 2300, HI ABJ: situational"),),
    form="institutional",
    lists={
        "required": dated_list("bills_with_admitting_diagnosis"),
        "expected": dated_list("bills_usually_with_admitting_diagnosis"),
    },
    example=Example(base="inpatient-stay", field="diagnoses[1].role", fires="OTHER", silent="ADMITTING"),
)
