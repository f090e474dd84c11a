"""EV111: an accident happens before its treatment."""

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses


def check(claim: ClaimFacts) -> Found:
    """The accident date is after the last date of service, or after a line began."""
    accident = claim.encounter.accident
    if accident is None or accident.date is None:
        return None
    through = claim.encounter.service_through
    if accident.date > through:
        return problem("accident.date", date=accident.date, through=through)
    early = next((line for line in claim.lines if line.date_from < accident.date), None)
    if early is None:
        return None
    return problem("accident.date", "after-a-line", date=accident.date, number=early.number, began=early.date_from)


EDIT = Edit(
    code="EV111",
    name="accident-date-after-service",
    title="The accident date is after the service.",
    why="The accident date decides who is liable and whether the care is related. An accident after the service "
    "cannot be its cause.",
    fix="Correct the accident date or the date of service. Leave it if lines from before the accident are on the "
    "same claim for a good reason.",
    looks_at=("accident.date", "service_through", "service_lines[].service_from"),
    subject="claim",
    check=check,
    occasion="accident",
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(says="The accident date {date} is after the last date of service, {through}."),
        "after-a-line": Case(says="The accident date {date} is after line {number} began on {began}.", mark="WARN"),
    },
    carc="16",
    rarc=("N305",),
    status=statuses("A7:727"),
    snip=4,
    source="ASC X12 837 DTP 439",
    basis="logic",
    example=Example(
        base="office-visit",
        field="accident.date",
        fires="2026-11-03",
        silent="2026-11-02",
        given={"accident.other": True},
    ),
)
