"""TF102: a replacement or void carries the payer claim control number of the original claim."""

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses


def check(claim: ClaimFacts) -> Found:
    """A replacement or void has no payer claim control number."""
    if claim.new or not is_blank(claim.encounter.payer_claim_control_number):
        return None
    return problem("payer_claim_control_number", "void" if claim.void else "replacement")


EDIT = Edit(
    code="TF102",
    name="original-claim-number-missing",
    title="A replacement or void has no payer claim control number (ICN/DCN).",
    why="A payer finds the claim to replace or void by its claim control number. Without it the payer returns the "
    "claim.",
    fix="Copy the payer claim control number from the remittance advice of the original claim. If the payer never "
    "accepted the original, send a new claim with frequency code 1.",
    looks_at=("payer_claim_control_number", "frequency_code"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "replacement": Case(says="The replacement has no payer claim control number (ICN/DCN)."),
        "void": Case(says="The void has no payer claim control number (ICN/DCN)."),
    },
    carc="16",
    rarc=("M47",),
    status=statuses("A6:464"),
    snip=4,
    source="837 loop 2300 REF F8",
    example=Example(
        base="office-visit",
        field="payer_claim_control_number",
        fires=None,
        silent="2026310001",
        given={"frequency_code": "7"},
    ),
    waivable=False,
    on_void=True,
    related=("TF103",),
)
