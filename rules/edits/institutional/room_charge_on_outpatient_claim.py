"""IN105: room and board is billed on inpatient claims, not on hospital outpatient claims."""

import re
from typing import Final

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list

_ROOM: Final = re.compile(r"0?(1[0-79]|2[01])[0-9]")
"""0100 to 0219, but 018x (leave of absence), with or without the leading zero."""


def check(line: LineFacts, claim: ClaimFacts, *, bills: frozenset[str]) -> Found:
    """A line of a hospital outpatient claim has a room and board revenue code."""
    if claim.type_of_bill[:2] not in bills:
        return None
    revenue = line.line.revenue_code
    if revenue is None or not _ROOM.fullmatch(revenue):
        return None
    return problem(f"{line.path}.revenue_code", revenue=revenue)


EDIT = Edit(
    code="IN105",
    name="room-charge-on-outpatient-claim",
    title="An outpatient claim has a room and board charge.",
    why="Room and board belongs to an inpatient stay. A payer denies it on an outpatient claim, because the type of "
    "bill and the revenue code conflict.",
    fix="Bill the stay on an inpatient bill type if the patient was admitted. If not, use the revenue code of the "
    "outpatient service, such as observation.",
    looks_at=("service_lines[].revenue_code", "institutional.type_of_bill"),
    subject="line",
    check=check,
    severity=severities("R", "R", "R"),
    cases={"default": Case(says="Revenue code {revenue} is room and board, but the claim is outpatient.")},
    carc="282",
    rarc=("M50",),
    status=statuses("A7:455"),
    snip=4,
    source="UB-04 form locators 4 and 42",
    basis="manual",
    references=(
        Reference(
            text="First Coast, reason code 15202: outpatient claims are not billed with days or accommodation revenue "
            "codes",
            address="http://medicare.fcso.com/Inquiries_and_denials/tips/170967.asp",
        ),
    ),
    form="institutional",
    bills="outpatient",
    lists={"bills": dated_list("hospital_outpatient_bills")},
    example=Example(
        base="hospital-outpatient-visit", field="service_lines[0].revenue_code", fires="0120", silent="0450"
    ),
)
