"""BN126: a hospital's ambulance claim gives the ZIP code of the pick-up as a value code."""

from decimal import Decimal
from typing import Final

from rules.claim.bill_codes import value_codes
from rules.claim.facts import ClaimFacts, is_blank, money
from rules.claim.procedure_words import is_ambulance
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses

_PICK_UP: Final = "A0"
_MILEAGE: Final = "A0425"
_LOWEST: Final = 100
_FILLER: Final = 99999


def check(claim: ClaimFacts) -> Found:
    """A trip has no value code A0, or the code's amount is not a ZIP code."""
    given = value_codes(claim, _PICK_UP)
    if given:
        path, entry = given[0]
        return None if _is_zip(entry.amount) else problem(f"{path}.amount", "malformed", amount=money(entry.amount))
    if not any(is_ambulance(line) and line.code != _MILEAGE for line in claim.lines):
        return None
    ambulance = claim.encounter.ambulance
    pick_up = None if ambulance is None else ambulance.pickup
    known = pick_up is not None and not is_blank(pick_up.postal_code)
    return problem("institutional.value_codes", "known" if known else "default")


def _is_zip(amount: Decimal) -> bool:
    """Whether an amount is a ZIP code in whole dollars; its leading zeros are lost."""
    return amount == amount.to_integral_value() and _LOWEST <= amount < _FILLER


_SAYS: Final = "The ambulance claim has no pick-up ZIP code (value code A0)."
_SUGGEST: Final = "Enter the five digits as an amount: 60601 is 60601.00, and 02108 is 2108.00."

EDIT = Edit(
    code="BN126",
    name="ambulance-pickup-zip-missing",
    title="An ambulance claim of a hospital has no pick-up ZIP code.",
    why="The rate of an ambulance trip depends on where the patient was picked up. An institutional claim gives the "
    "ZIP code in value code A0; payers return or deny the claim without a valid one.",
    fix="Add value code A0 with the five digits of the ZIP code in whole dollars.",
    looks_at=(
        "institutional.value_codes[].code",
        "institutional.value_codes[].amount",
        "service_lines[].procedure_code",
        "ambulance.pickup.postal_code",
    ),
    subject="claim",
    check=check,
    severity=severities("W", "W", "W"),
    cases={
        "default": Case(says=_SAYS, suggest=_SUGGEST),
        "known": Case(says=_SAYS, suggest=_SUGGEST, mark="NOTICE"),
        "malformed": Case(
            says="Value code A0 is {amount}, which is not a ZIP code.",
            suggest=_SUGGEST,
            rarc=("N53",),
            status=statuses("A7:726"),
        ),
    },
    carc="16",
    rarc=("M49",),
    status=statuses("A6:725"),
    snip=6,
    source="AmeriHealth error E6183; Medicare Claims Processing Manual chapter 15 section 30.2",
    references=(
        Reference(text="AmeriHealth error E6183: a pick-up ZIP code of zeros, nines or letters is denied."),
        Reference(text="Medicare Claims Processing Manual chapter 15 section 30.2: value code A0. Known, not read."),
    ),
    basis="manual",
    form="institutional",
    bills="outpatient",
    on_denial_bill=False,
    since="2",
    example=Example(
        base="hospital-outpatient-visit",
        field="institutional.value_codes",
        fires=[{"code": "A0", "amount": "0.00"}],
        silent=[{"code": "A0", "amount": "2108.00"}],
        given={
            "service_lines[1].procedure_code": "A0429",
            "service_lines[1].revenue_code": "0540",
            "service_lines[1].modifiers": ["RH", "QN"],
        },
    ),
)
