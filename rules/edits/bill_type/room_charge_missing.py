"""BT114: a stay over night has a room."""

from rules.claim.bill_codes import is_leave, is_room
from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list


def check(claim: ClaimFacts, *, frequencies: frozenset[str]) -> Found:
    """A stay of two days or more without a line of room and board, leave or subacute care."""
    if claim.days <= 1 or claim.encounter.frequency_code not in frequencies or "40" in claim.condition_codes:
        return None
    if not claim.lines or any(_has_days(line) for line in claim.lines):
        return None
    return problem("service_lines", days=claim.days)


def _has_days(line: LineFacts) -> bool:
    return is_room(line) or is_leave(line) or line.revenue.startswith("019")


EDIT = Edit(
    code="BT114",
    name="room-charge-missing",
    title="An overnight stay has no room-and-board line.",
    why="The days of a stay are billed with accommodation revenue codes. A payer that compares days and units cannot "
    "match a stay without one, and may return the claim.",
    fix="Add the accommodation revenue code with its days, or correct the bill type if the patient was not admitted.",
    looks_at=("service_lines[].revenue_code", "service_from", "service_through", "frequency_code", "condition_codes"),
    subject="claim",
    check=check,
    severity=severities("W", "W", "W"),
    cases={"default": Case(says="The stay of {days} days has no room-and-board line.")},
    carc="16",
    rarc=("M50",),
    status=statuses("A6:455"),
    snip=4,
    source="Palmetto GBA, claims submission error help (covered days against accommodation units); X12 RFI 1081",
    basis="manual",
    references=(
        Reference(
            text="Palmetto GBA: covered days are compared with the units of the accommodation revenue codes; no text "
            "read says that a stay without any is returned",
            address="https://www.palmettogba.com/palmetto/providers.nsf/DocsCat/Providers~JM%20Part%20A~Learning%20"
            "Education~Claims%20Submission%20Error%20Help~8UKPY95557?open",
        ),
        Reference(
            text="First Coast, reason code 15202: covered days against accommodation units on 11x, 18x and 21x",
            address="http://medicare.fcso.com/Inquiries_and_denials/tips/170967.asp",
        ),
        Reference(text="X12 RFI 1081: which revenue codes are accommodations is for the NUBC to say"),
    ),
    since="2",
    form="institutional",
    bill_types=dated_list("hospital_and_nursing_stay_bills"),
    on_denial_bill=False,
    lists={"frequencies": dated_list("frequencies_with_room_charges")},
    example=Example(base="inpatient-stay", field="service_lines[0].revenue_code", fires="0270", silent="0120"),
)
