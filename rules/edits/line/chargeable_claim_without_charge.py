"""LN108: a claim that asks for payment has a charge."""

from typing import Final

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.references import usage_837i, usage_837p

_REQUEST_FOR_ANTICIPATED_PAYMENT: Final = "322"


def check(claim: ClaimFacts) -> Found:
    """The claim is chargeable, its total charge is zero, and it is not a no-pay claim, a void or a request."""
    encounter = claim.encounter
    if encounter.total_charge != 0 or encounter.purpose != "CHARGEABLE" or encounter.frequency_code in ("0", "8"):
        return None
    if claim.type_of_bill == _REQUEST_FOR_ANTICIPATED_PAYMENT:
        return None
    return problem("total_charge")


EDIT = Edit(
    code="LN108",
    name="chargeable-claim-without-charge",
    title="A claim that asks for payment has a total charge of zero.",
    why="A claim either asks for payment or only reports. Many clearinghouses and payers drop a chargeable claim "
    "without a charge, and its lines are never processed.",
    fix="Enter the charges. If the encounter is only reported, as under capitation, set purpose to REPORTING; a "
    "no-pay claim has frequency code 0. A home health request for anticipated payment (322) has no charge.",
    looks_at=("purpose", "total_charge", "frequency_code"),
    subject="claim",
    check=check,
    severity=severities("W", "W", "W"),
    cases={"default": Case(says="The claim asks for payment, but its total charge is 0.00.")},
    carc="16",
    rarc=("M54",),
    status=statuses("A7:178", "A7:402"),
    snip=3,
    source="837 BHT06 and CLM02; clearinghouse practice",
    basis="clearinghouse practice",
    references=(
        usage_837p("loop 2300, CLM02: required"),
        usage_837i("loop 2300, CLM02: required"),
    ),
    changed="2",
    example=Example(
        base="office-visit",
        field="purpose",
        fires="CHARGEABLE",
        silent="REPORTING",
        given={"total_charge": "0.00", "service_lines[0].charge": "0.00", "service_lines[1].charge": "0.00"},
    ),
)
