"""IN113: an institutional claim carries the point of origin of the admission or visit."""

import datetime as dt
from typing import Final

from rules.claim.facts import HOME_HEALTH_BILL, ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.lists.dated_list import DatedList, OnOtherDate, dated_list
from rules.references import usage_837i

_NEWBORN_CODES_FROM: Final = dt.date(2007, 10, 1)
_SAYS: Final = {
    "missing": "The claim has no point of origin.",
    "newborn": "Admission type newborn requires point of origin 5 or 6.",
    "unknown": "The point of origin is not 1, 2, 4, 5, 6, 8, 9, D, E, F or G.",
    "ended": "Point of origin {code} was no longer in use on {date}.",
}


def check(claim: ClaimFacts, *, newborns: DatedList, others: DatedList, home_health: DatedList) -> Found:
    """The point of origin is missing, or not valid for the admission type on the day of admission."""
    details, bill = claim.encounter.institutional, claim.type_of_bill[:2]
    origin = None if details is None else details.admission_source
    admitted = None if details is None else details.admission_date
    newborn = details is not None and details.admission_type == "4"
    on = admitted or claim.encounter.service_from
    if bill == "14" or (newborns if newborn else others).has(origin, on):
        return None
    path, place = "institutional.admission_source", "" if claim.inpatient else "-outpatient"
    if origin is None or is_blank(origin):
        return problem(path, f"missing{place}")
    if newborn:
        return problem(path, f"newborn{place}" if on >= _NEWBORN_CODES_FROM else "newborn-before")
    if bill == HOME_HEALTH_BILL and home_health.spans_of(origin):
        return None if home_health.has(origin, on) else problem(path, "ended", code=origin, date=on)
    spans = others.spans_of(origin)
    if not spans:
        return problem(path, f"unknown{place}")
    return problem(path, f"ended{place}" if spans[-1].end < on else "too-early", code=origin, date=on)


EDIT = Edit(
    code="IN113",
    name="point-of-origin-missing-or-unknown",
    title="The point of origin is missing or does not fit the admission type.",
    why="The point of origin says whether a patient came from home or another facility, and for a newborn whether "
    "the child was born there. Payers return inpatient claims without it.",
    fix="Enter the code for where the patient came from, such as 1 for home. For admission type 4 use 5 for a child "
    "born in this hospital and 6 for one born elsewhere.",
    looks_at=(
        "institutional.admission_source",
        "institutional.admission_type",
        "institutional.admission_date",
        "institutional.type_of_bill",
    ),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        **{case: Case(says=says) for case, says in _SAYS.items()},
        **{f"{case}-outpatient": Case(says=says, mark="WARN") for case, says in _SAYS.items()},
        "newborn-before": Case(
            says="Before 2007-10-01, admission type newborn required point of origin 1 to 4.", mark="WARN"
        ),
        "too-early": Case(says="Point of origin {code} was not yet in use on {date}.", mark="WARN"),
    },
    carc="16",
    rarc=("MA42",),
    status=statuses("A7:229"),
    snip=5,
    source="UB-04 form locator 15; TMHP notice (G from 2020-07-01); CMS change request 6801 (end of 7, B and C)",
    basis="manual",
    references=(usage_837i("loop 2300, CL102: situational"),),
    changed="2",
    form="institutional",
    lists={
        "newborns": OnOtherDate(listed=dated_list("newborn_points_of_origin")),
        "others": OnOtherDate(listed=dated_list("points_of_origin")),
        "home_health": OnOtherDate(listed=dated_list("home_health_points_of_origin")),
    },
    example=Example(base="inpatient-stay", field="institutional.admission_source", fires="3", silent="1"),
)
