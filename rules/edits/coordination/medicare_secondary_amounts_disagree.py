"""CB117: a Medicare secondary payer value code equals what the prior payers paid."""

from decimal import Decimal

from rules.claim.facts import ClaimFacts, money
from rules.claim.form_limits import MOST_COVERAGES
from rules.edit import Case, Edit, Example, Found, Problem, problem, severities, statuses
from rules.edits.coordination._medicare_second import MEDICARE_SECOND
from rules.edits.coordination._prior_payers import (
    line_decisions,
    medicare_is_secondary,
    paid_by,
    total,
)
from rules.lists.dated_list import dated_list


def check(claim: ClaimFacts, *, medicare: frozenset[str], value_codes: frozenset[str]) -> Found:
    """The value code amount is not what the prior payers paid, or that of 44 not what they allowed."""
    details = claim.encounter.institutional
    if details is None or not medicare_is_secondary(claim, medicare):
        return None
    codes = list(enumerate(details.value_codes))
    first = next((index for index, one in codes if one.code in value_codes), None)
    payments = [paid_by(payer, claim) for payer in claim.coverages[:MOST_COVERAGES] if payer.prior]
    if first is None or all(paid is None for paid in payments):  # CB115 and CB101 report these
        return None
    found: list[Problem] = []
    paid = sum((one for one in payments if one is not None), Decimal(0))
    stated = sum((one.amount for _, one in codes if one.code in value_codes), Decimal(0))
    if stated != paid:
        path = f"institutional.value_codes[{first}].amount"
        found.append(problem(path, code=details.value_codes[first].code, stated=money(stated), paid=money(paid)))
    allowed = claim.encounter.total_charge - _contractual(claim)
    found += [
        problem(f"institutional.value_codes[{index}].amount", "44", stated=money(one.amount), allowed=money(allowed))
        for index, one in codes
        if one.code == "44" and one.amount != allowed
    ]
    return found


def _contractual(claim: ClaimFacts) -> Decimal:
    """What the prior payers adjusted by contract (group CO), on the claim and on its lines."""
    taken = Decimal(0)
    for payer in claim.coverages[:MOST_COVERAGES]:
        if payer.prior:
            decision = payer.coverage.adjudication
            taken += Decimal(0) if decision is None else total(decision.adjustments, "CO")
            for line in line_decisions(claim, payer.index):
                taken += sum((total(entry.adjustments, "CO") for entry in line.entries), Decimal(0))
    return taken


EDIT = Edit(
    code="CB117",
    name="medicare-secondary-amounts-disagree",
    title="The value codes and the prior payers' adjudications give different amounts.",
    why="Medicare calculates its payment from the value code and the adjudications on the claim. If they disagree, "
    "the claim is suspended.",
    fix="Enter in the value code the total that the prior payers paid, and in 44 the total charge less contractual "
    "adjustments. Leave it if the contract obliges you to accept another amount.",
    looks_at=("institutional.value_codes[].amount", "coverages[].adjudication", "service_lines[].adjudications[]"),
    subject="claim",
    check=check,
    occasion="prior-payer",
    form="institutional",
    severity=severities("W", "-", "-"),
    cases={
        "default": Case(says="Value code {code} has {stated}, but the prior payers paid {paid}."),
        "44": Case(says="Value code 44 has {stated}, but the total charge less contractual adjustments is {allowed}."),
    },
    carc="16",
    rarc=("M49",),
    status=statuses("A7:726"),
    snip=3,
    source="Medicare reason code 33981",
    basis="manual",
    lists={
        "medicare": dated_list("medicare_filing_indicators"),
        "value_codes": dated_list("medicare_secondary_value_codes"),
    },
    example=Example(
        base="inpatient-stay",
        field="institutional.value_codes[1].amount",
        fires="4000.00",
        silent="5000.00",
        given={**MEDICARE_SECOND, "institutional.value_codes[1].code": "12"},
    ),
    related=("CB115",),
)
