"""EV113: a property and casualty insurer identifies an injury by its own claim number."""

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.lists.dated_list import dated_list
from rules.references import usage_837i, usage_837p


def check(claim: ClaimFacts, *, property_casualty: frozenset[str]) -> Found:
    """The claim is for a property and casualty insurer and has no property casualty claim number."""
    accident = claim.encounter.accident
    if accident is not None and not is_blank(accident.property_casualty_claim_number):
        return None
    if claim.filing in property_casualty:
        return problem("accident.property_casualty_claim_number", "payer", filing=claim.filing)
    if any(date.kind == "FIRST_CONTACT" for date in claim.encounter.dates):
        return problem("accident.property_casualty_claim_number", "first-contact")
    return None


EDIT = Edit(
    code="EV113",
    name="property-casualty-number-missing",
    title="The claim is for a workers' compensation or auto insurer and has no property casualty claim number.",
    why="These insurers open a case for each injury and match claims to it by its number. A claim without it is held "
    "or returned.",
    fix="Ask the employer, the patient or the insurer for the number and add it. Leave it if no case has been opened "
    "yet.",
    looks_at=("accident.property_casualty_claim_number", "coverages[].filing_indicator", "dates[].kind"),
    subject="claim",
    check=check,
    severity=severities("W", "W", "W"),
    cases={
        "payer": Case(says="Filing indicator {filing} requires the property casualty claim number."),
        "first-contact": Case(
            says="The first contact date is for property and casualty claims, which require the property casualty "
            "claim number."
        ),
    },
    carc="16",
    rarc=("MA130",),
    status=statuses("A6:629"),
    snip=4,
    source="ASC X12 837 REF Y4",
    basis="regulation",
    references=(
        usage_837p("loops 2010BA and 2010CA, REF Y4: situational"),
        usage_837i("loops 2010BA and 2010CA, REF Y4: situational"),
    ),
    lists={"property_casualty": dated_list("property_casualty_filing_indicators")},
    example=Example(
        base="office-visit",
        field="accident.property_casualty_claim_number",
        fires=None,
        silent="WC-2026-1",
        given={"coverages[0].filing_indicator": "WC", "accident.employment": True},
    ),
)
