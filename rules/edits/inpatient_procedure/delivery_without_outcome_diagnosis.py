"""PX108: a delivery claim reports the outcome of the delivery (Z37)."""

from rules.claim.facts import ClaimFacts, ProcedureFacts
from rules.claim.form_limits import MOST_DIAGNOSES, MOST_PROCEDURES
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses


def check(px: ProcedureFacts, claim: ClaimFacts) -> Found:
    """The procedure is a delivery, and no OTHER diagnosis reports its outcome."""
    if px.index >= MOST_PROCEDURES or ("csect" not in px.flags and "vagdel" not in px.flags):
        return None
    diagnoses = claim.diagnoses[:MOST_DIAGNOSES]
    if any("delout" in dx.flags and dx.diagnosis.role == "OTHER" for dx in diagnoses):
        return None
    return problem(f"{px.path}.code", code=px.code)


EDIT = Edit(
    code="PX108",
    name="delivery-without-outcome-diagnosis",
    title="A delivery is billed without an outcome-of-delivery diagnosis (Z37).",
    why="The mother's claim for a delivery carries a Z37 code as a secondary diagnosis. The Medicare Code Editor "
    "questions an obstetric stay without it.",
    fix="Add the Z37 code that the record supports as an OTHER diagnosis. It does not count as principal diagnosis.",
    looks_at=("procedures[].code", "diagnoses[].code", "diagnoses[].role"),
    subject="procedure",
    check=check,
    severity=severities("W", "W", "W"),
    cases={
        "default": Case(says="Procedure {code} is a delivery, and no secondary diagnosis reports its outcome (Z37).")
    },
    carc="16",
    rarc=("M64",),
    status=statuses("A6:255"),
    snip=6,
    source="CMS Medicare Code Editor v44, questionable obstetric admission",
    basis="manual",
    verified="msdrg 1.2.0, a Medicare Code Editor: 5,000 claims of 2016 to 2027, no difference",
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
