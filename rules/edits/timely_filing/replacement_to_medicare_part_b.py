"""TF106: Medicare Part B corrects a claim by a reopening, not by a replacement claim."""

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses


def check(claim: ClaimFacts) -> Found:
    """A replacement or void is for Medicare Part B."""
    if not (claim.replacement or claim.void) or claim.filing != "MB":
        return None
    return problem("frequency_code", frequency=claim.encounter.frequency_code)


EDIT = Edit(
    code="TF106",
    name="replacement-to-medicare-part-b",
    title="A replacement or void is sent to Medicare Part B.",
    why="Part B contractors generally do not act on frequency codes 7 and 8 of professional claims. They return the "
    "claim, or read it as a duplicate of the original.",
    fix="Send a new claim if the original was rejected, and ask for a reopening or an appeal if it was processed. "
    "Leave the code if your contractor has told you that it accepts such claims.",
    looks_at=("frequency_code", "coverages[].filing_indicator"),
    subject="claim",
    check=check,
    severity=severities("W", "-", "-"),
    cases={
        "default": Case(says="Medicare Part B generally does not accept claims with frequency code {frequency}."),
    },
    carc="16",
    rarc=("MA130",),
    status=statuses("A7:535"),
    snip=7,
    source="clearinghouse practice (not verified for every contractor)",
    basis="clearinghouse practice",
    example=Example(
        base="office-visit",
        field="coverages[0].filing_indicator",
        fires="MB",
        silent="BL",
        given={
            "frequency_code": "7",
            "payer_claim_control_number": "2026310001",
            "coverages[0].member_id": "1EG4TE5MK73",
        },
    ),
    form="professional",
    on_void=True,
)
