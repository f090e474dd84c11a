"""IN105: a bed for the night is charged on an inpatient bill, not on one for a hospital's outpatients."""

import re
from typing import Final

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses

_BILLS: Final = frozenset(("13", "14", "83"))
_ROOM: Final = re.compile(r"0?(1[0-79]|2[01])[0-9]")
"""0100 to 0219, but 018x (leave of absence), with or without the leading zero."""


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """A line of a hospital's outpatient bill has a revenue code for room and board."""
    if claim.type_of_bill[:2] not in _BILLS:
        return None
    revenue = line.line.revenue_code
    if revenue is None or not _ROOM.fullmatch(revenue):
        return None
    return problem(f"{line.path}.revenue_code", revenue=revenue)


EDIT = Edit(
    code="IN105",
    name="room-charge-on-outpatient-claim",
    title="An outpatient bill charges for a room.",
    why="Room and board belongs to an inpatient stay. A payer denies it on an outpatient bill, for the type of bill "
    "and the revenue code contradict each other.",
    fix="Bill the stay on an inpatient type of bill if the patient was admitted. If not, use the revenue code of the "
    "outpatient service, such as the one for observation.",
    looks_at=("service_lines[].revenue_code", "institutional.type_of_bill"),
    subject="line",
    check=check,
    severity=severities("R", "R", "R"),
    cases={"default": Case(says="Revenue code {revenue} is a room charge, but the bill is for an outpatient.")},
    carc="282",
    rarc=("M50",),
    status=statuses("A7:455"),
    snip=4,
    source="UB-04 form locators 4 and 42",
    form="institutional",
    bills="outpatient",
    example=Example(
        base="hospital-outpatient-visit", field="service_lines[0].revenue_code", fires="0120", silent="0450"
    ),
)
