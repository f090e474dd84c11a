"""IN102: the last character of the type of bill is the claim's frequency code."""

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses


def check(claim: ClaimFacts) -> Found:
    """The last character of the type of bill differs from the claim's frequency code."""
    bill = claim.type_of_bill
    if not bill or bill[-1] == claim.encounter.frequency_code:
        return None
    return problem("institutional.type_of_bill", last=bill[-1])


EDIT = Edit(
    code="IN102",
    name="type-of-bill-against-frequency",
    title="The type of bill and the frequency code differ.",
    why="Both say whether the claim is an original, interim, replacement or void. If they differ, the payer cannot "
    "tell whether to pay, correct or void, and returns the claim.",
    fix="Make both agree: the last character of the type of bill and the frequency code must be the same.",
    looks_at=("institutional.type_of_bill", "frequency_code"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={"default": Case(says="The type of bill ends in {last}, but the claim has another frequency code.")},
    carc="16",
    rarc=("MA30",),
    status=statuses("A7:535"),
    snip=4,
    source="ASC X12 837I, CLM05",
    basis="regulation",
    form="institutional",
    waivable=False,
    on_void=True,
    example=Example(base="inpatient-stay", field="institutional.type_of_bill", fires="0114", silent="0111"),
)
