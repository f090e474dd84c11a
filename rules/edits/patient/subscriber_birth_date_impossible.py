"""PT105: a subscriber was born before the claim was submitted, and less than 150 years before."""

from typing import Final

from rules.claim.facts import ClaimFacts, CoverageFacts, whole_years
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.references import usage_837p

_TOO_LONG_AGO: Final = 150


def check(part: CoverageFacts, claim: ClaimFacts) -> Found:
    """A subscriber's birth date is after the claim was submitted, or 150 years or more before it."""
    subscriber = part.coverage.subscriber
    if subscriber is None or subscriber.birth_date is None:
        return None
    path = f"{part.path}.subscriber.birth_date"
    if subscriber.birth_date > claim.as_of:
        return problem(path, "future", released=claim.as_of)
    if whole_years(subscriber.birth_date, claim.as_of) >= _TOO_LONG_AGO:
        return problem(path, "too-long-ago", released=claim.as_of)
    return None


EDIT = Edit(
    code="PT105",
    name="subscriber-birth-date-impossible",
    title="A subscriber's birth date is in the future, or 150 years or more in the past.",
    why="An impossible birth date fails validation before a payer looks up the subscriber.",
    fix="Correct the subscriber's birth date; check the century first.",
    looks_at=("coverages[].subscriber.birth_date",),
    subject="coverage",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "future": Case(says="The subscriber's birth date is after {released}, when the claim was submitted."),
        "too-long-ago": Case(
            says="The subscriber's birth date is 150 years or more before {released}, when the claim was submitted."
        ),
    },
    carc="16",
    rarc=("N340",),
    status=statuses("A7:158:IL"),
    snip=2,
    source="ASC X12 837 DMG02; clearinghouse practice",
    basis="clearinghouse practice",
    references=(usage_837p("loop 2010BA, DMG: situational; DMG02 in it: required"),),
    example=Example(
        base="office-visit",
        field="coverages[0].subscriber.birth_date",
        fires="2026-11-06",
        silent="1956-03-14",
        given={
            "coverages[0].relationship": "SPOUSE",
            "coverages[0].subscriber": {"first_name": "Sam", "last_name": "Sample", "sex": "MALE"},
        },
    ),
)
