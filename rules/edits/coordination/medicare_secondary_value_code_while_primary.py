"""CB116: a claim with Medicare as primary has no primary payer amount."""

from typing import Final

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.lists.dated_list import dated_list

_LIABILITY: Final = "47"


def check(claim: ClaimFacts, *, medicare: frozenset[str], value_codes: frozenset[str]) -> Found:
    """Medicare is billed as primary, and a value code gives a prior payer's payment."""
    details = claim.encounter.institutional
    if details is None or claim.encounter.billed_coverage != 0 or claim.filing not in medicare:
        return None
    return [
        problem(f"institutional.value_codes[{index}].code", code=one.code)
        for index, one in enumerate(details.value_codes)
        if one.code in value_codes and one.code != _LIABILITY
    ]


EDIT = Edit(
    code="CB116",
    name="medicare-secondary-value-code-while-primary",
    title="Medicare is primary, but a value code gives a prior payer's payment.",
    why="Value codes 12 to 16, 41, 42 and 43 give the payment of an insurer that is primary to Medicare. With "
    "Medicare as primary they contradict the payer sequence, and the claim is returned.",
    fix="Put the prior payer before Medicare with its adjudication, or remove the value code.",
    looks_at=("institutional.value_codes[].code", "coverages[].filing_indicator"),
    subject="claim",
    check=check,
    form="institutional",
    severity=severities("R", "-", "-"),
    cases={"default": Case(says="Value code {code} gives a prior payer's payment, but Medicare is billed as primary.")},
    carc="16",
    rarc=("M49",),
    status=statuses("A7:725"),
    snip=6,
    source="Medicare reason code 1461A",
    basis="manual",
    lists={
        "medicare": dated_list("medicare_filing_indicators"),
        "value_codes": dated_list("medicare_secondary_value_codes"),
    },
    example=Example(
        base="inpatient-stay",
        field="institutional.value_codes",
        fires=[{"code": "80", "amount": "3.00"}, {"code": "12", "amount": "5000.00"}],
        silent=[{"code": "80", "amount": "3.00"}],
    ),
)
