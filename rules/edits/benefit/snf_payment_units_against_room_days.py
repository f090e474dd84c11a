"""BN116: the days of the payment lines of a skilled nursing bill are those of its covered room lines."""

from decimal import Decimal
from typing import Final

from rules.claim.bill_codes import is_room
from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list

_PAYMENT_LINE: Final = "0022"


def check(claim: ClaimFacts) -> Found:
    """The units of lines 0022 and those of the covered room lines differ."""
    payment = [line for line in claim.lines if line.revenue == _PAYMENT_LINE]
    rooms = [line for line in claim.lines if is_room(line) and not line.whole_noncovered]
    if not payment or not rooms or any(line.line.units == 0 for line in payment):
        return None
    paid = sum((line.line.units for line in payment), Decimal(0))
    covered = sum((line.line.units for line in rooms), Decimal(0))
    if paid == covered:
        return None
    return problem(f"{payment[-1].path}.units", paid=f"{paid.normalize():f}", covered=f"{covered.normalize():f}")


EDIT = Edit(
    code="BN116",
    name="snf-payment-units-against-room-days",
    title="The payment lines and room lines of a skilled nursing bill have different numbers of days.",
    why="Medicare compares the days of the HIPPS codes with the covered days in a room and returns a bill on which "
    "they differ.",
    fix="Make the units of the 0022 lines add up to those of the covered room lines. Leave days (018x) and noncovered "
    "days do not count.",
    looks_at=("service_lines[].units", "service_lines[].revenue_code", "service_lines[].non_covered_charge"),
    subject="claim",
    check=check,
    severity=severities("W", "-", "-"),
    cases={
        "default": Case(
            says="The payment lines (0022) have {paid} days, the covered room lines {covered}.",
            suggest="Make them equal; leave days (018x) do not count.",
        )
    },
    carc="16",
    rarc=("M53",),
    status=statuses("A7:476"),
    snip=6,
    source="Palmetto GBA, Part A claims submission error help",
    basis="manual",
    references=(
        Reference(
            text="Palmetto GBA, claims submission error help, covered days: the units of revenue code 0022 must match "
            "the accommodation units; 018x and 019x do not count.",
            address="https://www.palmettogba.com/palmetto/providers.nsf/DocsCat/Providers~JM%20Part%20A~"
            "Learning%20Education~Claims%20Submission%20Error%20Help~8UKPY95557?open",
        ),
    ),
    form="institutional",
    bill_types=dated_list("skilled_nursing_facility_bills"),
    on_denial_bill=False,
    since="2",
    example=Example(base="skilled-nursing-stay", field="service_lines[0].units", fires="18", silent="20"),
    related=("BN113",),
)
