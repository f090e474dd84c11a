"""IN111: the bill of a discharge says its hour, and a bill of a stay that goes on has none."""

import re
from typing import Final

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses

_HOUR: Final = re.compile(r"[01][0-9]|2[0-3]")
_PATH: Final = "institutional.discharge_hour"


def check(claim: ClaimFacts) -> Found:
    """A complete or last bill has no discharge hour, an hour is none of the day, or an interim bill has one."""
    details, frequency = claim.encounter.institutional, claim.encounter.frequency_code
    hour = None if details is None else details.discharge_hour
    if hour is None or is_blank(hour):
        return problem(_PATH, frequency=frequency) if frequency in ("1", "4") else None
    if not _HOUR.fullmatch(hour):
        return problem(_PATH, "no-hour")
    return problem(_PATH, "still-there", frequency=frequency) if frequency in ("2", "3") else None


EDIT = Edit(
    code="IN111",
    name="discharge-hour-against-frequency",
    title="The discharge hour does not go with a complete, last or interim bill.",
    why="A hospital's bill of a discharge must say its hour; payers return it without. On an interim bill the patient "
    "is still there, so an hour contradicts it.",
    fix="Give the hour as two digits from 00 to 23 on the bill of the discharge, and take it off interim bills.",
    looks_at=("institutional.discharge_hour", "frequency_code"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(says="A bill with frequency {frequency} ends the stay but has no discharge hour."),
        "no-hour": Case(says="The discharge hour is not an hour from 00 to 23."),
        "still-there": Case(
            says="An interim bill, frequency {frequency}, has a discharge hour, though the patient is still there.",
            mark="WARN",
        ),
    },
    carc="16",
    rarc=("N317",),
    status=statuses("A6:233"),
    snip=4,
    source="ASC X12 837I, loop 2300, DTP 096; UB-04 form locator 16",
    form="institutional",
    bills="acute",
    example=Example(base="inpatient-stay", field="institutional.discharge_hour", fires=None, silent="11"),
)
