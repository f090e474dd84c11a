"""IN111: a discharge claim carries the discharge hour, and an interim claim has none."""

import re
from typing import Final

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.references import usage_837i

_HOUR: Final = re.compile(r"[01][0-9]|2[0-3]")
_PATH: Final = "institutional.discharge_hour"


def check(claim: ClaimFacts) -> Found:
    """A complete or last claim has no discharge hour or an invalid one, or an interim claim has one."""
    details, frequency = claim.encounter.institutional, claim.encounter.frequency_code
    hour = None if details is None else details.discharge_hour
    if hour is None or is_blank(hour):
        on_leave = frequency == "1" and details is not None and details.discharge_status == "30"
        return problem(_PATH, frequency=frequency) if frequency in ("1", "4") and not on_leave else None
    if not _HOUR.fullmatch(hour):
        return problem(_PATH, "no-hour")
    return problem(_PATH, "still-there", frequency=frequency) if frequency in ("2", "3") else None


EDIT = Edit(
    code="IN111",
    name="discharge-hour-against-frequency",
    title="The discharge hour does not fit a complete, last or interim claim.",
    why="A hospital claim with a discharge requires the discharge hour; payers return it without one. On an interim "
    "claim the patient is still there, so a discharge hour contradicts it. A complete claim with discharge "
    "status 30, for a patient on leave, needs none.",
    fix="Enter the hour as two digits from 00 to 23 on the claim with the discharge, and remove it from interim "
    "claims.",
    looks_at=("institutional.discharge_hour", "frequency_code", "institutional.discharge_status"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(says="The claim with frequency {frequency} ends the stay but has no discharge hour."),
        "no-hour": Case(says="The discharge hour is not 00 to 23."),
        "still-there": Case(
            says="The interim claim, frequency {frequency}, has a discharge hour, though the patient is still there.",
            mark="WARN",
        ),
    },
    carc="16",
    rarc=("N317",),
    status=statuses("A6:233"),
    snip=4,
    changed="2",
    source="ASC X12 837I, loop 2300, DTP 096; X12 RFI 1520; UB-04 form locator 16",
    basis="regulation",
    references=(usage_837i("loop 2300, DTP 096: situational"),),
    form="institutional",
    bills="acute",
    example=Example(base="inpatient-stay", field="institutional.discharge_hour", fires=None, silent="11"),
)
