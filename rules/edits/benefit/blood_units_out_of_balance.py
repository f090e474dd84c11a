"""BN125: the units of blood lines equal the pints that the value codes account for."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from rules.claim.bill_codes import value_codes
from rules.claim.facts import ClaimFacts, LineFacts
from rules.claim.units_of_day import written_units
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list

_FURNISHED: Final = "37"
_DEDUCTIBLE: Final = "38"
_REPLACED: Final = "39"
_INFORMATION_ONLY: Final = "04"
_LATE_CHARGE: Final = "5"
_DEDUCTIBLE_PINTS: Final = Decimal(3)


def check(claim: ClaimFacts, *, blood_lines: frozenset[str], returned_bills: frozenset[str]) -> Found:
    """The units of blood lines are not the pints furnished, or these are not the deductible and replaced pints."""
    lines = [line for line in claim.lines if line.revenue in blood_lines and not line.whole_noncovered]
    given = {code: value_codes(claim, code) for code in (_FURNISHED, _DEDUCTIBLE, _REPLACED)}
    if not lines and not any(given.values()):
        return None
    pints = {code: sum((each.amount for _, each in entries), Decimal(0)) for code, entries in given.items()}
    furnished, deductible = pints[_FURNISHED], pints[_DEDUCTIBLE]
    units = sum((line.line.units for line in lines), Decimal(0))
    path = given[_FURNISHED][0][0] if given[_FURNISHED] else "institutional.value_codes"
    if units != furnished:
        returned = claim.type_of_bill[:2] in returned_bills and _is_plain(claim, lines)
        return problem(
            path, "units" if returned else "units-lenient", units=written_units(units), pints=written_units(furnished)
        )
    if deductible > _DEDUCTIBLE_PINTS:
        return problem(f"{given[_DEDUCTIBLE][0][0]}.amount", "deductible", pints=written_units(deductible))
    if furnished <= _DEDUCTIBLE_PINTS and deductible + pints[_REPLACED] != furnished:
        return problem(path, "sum", pints=written_units(furnished))
    return None


def _is_plain(claim: ClaimFacts, lines: Sequence[LineFacts]) -> bool:
    """Every pint on the claim's lines is charged and covered, and the claim asks for payment."""
    if _INFORMATION_ONLY in claim.condition_codes or claim.encounter.frequency_code == _LATE_CHARGE:
        return False
    return all(line.line.charge > 0 and not line.line.non_covered_charge for line in lines)


_UNITS: Final = "Revenue codes 0381 and 0382 bill {units} units of blood; value code 37 gives {pints} pints."
_CORRECT: Final = "Correct the units or the value code."

EDIT = Edit(
    code="BN125",
    name="blood-units-out-of-balance",
    title="The units of blood on the lines differ from the value codes.",
    why="Medicare counts pints of blood toward the yearly blood deductible: value code 37 gives the pints furnished, "
    "38 those of the deductible and 39 those replaced. It returns an inpatient claim whose lines 0381 and 0382 have "
    "other units.",
    fix="Correct the units or the value code. Blood from a donor without a charge for the blood itself is billed as "
    "processing under 039x and needs no value code.",
    looks_at=(
        "institutional.value_codes[].amount",
        "service_lines[].revenue_code",
        "service_lines[].units",
        "service_lines[].non_covered_charge",
        "condition_codes",
    ),
    subject="claim",
    check=check,
    severity=severities("R", "-", "-"),
    cases={
        "units": Case(says=_UNITS, suggest=_CORRECT),
        "units-lenient": Case(says=_UNITS, suggest=_CORRECT, mark="WARN"),
        "sum": Case(says="Value codes 38 and 39 must add up to the {pints} pints of value code 37.", mark="WARN"),
        "deductible": Case(
            says="Value code 38 gives {pints} deductible pints; the deductible is 3 pints a year.", mark="WARN"
        ),
    },
    carc="16",
    rarc=("M49",),
    status=statuses("A7:726"),
    snip=6,
    source="Medicare reason code 32211; Noridian, Blood and Blood Products Billing Guide",
    references=(
        Reference(
            text="First Coast on reason code 32211: the claim is returned if the units of revenue codes 0381 and 0382 "
            "do not equal value code 37, which equals the sum of 38 and 39; in force since 2008-10-01.",
            address="http://medicare.fcso.com/Inquiries_and_denials/Tips/227929.asp",
        ),
        Reference(
            text="Noridian: types of bill for blood; donated blood has no charge for the blood, and 0390 to 0392 are "
            "for its processing.",
            address="https://med.noridianmedicare.com/web/jea/topics/claim-submission/submission-errors-solutions/"
            "blood-and-blood-products-billing-guide",
        ),
        Reference(
            text="Value code 38 holds unreplaced deductible pints only, at most three a year.",
            address="https://cms1500claimbilling.com/how-to-bill-value-and-revenue-codes-in-ub-04",
        ),
    ),
    basis="manual",
    form="institutional",
    bill_types=dated_list("blood_bills"),
    on_denial_bill=False,
    reporting_mark="WARN",
    since="2",
    effective_from=dt.date(2008, 10, 1),
    lists={
        "blood_lines": dated_list("blood_revenue_codes"),
        "returned_bills": dated_list("hospital_and_nursing_stay_bills"),
    },
    example=Example(
        base="inpatient-stay",
        field="institutional.value_codes[1].amount",
        fires="2.00",
        silent="3.00",
        given={
            "service_lines[2].revenue_code": "0381",
            "service_lines[2].units": "3",
            "institutional.value_codes": [
                {"code": "80", "amount": "3.00"},
                {"code": "37", "amount": "3.00"},
                {"code": "38", "amount": "3.00"},
            ],
        },
    ),
)
