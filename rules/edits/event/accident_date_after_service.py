"""EV111: an accident is treated after it happened."""

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses


def check(claim: ClaimFacts) -> Found:
    """The accident is dated after the last day of service, or after a line began."""
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
    title="The accident is dated after the service.",
    why="The date of an accident decides who is liable and whether the care belongs to it. An accident later than the "
    "care cannot be its cause.",
    fix="Correct the date of the accident or of the service. Where lines from before the accident are on the same "
    "claim for good reason, leave it.",
    looks_at=("accident.date", "service_through", "service_lines[].service_from"),
    subject="claim",
    check=check,
    occasion="accident",
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(says="The accident is dated {date}, after the last day of service, {through}."),
        "after-a-line": Case(says="The accident is dated {date}, after line {number} began on {began}.", mark="WARN"),
    },
    carc="16",
    rarc=("N305",),
    status=statuses("A7:727"),
    snip=4,
    source="ASC X12 837 DTP 439",
    example=Example(
        base="office-visit",
        field="accident.date",
        fires="2026-11-03",
        silent="2026-11-02",
        given={"accident.other": True},
    ),
)
