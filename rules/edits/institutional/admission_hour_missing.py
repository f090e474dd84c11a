"""IN110: a hospital inpatient claim carries the admission hour."""

import re
from typing import Final

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.references import usage_837i

_HOUR: Final = re.compile(r"[01][0-9]|2[0-3]")


def check(claim: ClaimFacts) -> Found:
    """The admission hour of an acute stay is missing or not 00 to 23."""
    details = claim.encounter.institutional
    hour = None if details is None else details.admission_hour
    if hour is None or is_blank(hour):
        nonpayment = claim.encounter.frequency_code == "0"
        return problem("institutional.admission_hour", "nonpayment" if nonpayment else "default")
    return None if _HOUR.fullmatch(hour) else problem("institutional.admission_hour", "no-hour")


EDIT = Edit(
    code="IN110",
    name="admission-hour-missing",
    title="A hospital inpatient claim has no valid admission hour.",
    why="The admission hour is required on a hospital inpatient claim. A claim without a valid one fails the payer's "
    "front-end edits.",
    fix="Enter the hour as two digits from 00 to 23. 00 is the hour after midnight.",
    looks_at=("institutional.admission_hour", "frequency_code"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(says="The inpatient claim has no admission hour."),
        "nonpayment": Case(says="The nonpayment claim, frequency 0, has no admission hour.", mark="WARN"),
        "no-hour": Case(says="The admission hour is not 00 to 23."),
    },
    carc="16",
    rarc=("N46",),
    status=statuses("A6:230"),
    snip=4,
    changed="2",
    source="ASC X12 837I, loop 2300, DTP 435; X12 RFI 1520; UB-04 form locator 13",
    basis="regulation",
    references=(usage_837i("loop 2300, DTP 435: situational"),),
    form="institutional",
    bills="acute",
    example=Example(base="inpatient-stay", field="institutional.admission_hour", fires=None, silent="14"),
)
