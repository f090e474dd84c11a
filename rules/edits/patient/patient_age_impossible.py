"""PT102: a patient has a birth date that gives an age of 124 years or less."""

from typing import Final

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.references import usage_837i, usage_837p

_OLDEST: Final = 124


def check(claim: ClaimFacts) -> Found:
    """The birth date is missing, or gives an age over 124 years at the service."""
    if claim.age_years is None:
        return problem("patient.birth_date", "absent")
    return problem("patient.birth_date", "too-old", date=claim.age_date) if claim.age_years > _OLDEST else None


EDIT = Edit(
    code="PT102",
    name="patient-age-impossible",
    title="The patient's birth date is missing or gives an age over 124.",
    why="Payers identify members by birth date and check codes against age. They take an age over 124 for a "
    "mistyped birth date.",
    fix="Correct the birth date at registration; check the century first.",
    looks_at=("patient.birth_date", "service_from", "institutional.admission_date"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "absent": Case(says="The patient's birth date is missing."),
        "too-old": Case(says="By the birth date, the patient is over 124 years old on {date}."),
    },
    carc="16",
    rarc=("N329",),
    status=statuses("A7:158:QC"),
    snip=2,
    source="CMS Medicare Code Editor v44, invalid age; CMS Integrated Outpatient Code Editor, edit 25",
    basis="manual",
    verified="msdrg 1.2.0, a Medicare Code Editor: 5,000 claims of 2016 to 2027, no difference",
    references=(
        usage_837p("loops 2010BA and 2010CA, DMG02 in DMG: required"),
        usage_837i("loops 2010BA and 2010CA, DMG02 in DMG: required"),
        Reference(text="Medicare Code Editor, invalid age: an age of 0 to 124 years is valid"),
    ),
    waivable=False,
    example=Example(base="office-visit", field="patient.birth_date", fires="1858-03-14", silent="1958-03-14"),
)
