"""PX104: an inpatient procedure is dated within the stay or the three-day payment window before it."""

import datetime as dt

from rules.claim.calendar import days_later
from rules.claim.facts import ClaimFacts, ProcedureFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses

_WINDOW = dt.timedelta(days=3)
_SAYS = "Procedure date {date} is {where}."


def check(px: ProcedureFacts, claim: ClaimFacts) -> Found:
    """The date is after the through date, or before both the from date and three days before admission."""
    details, first, last = claim.encounter.institutional, claim.encounter.service_from, claim.encounter.service_through
    admitted = None if details is None else details.admission_date
    on = px.procedure.date
    if on > last:
        where = f"after the last day billed, {last}"
    elif on < first and (admitted is None or admitted - on > _WINDOW):
        earliest = first if admitted is None else min(first, days_later(admitted, -_WINDOW.days))
        where = f"before {earliest}, the first day that can count"
    else:
        return None
    return problem(f"{px.path}.date", "first" if px.index == 0 else "other", date=on, where=where)


EDIT = Edit(
    code="PX104",
    name="inpatient-procedure-date-outside-stay",
    title="An inpatient procedure is dated outside the stay.",
    why="Procedures belong to the stay: not after the through date, and not before the from date or, for "
    "preadmission services, three days before admission.",
    fix="Correct the procedure date or the statement dates. Bill a procedure of another stay on the claim for that "
    "stay.",
    looks_at=("procedures[].date", "service_from", "service_through", "institutional.admission_date"),
    subject="procedure",
    check=check,
    severity=severities("R", "W", "W"),
    cases={
        "first": Case(says=_SAYS),
        "other": Case(says=_SAYS, rarc=("N302",), status=statuses("A7:492")),
    },
    carc="16",
    rarc=("N303",),
    status=statuses("A7:486"),
    snip=4,
    source="ASC X12N 837I implementation guide, procedure dates; CMS manual 100-04, chapter 3, section 40.3",
    basis="regulation",
    form="institutional",
    bills="inpatient",
    example=Example(base="inpatient-stay", field="procedures[0].date", fires="2026-10-16", silent="2026-10-15"),
)
