"""IN114: covered and noncovered days of a stay add up to its days."""

from decimal import Decimal
from typing import Final

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list
from rules.references import usage_837i

_PATH: Final = "institutional.value_codes"


def check(claim: ClaimFacts, *, bills: frozenset[str]) -> Found:
    """Value code 80 is missing, or 80 and 81 do not add up to the days of the statement or the stay."""
    details, encounter = claim.encounter.institutional, claim.encounter
    if details is None or claim.type_of_bill[:2] not in bills:
        return None
    if not any(entry.code == "80" for entry in details.value_codes):
        return problem(_PATH, "missing")
    total = sum((entry.amount for entry in details.value_codes if entry.code in ("80", "81")), Decimal(0))
    last_counts = 1 if details.discharge_status == "30" else 0
    starts = (encounter.service_from, details.admission_date or encounter.service_from)
    days = [(encounter.service_through - start).days + last_counts for start in starts]
    # A stay that ends on the day it begins has no night, yet payers count its one day.
    if total in days or (total == 1 and 0 in days):
        return None
    return problem(_PATH, total=f"{total:.2f}", days=days[0])


EDIT = Edit(
    code="IN114",
    name="covered-days-out-of-balance",
    title="Covered and noncovered days do not add up to the days of the claim.",
    why="Medicare counts the days of a stay from its dates and compares them with value codes 80, covered days, and "
    "81, noncovered days. A claim that does not add up is returned.",
    fix="Report covered days with value code 80 and noncovered days with 81. The day of discharge does not count; "
    "the last day of an interim claim, status 30, does.",
    looks_at=("institutional.value_codes", "service_from", "service_through", "institutional.admission_date"),
    subject="claim",
    check=check,
    severity=severities("W", "-", "-"),
    cases={
        "missing": Case(says="The inpatient claim has no value code 80, covered days."),
        "default": Case(says="Value codes 80 and 81 add up to {total} days, but the claim has {days}."),
    },
    carc="16",
    rarc=("MA32",),
    status=statuses("A7:456"),
    snip=3,
    source="Medicare reason code 12206; UB-04 form locators 39 to 41",
    basis="manual",
    references=(
        usage_837i("loop 2300, HI BE: situational"),
        Reference(
            text="First Coast, reason code 12206: covered and noncovered days are those between the from and through "
            "dates, one more with status 30",
            address="http://medicare.fcso.com/Inquiries_and_denials/Tips/169984.asp",
        ),
    ),
    form="institutional",
    bills="inpatient",
    lists={"bills": dated_list("hospital_and_nursing_stay_bills")},
    example=Example(base="inpatient-stay", field="institutional.value_codes[0].amount", fires="2.00", silent="3.00"),
    related=("BT104",),
)
