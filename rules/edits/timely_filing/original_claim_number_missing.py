"""TF102: a claim that follows up on another carries the payer claim control number of the original claim."""

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.lists.dated_list import dated_list
from rules.references import usage_837i, usage_837p


def check(claim: ClaimFacts, *, usually_numbered: frozenset[str]) -> Found:
    """A replacement, void, reopening or payer's adjustment has no payer claim control number."""
    if claim.original or not is_blank(claim.encounter.payer_claim_control_number):
        return None
    frequency = claim.encounter.frequency_code
    if claim.void or claim.replacement:
        return problem("payer_claim_control_number", "void" if claim.void else "replacement")
    usual = frequency in usually_numbered
    return problem("payer_claim_control_number", "follow-up", frequency=frequency) if usual else None


EDIT = Edit(
    code="TF102",
    name="original-claim-number-missing",
    title="A claim that follows up on another has no payer claim control number (ICN/DCN).",
    why="A payer finds the claim to replace, void or reopen by its claim control number. Without it the payer returns "
    "the claim.",
    fix="Copy the payer claim control number from the remittance advice of the original claim. If the payer never "
    "accepted the original, send a new claim with frequency code 1.",
    looks_at=("payer_claim_control_number", "frequency_code"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "replacement": Case(says="The replacement has no payer claim control number (ICN/DCN)."),
        "void": Case(says="The void has no payer claim control number (ICN/DCN)."),
        "follow-up": Case(
            says="The claim has frequency {frequency} but no payer claim control number (ICN/DCN).", mark="WARN"
        ),
    },
    carc="16",
    rarc=("M47",),
    status=statuses("A6:464"),
    snip=4,
    source="ASC X12 837, loop 2300, REF F8; X12 RFI 2110 and 2173; clearinghouse practice for 7, 8, G, I, X and Y; CMS "
    "change request 8581 for Q",
    basis="regulation",
    references=(
        usage_837p("loop 2300, REF F8: situational"),
        usage_837i("loop 2300, REF F8: situational"),
    ),
    lists={"usually_numbered": dated_list("frequencies_usually_with_original_claim_number")},
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
    changed="2",
)
