"""DX108: each diagnosis code is reported once per encounter."""

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses

_LIST = frozenset(("PRINCIPAL", "OTHER", "EXTERNAL_CAUSE"))


def check(claim: ClaimFacts) -> Found:
    """A code occurs twice among the principal, other and external-cause diagnoses, read as one list."""
    if len({dx.code for dx in claim.diagnoses}) == len(claim.diagnoses):
        return None
    principal = claim.principal.code if claim.institutional and claim.principal is not None else None
    first: dict[str, int] = {}
    found = []
    for dx in claim.diagnoses:
        if dx.diagnosis.role not in _LIST or is_blank(dx.code):
            continue
        if dx.code not in first:
            first[dx.code] = dx.index
        elif dx.diagnosis.role != "OTHER" or dx.code != principal:
            found.append(problem(f"{dx.path}.code", place=dx.index + 1, before=first[dx.code] + 1))
    return found


EDIT = Edit(
    code="DX108",
    name="diagnosis-repeated",
    title="The same diagnosis code is on the claim twice.",
    why="Each diagnosis code is reported once per encounter; payers drop a repeat or query it. A repeat of the "
    "principal diagnosis on an institutional claim is reported as DX107.",
    fix="Remove the repeat at the source and point the lines to the first occurrence. The worker does not drop it: "
    "line pointers depend on positions in the list.",
    looks_at=("diagnoses[].code", "diagnoses[].role"),
    subject="claim",
    check=check,
    severity=severities("W", "W", "W"),
    cases={"default": Case(says="Diagnosis {place} of the claim repeats diagnosis {before}.")},
    carc="16",
    rarc=("M64",),
    status=statuses("A7:255"),
    snip=4,
    source="ICD-10-CM guideline I.B.12",
    basis="regulation",
    related=("DX107",),
    example=Example(base="office-visit", field="diagnoses[1].code", fires="I10", silent="E119"),
)
