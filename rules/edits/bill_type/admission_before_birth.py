"""BT118: a patient cannot be admitted before birth."""

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses


def check(claim: ClaimFacts) -> Found:
    """The admission date is before the patient's birth date."""
    details, born = claim.encounter.institutional, claim.encounter.patient.birth_date
    if details is None or details.admission_date is None or born is None or details.admission_date >= born:
        return None
    return problem("institutional.admission_date", admitted=details.admission_date)


EDIT = Edit(
    code="BT118",
    name="admission-before-birth",
    title="The admission date is before the patient's birth date.",
    why="One of the two dates is wrong. A payer compares the birth date with its own record and the admission date "
    "with the statement period.",
    fix="Correct the admission date or the birth date. A newborn is admitted on the day of birth at the earliest.",
    looks_at=("institutional.admission_date", "patient.birth_date"),
    subject="claim",
    check=check,
    severity=severities("W", "W", "W"),
    cases={"default": Case(says="The patient was admitted on {admitted}, before the birth date.")},
    carc="16",
    rarc=("MA40",),
    status=statuses("A8:189"),
    snip=4,
    source="The two dates contradict each other; no payer's text read",
    basis="logic",
    since="2",
    form="institutional",
    example=Example(
        base="hospital-outpatient-visit",
        field="institutional.admission_date",
        fires="2026-11-01",
        silent="2026-11-02",
        given={"patient.birth_date": "2026-11-02"},
    ),
)
