"""DX107: the principal diagnosis counts once, and a second mention of it adds nothing."""

from rules.claim.facts import ClaimFacts, DiagnosisFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses


def check(dx: DiagnosisFacts, claim: ClaimFacts) -> Found:
    """An OTHER diagnosis of an institutional bill has the code of the principal one."""
    principal = claim.principal
    if principal is None or dx.diagnosis.role != "OTHER" or dx.code != principal.code or is_blank(dx.code):
        return None
    return problem(f"{dx.path}.code", place=dx.index + 1)


EDIT = Edit(
    code="DX107",
    name="principal-diagnosis-repeated",
    title="The principal diagnosis stands a second time among the other diagnoses.",
    why="The principal diagnosis must not raise the severity of its own case, so payers edit its repeat. Medicare "
    "contractors are said to drop the repeat and go on.",
    fix="Take the repeat out of the other diagnoses, or correct it if another code was meant. Nothing is dropped "
    "here, for the order of the diagnoses is the source's.",
    looks_at=("diagnoses[].code", "diagnoses[].role"),
    subject="diagnosis",
    check=check,
    severity=severities("W", "W", "W"),
    cases={"default": Case(says="Diagnosis {place} of the claim repeats its principal diagnosis.")},
    carc="16",
    rarc=("M64",),
    status=statuses("A7:255"),
    snip=4,
    source="CMS Medicare Code Editor v44, duplicate of principal diagnosis",
    form="institutional",
    related=("DX108",),
    example=Example(base="inpatient-stay", field="diagnoses[2].code", fires="J189", silent="I10"),
)
