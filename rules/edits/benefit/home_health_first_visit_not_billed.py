"""BN104: the payment line of a home health claim is dated with a visit that the claim bills."""

import datetime as dt
from typing import Final

from rules.claim.bill_codes import has_value_codes, is_visit
from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list

_PAYMENT_LINE: Final = "0023"
_REQUEST: Final = "2"
_OFF_FROM: Final = dt.date(2021, 1, 1)
_ON_AGAIN: Final = dt.date(2023, 1, 3)
_FIRST_DAY_YEAR: Final = 2021


def check(claim: ClaimFacts) -> Found:
    """A line 0023 has a date on which no visit is billed."""
    if claim.encounter.frequency_code == _REQUEST or _OFF_FROM <= claim.as_of < _ON_AGAIN:
        return None
    visits = [line.line.service_from for line in claim.lines if is_visit(line, claim)]
    if None in visits:  # the missing date may be the one: BT101 reports it
        return None
    if claim.encounter.service_from.year == _FIRST_DAY_YEAR:
        case = "first-day"
    else:
        case = "default" if has_value_codes(claim) else "unfinished"
    return [
        problem(f"{line.path}.service_from", case, number=line.number, date=line.line.service_from)
        for line in claim.lines
        if line.revenue == _PAYMENT_LINE and line.line.service_from is not None and line.line.service_from not in visits
    ]


EDIT = Edit(
    code="BN104",
    name="home-health-first-visit-not-billed",
    title="The payment line of a home health claim is dated on a day without a billed visit.",
    why="Medicare compares the date of line 0023 with the visits and returns a claim where none has the same "
    "date. The finding is a warning if the claim has no value codes at all: its source may leave billing data "
    "to a later system.",
    fix="Date line 0023 with the first visit of the period, covered or not, and bill that visit. For periods that "
    "began in 2021 the first day of the period was right.",
    looks_at=("service_lines[].service_from", "service_lines[].revenue_code", "institutional.value_codes"),
    subject="claim",
    check=check,
    severity=severities("R", "-", "-"),
    reporting_mark="WARN",
    cases={
        "default": Case(
            says="Payment line {number} (0023) is dated {date}, but no visit is billed for that day.",
            suggest="Date the line with the first billed visit.",
        ),
        "unfinished": Case(
            says="Payment line {number} (0023) is dated {date}, but no visit is billed for that day; the claim has no "
            "value codes either.",
            suggest="Date the line with the first billed visit.",
            mark="WARN",
        ),
        "first-day": Case(
            says="Payment line {number} (0023) is dated {date}, and no visit is billed for that day; in 2021 the "
            "first day of the period was right.",
            mark="WARN",
        ),
    },
    carc="16",
    rarc=("M52",),
    status=statuses("A7:187"),
    snip=6,
    source="Medicare reason codes 31755 and 32968",
    basis="manual",
    references=(
        Reference(
            text="CGS, reactivating reason code 31755: from 2023-01-03 the date of line 0023 must again be that of a "
            "visit; the edit was off since January 2021, when the first day of the period was asked for.",
            address="https://cgsmedicare.com/hhh/pubs/news/2023/01/cope133569.html",
        ),
        Reference(
            text="Palmetto GBA, reason code 32968: a visit line must have the date shown on line 0023.",
            address="https://www.palmettogba.com/palmetto/jmhhh.nsf/DID/8MQTAS1648",
        ),
        Reference(
            text="Home Health Line, January 2023: claims are returned with 31755 where line 0023 has the first day of "
            "the period; the first visit counts whether it is covered or not.",
            address="https://homehealthline.decisionhealth.com/Articles/Detail.aspx?id=545723&featured=1",
        ),
    ),
    form="institutional",
    bill_types=dated_list("home_health_bills"),
    on_denial_bill=False,
    since="2",
    example=Example(
        base="home-health-period",
        field="service_lines[0].service_from",
        fires="2026-09-02",
        silent="2026-09-01",
    ),
    related=("BN105",),
)
