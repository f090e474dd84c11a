"""EV113: a property or casualty insurer knows an injury by its own claim number."""

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses


def check(claim: ClaimFacts) -> Found:
    """The claim goes to a property or casualty insurer and lacks the insurer's number of the case."""
    accident = claim.encounter.accident
    if accident is not None and not is_blank(accident.property_casualty_claim_number):
        return None
    if claim.filing in ("WC", "AM"):
        return problem("accident.property_casualty_claim_number", "payer", filing=claim.filing)
    if any(date.kind == "FIRST_CONTACT" for date in claim.encounter.dates):
        return problem("accident.property_casualty_claim_number", "first-contact")
    return None


EDIT = Edit(
    code="EV113",
    name="property-casualty-number-missing",
    title="The claim goes to a workers' compensation or auto insurer without the insurer's claim number.",
    why="Such insurers open a case for each injury and match bills to it by its number. A bill without it waits or "
    "comes back.",
    fix="Ask the employer, the patient or the insurer for the number and add it. Leave it where no case has been "
    "opened yet.",
    looks_at=("accident.property_casualty_claim_number", "coverages[].filing_indicator", "dates[].kind"),
    subject="claim",
    check=check,
    severity=severities("W", "W", "W"),
    cases={
        "payer": Case(says="A claim with filing indicator {filing} needs the insurer's number of the case."),
        "first-contact": Case(
            says="The date of first contact is for property and casualty claims, which need the insurer's number of "
            "the case."
        ),
    },
    carc="16",
    rarc=("MA130",),
    status=statuses("A6:629"),
    snip=4,
    source="ASC X12 837 REF Y4",
    example=Example(
        base="office-visit",
        field="accident.property_casualty_claim_number",
        fires=None,
        silent="WC-2026-1",
        given={"coverages[0].filing_indicator": "WC", "accident.employment": True},
    ),
)
