"""PX108: a bill for a birth says how many were born, and whether alive."""

from rules.claim.facts import ClaimFacts, ProcedureFacts
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses


def check(px: ProcedureFacts, claim: ClaimFacts) -> Found:
    """The procedure is a delivery, and no OTHER diagnosis tells its outcome."""
    if "csect" not in px.flags and "vagdel" not in px.flags:
        return None
    if any("delout" in dx.flags and dx.diagnosis.role == "OTHER" for dx in claim.diagnoses):
        return None
    return problem(f"{px.path}.code", code=px.code)


EDIT = Edit(
    code="PX108",
    name="delivery-without-outcome-diagnosis",
    title="A delivery is billed without the diagnosis that tells its outcome.",
    why="A mother's bill with a delivery carries a code of Z37 for its outcome, after the principal diagnosis. The "
    "Medicare Code Editor questions an obstetric stay without it.",
    fix="Add the code of Z37 that the record supports as an OTHER diagnosis. As principal diagnosis it does not count.",
    looks_at=("procedures[].code", "diagnoses[].code", "diagnoses[].role"),
    subject="procedure",
    check=check,
    severity=severities("W", "W", "W"),
    cases={"default": Case(says="Procedure {code} is a delivery, and no other diagnosis (Z37) tells its outcome.")},
    carc="16",
    rarc=("M64",),
    status=statuses("A6:255"),
    snip=6,
    source="CMS Medicare Code Editor v44, questionable obstetric admission",
    form="institutional",
    bills="acute",
    tables=(needs("icd10pcs"), needs("icd10cm")),
    example=Example(
        base="inpatient-stay",
        field="diagnoses[2].code",
        fires="I10",
        silent="Z370",
        given={"procedures[0].code": "10D00Z1", "patient.birth_date": "1996-03-14"},
    ),
)
