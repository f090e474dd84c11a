"""DX204: an aftercare code alone does not say what the care was for."""

from rules.claim.describe_codes import dotted
from rules.claim.facts import ClaimFacts, DiagnosisFacts
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses


def check(dx: DiagnosisFacts, claim: ClaimFacts) -> Found:
    """The principal diagnosis of an acute stay requires a secondary diagnosis, and there is none."""
    if dx is not claim.principal or "reqsdx" not in dx.flags:
        return None
    if any(other.diagnosis.role == "OTHER" for other in claim.diagnoses):
        return None
    return problem("diagnoses", code=dotted(dx.code))


EDIT = Edit(
    code="DX204",
    name="principal-needs-secondary-diagnosis",
    title="The principal diagnosis requires a secondary diagnosis, and there is none.",
    why="A code such as Z51.89 says that care was given, not for what. The Medicare Code Editor accepts it as the "
    "principal diagnosis of a stay only with a secondary diagnosis.",
    fix="Add the condition treated as an OTHER diagnosis, or make it the principal diagnosis.",
    looks_at=("diagnoses", "diagnoses[].code", "diagnoses[].role"),
    subject="diagnosis",
    check=check,
    occasion="flagged-diagnosis",
    severity=severities("R", "R", "W"),
    cases={"default": Case(says="Principal diagnosis {code} requires a secondary diagnosis.")},
    carc="16",
    rarc=("M64",),
    status=statuses("A6:255"),
    snip=4,
    source="CMS Medicare Code Editor v44, principal diagnosis that requires a secondary diagnosis",
    basis="manual",
    verified="msdrg 1.2.0, a Medicare Code Editor: 5,000 claims of 2016 to 2027, no difference",
    form="institutional",
    bills="acute",
    tables=(needs("icd10cm"),),
    related=("DX203",),
    example=Example(
        base="inpatient-stay",
        field="diagnoses[2].role",
        fires="EXTERNAL_CAUSE",
        silent="OTHER",
        given={"diagnoses[0].code": "Z5189", "diagnoses[3]": None},
    ),
)
