"""CB115: an institutional claim to secondary Medicare has a value code for the primary payment and its reason."""

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.edits.coordination._prior_payers import MEDICARE_SECONDARY_VALUE_CODES, medicare_is_secondary


def check(claim: ClaimFacts) -> Found:
    """Medicare is billed after another payer, and no value code says what it paid and why it was primary."""
    if not medicare_is_secondary(claim):
        return None
    details = claim.encounter.institutional
    codes = () if details is None else details.value_codes
    if any(one.code in MEDICARE_SECONDARY_VALUE_CODES for one in codes):
        return None
    return problem("institutional.value_codes")


EDIT = Edit(
    code="CB115",
    name="medicare-secondary-value-code-missing",
    title="Medicare is secondary on this claim, and it has no Medicare secondary payer value code.",
    why="On an institutional claim a value code tells Medicare which kind of payer was primary and what it paid. "
    "Without one Medicare processes the claim as primary or returns it.",
    fix="Add the value code of the reason (12 to 16, 41, 42, 43 or 47) with the amount that the prior payer paid, or "
    "with zero to request a conditional payment.",
    looks_at=("institutional.value_codes[].code", "coverages[].filing_indicator"),
    subject="claim",
    check=check,
    occasion="prior-payer",
    form="institutional",
    severity=severities("W", "-", "-"),
    cases={"default": Case(says="Medicare is billed as secondary without value code 12 to 16, 41, 42, 43 or 47.")},
    carc="16",
    rarc=("M49",),
    status=statuses("A6:725"),
    snip=6,
    source="CMS Medicare Secondary Payer Manual, chapter 3",
    example=Example(
        base="inpatient-stay",
        field="institutional.value_codes",
        fires=[{"code": "80", "amount": "3.00"}],
        silent=[{"code": "80", "amount": "3.00"}, {"code": "12", "amount": "5000.00"}],
        given={
            "billed_coverage": 1,
            "coverages": [
                {
                    "payer_id": "60054",
                    "payer_name": "Example Health Plan",
                    "filing_indicator": "CI",
                    "member_id": "W123456789",
                    "relationship": "SELF",
                    "adjudication": {
                        "adjudicated_on": "2026-10-30",
                        "paid": "5000.00",
                        "adjustments": [{"group": "CO", "reason": "45", "amount": "952.50"}],
                    },
                },
                {
                    "payer_id": "00621",
                    "payer_name": "Medicare Part A",
                    "filing_indicator": "MA",
                    "member_id": "1EG4TE5MK73",
                    "relationship": "SELF",
                },
            ],
        },
    ),
    related=("CB101", "CB117"),
)
