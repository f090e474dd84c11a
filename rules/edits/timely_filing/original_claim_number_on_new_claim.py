"""TF103: an original claim has no payer claim control number."""

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.lists.dated_list import dated_list


def check(claim: ClaimFacts, *, number_helps: frozenset[str]) -> Found:
    """An original claim, other than late charges, has a payer claim control number."""
    frequency = claim.encounter.frequency_code
    if not claim.original or frequency in number_helps or is_blank(claim.encounter.payer_claim_control_number):
        return None
    return problem("payer_claim_control_number", frequency=frequency)


EDIT = Edit(
    code="TF103",
    name="original-claim-number-on-new-claim",
    title="An original claim has a payer claim control number (ICN/DCN).",
    why="The payer claim control number refers to a claim that the payer has, but the frequency code says that this "
    "claim is an original. Some payers return it; others pay twice or deny it as a duplicate.",
    fix="Set frequency_code to 7 or 8 if this claim replaces or voids another. If it is an original, remove the "
    "number; leave it only if the payer asks for it on such claims.",
    looks_at=("payer_claim_control_number", "frequency_code"),
    subject="claim",
    check=check,
    severity=severities("W", "W", "W"),
    cases={
        "default": Case(
            says="The claim has a payer claim control number (ICN/DCN), but frequency {frequency} is for originals."
        )
    },
    carc="16",
    rarc=("M47",),
    status=statuses("A7:464"),
    snip=4,
    source="ASC X12 837, loop 2300, REF F8, which is not sent where it is not required",
    basis="regulation",
    lists={"number_helps": dated_list("frequencies_with_optional_original_claim_number")},
    example=Example(base="office-visit", field="payer_claim_control_number", fires="2026310001", silent=None),
    on_void=True,
    related=("TF102",),
    changed="2",
)
