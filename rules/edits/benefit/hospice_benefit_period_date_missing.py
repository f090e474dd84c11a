"""BN112: a hospice claim in which a new benefit period begins carries the date of the recertification."""

import datetime as dt
from typing import Final

from rules.claim.bill_codes import occurrences, spans
from rules.claim.calendar import days_later
from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list

_FIRST_PERIODS: Final = 90
_SECOND_ENDS: Final = 180
_LATER_PERIODS: Final = 60


def check(claim: ClaimFacts) -> Found:
    """A benefit period, counted from the admission, begins within the claim, and there is no occurrence 27."""
    details, first = claim.encounter.institutional, claim.encounter.service_from
    admitted = None if details is None else details.admission_date
    if admitted is None or first <= admitted or occurrences(claim, "27") or spans(claim, "77"):
        return None
    begins = _next_period(admitted, first)
    return None if begins > claim.encounter.service_through else problem("institutional.occurrence_codes", date=begins)


def _next_period(admitted: dt.date, on: dt.date) -> dt.date:
    """The first day on or after a date on which a benefit period begins: two of 90 days, then of 60."""
    days = (on - admitted).days
    if days <= _FIRST_PERIODS:
        return days_later(admitted, _FIRST_PERIODS)
    periods = -(-max(days - _SECOND_ENDS, 0) // _LATER_PERIODS)
    return days_later(admitted, _SECOND_ENDS + periods * _LATER_PERIODS)


EDIT = Edit(
    code="BN112",
    name="hospice-benefit-period-date-missing",
    title="A benefit period begins within a hospice claim that does not give its date.",
    why="A hospice election has two benefit periods of 90 days and then periods of 60. Medicare returns a claim in "
    "which one begins without occurrence code 27.",
    fix="Add occurrence code 27 with the first day of the benefit period. Leave it off if the periods count from "
    "another day because the patient transferred or elected hospice again.",
    looks_at=("institutional.occurrence_codes", "institutional.admission_date", "service_from", "service_through"),
    subject="claim",
    check=check,
    severity=severities("W", "-", "-"),
    cases={
        "default": Case(
            says="A benefit period seems to begin on {date}; occurrence code 27 with the recertification date is "
            "missing.",
            suggest="Add occurrence code 27, unless the patient transferred or elected hospice again.",
        )
    },
    carc="16",
    rarc=("M45",),
    status=statuses("A7:719"),
    snip=6,
    source="Medicare reason code U5181",
    basis="manual",
    references=(
        Reference(
            text="Palmetto GBA, reason code U5181: admitted on December 4, the next benefit period begins on March 4, "
            "and the claim for March needs occurrence code 27.",
            address="https://www.palmettogba.com/palmetto/jmhhh.nsf/DID/8B4QZL8015",
        ),
        Reference(
            text="CGS, occurrence code 27 calculator: not for patients who were readmitted or transferred, nor for "
            "late recertifications (span 77).",
            address="https://cgsmedicare.com/medicare_dynamic/j15/oc27calc.asp",
        ),
        Reference(
            text="NGS, occurrence code 27: two periods of 90 days, then periods of 60.",
            address="https://ngsmedicare.com/web/ngs/hospice-billing?selectedArticleId=1503773",
        ),
    ),
    form="institutional",
    bill_types=dated_list("hospice_bills"),
    on_denial_bill=False,
    since="2",
    example=Example(
        base="hospice-month",
        field="institutional.admission_date",
        fires="2026-07-10",
        silent="2026-09-10",
    ),
    related=("BN101",),
)
