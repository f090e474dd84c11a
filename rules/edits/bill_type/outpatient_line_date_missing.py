"""BT101: on most outpatient bills every line has its own date of service."""

import datetime as dt
from typing import Final

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list
from rules.references import usage_837i

_SAYS: Final = "Line {number} has no service date; bill type {bill} needs one on every line."


def check(
    line: LineFacts,
    claim: ClaimFacts,
    *,
    required: frozenset[str],
    usual: frozenset[str],
    often_without: frozenset[str],
    exempt: frozenset[str],
) -> Found:
    """A line of an outpatient bill has no from date."""
    if line.line.service_from is not None:
        return None
    kind, encounter = claim.type_of_bill[:2], claim.encounter
    values = {"number": line.number, "bill": claim.type_of_bill}
    if kind in usual:
        return problem(f"{line.path}.service_from", "usual", **values)
    if kind not in required:
        return None
    address = encounter.billing_provider.address
    state = None if address is None else address.state
    plain = encounter.service_from == encounter.service_through
    lenient = plain or kind in often_without or state in exempt
    return problem(f"{line.path}.service_from", "lenient" if lenient else "default", **values)


EDIT = Edit(
    code="BT101",
    name="outpatient-line-date-missing",
    title="A line of an outpatient bill has no date of service.",
    why="Outpatient services are paid by the day and by the rates of that day. Medicare returns a bill over several "
    "days whose lines have no dates.",
    fix="Enter the date of service of the line, or a range inside the statement period. On a bill for one day, from a "
    "critical access hospital (85x), or from a hospital that is exempt, such as an Indian Health Service hospital, the "
    "line can stay without one.",
    looks_at=(
        "service_lines[].service_from",
        "institutional.type_of_bill",
        "service_from",
        "service_through",
        "billing_provider.address.state",
    ),
    subject="line",
    check=check,
    severity=severities("R", "W", "W"),
    reporting_mark="WARN",
    cases={
        "default": Case(says=_SAYS),
        "lenient": Case(says=_SAYS, mark="WARN"),
        "usual": Case(
            says="Line {number} has no service date; on bill type {bill} lines usually have one.", mark="WARN"
        ),
    },
    carc="16",
    rarc=("M52",),
    status=statuses("A6:187"),
    snip=4,
    source="X12 RFI 1435; Medicare Claims Processing Manual ch. 25 §75.4, form locator 45",
    basis="manual",
    references=(
        usage_837i("loop 2400, DTP 472: situational"),
        Reference(
            text="X12 RFI 1435 quotes the UB-04 manual: lines of 12x to 14x, 22x, 23x, 32x to 34x, 71x to 76x, 81x to "
            "83x and 85x have a service date"
        ),
        Reference(
            text="Medicare Claims Processing Manual ch. 25, form locator 45: line item dates on outpatient bills; "
            "hospitals in American Samoa, Guam and the Northern Marianas and those of the Indian Health Service are "
            "exempt"
        ),
        Reference(text="Palmetto GBA, reason code 32968: home health visit lines without a date are returned"),
    ),
    since="2",
    form="institutional",
    bills="outpatient",
    lists={
        "required": dated_list("outpatient_bills_with_line_dates"),
        "usual": dated_list("outpatient_bills_without_line_date_rule"),
        "often_without": dated_list("bills_often_without_line_dates"),
        "exempt": dated_list("territories_without_line_dates"),
    },
    effective_from=dt.date(2012, 1, 1),
    example=Example(
        base="hospital-outpatient-visit",
        field="service_lines[0].service_from",
        fires=None,
        silent="2026-11-02",
        given={"service_from": "2026-11-01"},
    ),
)
