"""BT102: a discharge status of death comes with occurrence code 55 and the date of death."""

import datetime as dt
from typing import Final

from rules.claim.bill_codes import occurrences
from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list

_DEATH: Final = "55"
_CODES: Final = "institutional.occurrence_codes"


def check(claim: ClaimFacts, *, deaths: frozenset[str]) -> Found:
    """A death without its date, a date of death outside the period, or one of a patient who lived."""
    details, encounter = claim.encounter.institutional, claim.encounter
    if details is None:
        return None
    given = occurrences(claim, _DEATH)
    if details.discharge_status not in deaths:
        if not given or not details.discharge_status:
            return None
        return problem("institutional.discharge_status", "lived", status=details.discharge_status)
    if not given:
        return problem(_CODES, status=details.discharge_status)
    path, occurrence = given[0]
    died = encounter.patient.death_date
    if not encounter.service_from <= occurrence.date <= encounter.service_through:
        return problem(f"{path}.date", "outside", date=occurrence.date)
    if died is not None and died != occurrence.date:
        return problem(f"{path}.date", "differs", date=occurrence.date)
    return None


EDIT = Edit(
    code="BT102",
    name="death-date-code-missing",
    title="The discharge status is a death, but occurrence code 55 with its date is missing or does not fit.",
    why="A mistyped discharge status has declared living people dead. Since October 2012 Medicare takes a status of "
    "death (20, 40, 41, 42) only with occurrence code 55 and the date of death.",
    fix="Add occurrence code 55 with the date of death, inside the statement period. If the patient lived, correct the "
    "discharge status and remove occurrence code 55.",
    looks_at=(
        "institutional.discharge_status",
        "institutional.occurrence_codes",
        "service_from",
        "service_through",
        "patient.death_date",
    ),
    subject="claim",
    check=check,
    severity=severities("R", "W", "W"),
    reporting_mark="WARN",
    cases={
        "default": Case(
            says="Discharge status {status} says that the patient died, but occurrence code 55 with the date of death "
            "is missing."
        ),
        "outside": Case(
            says="Occurrence code 55 is dated {date}, outside the statement period.",
            mark="WARN",
            status=statuses("A7:720"),
        ),
        "differs": Case(
            says="Occurrence code 55 is dated {date}, which is not the patient's date of death.",
            mark="WARN",
            status=statuses("A7:720"),
        ),
        "lived": Case(
            says="Occurrence code 55 gives a date of death, but discharge status {status} says that the patient lived.",
            mark="WARN",
            status=statuses("A7:234"),
        ),
    },
    carc="16",
    rarc=("M45",),
    status=statuses("A6:719"),
    snip=4,
    source="CMS change request 7792; MLN Matters MM7792; NUBC UB-04 manual, occurrence code 55",
    basis="manual",
    references=(
        Reference(
            text="Samaritan Health Plans, 2016: CMS requires occurrence code 55 with discharge status 20, 40, 41 or 42",
            address="https://www.samhealthplans.org/about-samaritan-health-plans/news-and-articles/2016/05/12/"
            "occurrence-code-55-required-when-reporting-date-of-death",
        ),
        Reference(
            text="AAPC on MM7792: claims with status 20, 40, 41 or 42 carry occurrence code 55 from 2012-10-01",
            address="https://www.aapc.com/blog/19370-new-occurrence-code-for-reporting-date-of-death/",
        ),
        Reference(
            text="HHS guidance on CR 7792: Medicare takes the new code from 2012-10-01",
            address="https://hhs.gov/guidance/document/new-occurrence-code-report-date-death",
        ),
    ),
    since="2",
    form="institutional",
    lists={"deaths": dated_list("death_statuses")},
    effective_from=dt.date(2012, 10, 1),
    example=Example(
        base="inpatient-stay",
        field="institutional.occurrence_codes",
        fires=None,
        silent=[{"code": "55", "date": "2026-10-15"}],
        given={"institutional.discharge_status": "20"},
    ),
)
