"""DX210: for a sequela, the condition that remains is treated, not the original injury."""

from rules.claim.describe_codes import dotted
from rules.claim.facts import ClaimFacts, DiagnosisFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses


def check(dx: DiagnosisFacts, claim: ClaimFacts) -> Found:
    """The principal diagnosis is an injury or poisoning with 7th character S (sequela)."""
    if not dx.principal or dx.code[6:] != "S" or dx.code[0] not in "ST":
        return None
    if dx.rows and dx.row is None:
        return None  # a code that is not known has no 7th character to speak of
    return problem(f"{dx.path}.code", code=dotted(dx.code))


EDIT = Edit(
    code="DX210",
    name="sequela-as-principal",
    title="The principal diagnosis is a sequela code instead of the condition that remains.",
    why="The guideline asks for two codes: the condition that remains first, and the injury with 7th character S "
    "after it. Payers may ask what was treated.",
    fix="Report the condition that remains, such as a scar or pain, first and the sequela code after it. Leave it if "
    "the tabular list names an exception.",
    looks_at=("diagnoses[].code", "diagnoses[].role"),
    subject="diagnosis",
    check=check,
    severity=severities("W", "W", "W"),
    cases={"default": Case(says="Principal diagnosis {code} is a sequela; the condition that remains goes first.")},
    carc="16",
    rarc=("MA63",),
    status=statuses("A7:254"),
    snip=7,
    source="ICD-10-CM guideline I.B.10",
    basis="regulation",
    example=Example(base="office-visit", field="diagnoses[0].code", fires="S72001S", silent="S72001D"),
)
