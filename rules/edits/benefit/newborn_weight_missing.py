"""BN137: a claim of a birth gives the newborn's weight."""

from decimal import Decimal
from typing import Final

from rules.claim.bill_codes import value_codes
from rules.claim.facts import ClaimFacts, money
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list

_WEIGHT: Final = "54"
_NEWBORN: Final = "4"
_LOWEST: Final = Decimal(200)
_HIGHEST: Final = Decimal(9999)


def check(claim: ClaimFacts, *, frequencies: frozenset[str]) -> Found:
    """A newborn's first claim has no birth weight, or a birth weight is impossible in grams."""
    details = claim.encounter.institutional
    if details is None or claim.encounter.frequency_code not in frequencies:
        return None
    given = value_codes(claim, _WEIGHT)
    if not given:
        return problem("institutional.value_codes") if details.admission_type == _NEWBORN else None
    return [
        problem(f"{path}.amount", "impossible", amount=money(each.amount))
        for path, each in given
        if not _LOWEST <= each.amount <= _HIGHEST
    ]


EDIT = Edit(
    code="BN137",
    name="newborn-weight-missing",
    title="A newborn's claim has no birth weight, or an impossible one.",
    why="Medicaid programs group a newborn's stay by birth weight, which value code 54 gives in grams. Some return the "
    "claim without it.",
    fix="Enter the weight in whole grams: 3,250 g is 3250.00.",
    looks_at=(
        "institutional.value_codes[].code",
        "institutional.value_codes[].amount",
        "institutional.admission_type",
        "frequency_code",
    ),
    subject="claim",
    check=check,
    severity=severities("-", "W", "N"),
    cases={
        "default": Case(says="The newborn's birth weight (value code 54) is missing."),
        "impossible": Case(says="Value code 54 gives a birth weight of {amount} grams."),
    },
    carc="16",
    rarc=("M49",),
    status=statuses("A6:725"),
    snip=6,
    source="Alabama Medicaid (2017-01-01); T-MSIS data guide, CIP.002.170",
    references=(
        Reference(text="Alabama Medicaid: from 2017-01-01 the birth weight is required on a newborn's claim."),
        Reference(text="T-MSIS data guide, CIP.002.170: birth weight in grams."),
    ),
    basis="manual",
    form="institutional",
    bills="acute",
    on_denial_bill=False,
    since="2",
    lists={"frequencies": dated_list("birth_weight_frequencies")},
    example=Example(
        base="inpatient-stay",
        field="institutional.value_codes",
        fires=[{"code": "80", "amount": "3.00"}],
        silent=[{"code": "80", "amount": "3.00"}, {"code": "54", "amount": "3250.00"}],
        given={"institutional.admission_type": "4", "institutional.admission_source": "5"},
        profile="medicaid",
    ),
)
