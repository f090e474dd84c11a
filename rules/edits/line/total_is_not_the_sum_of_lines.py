"""LN101: the total charge equals the sum of the line charges, to the cent."""

from decimal import Decimal
from typing import Final

from rules.claim.facts import ClaimFacts, money
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses

_NONE: Final = Decimal(0)


def check(claim: ClaimFacts) -> Found:
    """The total charge is not the exact sum of the line charges."""
    total = claim.encounter.total_charge
    charged = sum([line.line.charge for line in claim.lines], _NONE)
    if total == charged:
        return None
    return problem("total_charge", total=money(total), charged=money(charged))


EDIT = Edit(
    code="LN101",
    name="total-is-not-the-sum-of-lines",
    title="The total charge is not the sum of the line charges.",
    why="Payers add up the lines first and return a claim that does not balance. Revenue code line 0001 repeats the "
    "total and is not added.",
    fix="Find the line that was added, dropped or changed after the total was calculated, and correct it or the total.",
    looks_at=("total_charge", "service_lines[].charge"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={"default": Case(says="Total charge {total} is not the sum of the line charges, {charged}.")},
    carc="16",
    rarc=("M54",),
    status=statuses("A7:178"),
    snip=3,
    source="837 CLM02, balance with SV102 and SV203",
    basis="regulation",
    example=Example(base="office-visit", field="total_charge", fires="190.01", silent="190.00"),
    waivable=False,
    on_void=True,
)
