"""TF103: a new claim has no payer claim control number."""

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses


def check(claim: ClaimFacts) -> Found:
    """A claim that is neither a replacement nor a void has a payer claim control number."""
    if not claim.new or is_blank(claim.encounter.payer_claim_control_number):
        return None
    return problem("payer_claim_control_number")


EDIT = Edit(
    code="TF103",
    name="original-claim-number-on-new-claim",
    title="A new claim has a payer claim control number (ICN/DCN).",
    why="The payer claim control number refers to an original claim, but the frequency code says that this claim is "
    "new. Some payers return it; others pay twice or deny it as a duplicate.",
    fix="Set frequency_code to 7 or 8 if this claim replaces or voids the original. If it is new, remove the number; "
    "leave it only if the payer asks for it on such claims.",
    looks_at=("payer_claim_control_number", "frequency_code"),
    subject="claim",
    check=check,
    severity=severities("W", "W", "W"),
    cases={
        "default": Case(
            says="The frequency code says the claim is new, but it has a payer claim control number (ICN/DCN)."
        )
    },
    carc="16",
    rarc=("M47",),
    status=statuses("A7:464"),
    snip=4,
    source="837 loop 2300 REF F8",
    example=Example(base="office-visit", field="payer_claim_control_number", fires="2026310001", silent=None),
    on_void=True,
    related=("TF102",),
)
