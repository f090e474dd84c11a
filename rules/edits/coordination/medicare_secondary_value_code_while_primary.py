"""CB116: a bill on which Medicare comes first has no amount of a payer before it."""

from typing import Final

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.edits.coordination._prior_payers import MEDICARE, MEDICARE_SECONDARY_VALUE_CODES

_CODES: Final = MEDICARE_SECONDARY_VALUE_CODES - {"47"}


def check(claim: ClaimFacts) -> Found:
    """Medicare is billed first, and a value code says what a payer before it paid."""
    details = claim.encounter.institutional
    if details is None or claim.encounter.billed_coverage != 0 or claim.filing not in MEDICARE:
        return None
    return [
        problem(f"institutional.value_codes[{index}].code", code=one.code)
        for index, one in enumerate(details.value_codes)
        if one.code in _CODES
    ]


EDIT = Edit(
    code="CB116",
    name="medicare-secondary-value-code-while-primary",
    title="Medicare is the first payer, but a value code speaks of a payer before it.",
    why="Value codes 12 to 16, 41, 42 and 43 give the payment of an insurer that comes before Medicare. On a bill "
    "with Medicare first they contradict the order, and the bill is returned.",
    fix="Put the earlier payer before Medicare with its decision, or take the value code out.",
    looks_at=("institutional.value_codes[].code", "coverages[].filing_indicator"),
    subject="claim",
    check=check,
    form="institutional",
    severity=severities("R", "-", "-"),
    cases={"default": Case(says="Value code {code} names a payer before Medicare, but Medicare is billed first.")},
    carc="16",
    rarc=("M49",),
    status=statuses("A7:725"),
    snip=6,
    source="Medicare reason code 1461A",
    example=Example(
        base="inpatient-stay",
        field="institutional.value_codes",
        fires=[{"code": "80", "amount": "3.00"}, {"code": "12", "amount": "5000.00"}],
        silent=[{"code": "80", "amount": "3.00"}],
    ),
)
