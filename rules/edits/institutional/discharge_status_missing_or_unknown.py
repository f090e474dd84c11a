"""IN106: an institutional claim carries the patient discharge status."""

import datetime as dt
from typing import Final

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses
from rules.tables.shipped.discharge_statuses import DischargeStatuses

_PATH: Final = "institutional.discharge_status"
_DIED_IN_HOSPICE: Final = ("40", "41", "42")


def check(claim: ClaimFacts) -> Found:
    """The discharge status is missing, or is not valid for this bill type on the through date."""
    details = claim.encounter.institutional
    status = None if details is None else details.discharge_status
    if status is None or is_blank(status):
        return problem(_PATH, "missing")
    table, on = claim.tables.discharge_status, claim.encounter.service_through
    if table is None or not table.covers(on) or _is_known(status, on, table, claim):
        return None
    return problem(_PATH, date=on)


def _is_known(status: str, on: dt.date, table: DischargeStatuses, claim: ClaimFacts) -> bool:
    if table.known(status, on, True):
        return True
    if status == "09":
        return claim.outpatient
    return status in _DIED_IN_HOSPICE and claim.type_of_bill[:2] in ("81", "82")


EDIT = Edit(
    code="IN106",
    name="discharge-status-missing-or-unknown",
    title="The discharge status is missing or not valid on the date.",
    why="The status decides whether a stay is paid in full or as a transfer. Payers return a claim with an unknown "
    "status.",
    fix="Enter the two-digit status for where the patient went: 01 for home, 30 for still a patient. 40 to 42 are "
    "for hospices only, 09 for outpatients who were then admitted.",
    looks_at=("institutional.discharge_status",),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "missing": Case(says="The claim has no discharge status.", status=statuses("A6:234")),
        "default": Case(says="The discharge status is not valid for this bill type on {date}."),
    },
    carc="16",
    rarc=("MA43",),
    status=statuses("A7:234"),
    snip=5,
    source="CMS Medicare Code Editor v44, invalid discharge status; UB-04 form locator 17",
    form="institutional",
    tables=(needs("discharge_status", part=True),),
    example=Example(base="inpatient-stay", field="institutional.discharge_status", fires="08", silent="01"),
)
