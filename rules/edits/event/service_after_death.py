"""EV104: no service is dated after the patient's death."""

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses


def check(claim: ClaimFacts) -> Found:
    """A line begins after the patient's death, or an inpatient claim ends after it."""
    died = claim.encounter.patient.death_date
    if died is None:
        return None
    if claim.inpatient:
        through = claim.encounter.service_through
        return problem("patient.death_date", "stay", date=through) if through > died else None
    late = next((line for line in claim.lines if line.date_from > died), None)
    return None if late is None else problem("patient.death_date", number=late.number, date=late.date_from)


EDIT = Edit(
    code="EV104",
    name="service-after-death",
    title="A service is dated after the patient died.",
    why="A payer ends coverage on the date of death and denies later services. Medicare checks for such claims.",
    fix="Correct the date of service or the date of death. Leave it if the payer accepts the service, such as an "
    "autopsy or the return of rented equipment, and waive the edit.",
    looks_at=("patient.death_date", "service_lines[].service_from", "service_through"),
    subject="claim",
    check=check,
    occasion="death",
    severity=severities("R", "W", "W"),
    cases={
        "default": Case(says="The patient died before line {number}, dated {date}."),
        "stay": Case(says="The patient died before the stay ended on {date}."),
    },
    carc="13",
    status=statuses("A7:159:QC"),
    snip=4,
    source="Medicare pays for no services after the date of death; claim adjustment reason code 13",
    on_void=True,
    example=Example(base="office-visit", field="patient.death_date", fires="2026-11-01", silent="2026-11-02"),
)
