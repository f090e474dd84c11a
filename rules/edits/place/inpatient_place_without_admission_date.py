"""PS106: a professional claim for an inpatient service carries the admission date."""

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.lists.dated_list import dated_list
from rules.references import usage_837p


def check(claim: ClaimFacts, *, inpatient: frozenset[str]) -> Found:
    """The place of service of the claim or a line is inpatient, and there is no admission date."""
    place = claim.encounter.place_of_service
    if place not in inpatient:
        place = next((line.place for line in claim.lines if line.place in inpatient), None)
        if place is None:
            return None
    if any(dated.kind == "HOSPITALIZED_FROM" for dated in claim.encounter.dates):
        return None
    return problem("dates", place=place)


EDIT = Edit(
    code="PS106",
    name="inpatient-place-without-admission-date",
    title="The place of service is inpatient, but the claim has no admission date.",
    why="A professional claim for inpatient visits must carry the admission date, so that the payer can match it "
    "with the hospital's claim.",
    fix="Add date HOSPITALIZED_FROM with the admission date. If the patient was not admitted, correct the place of "
    "service instead.",
    looks_at=("place_of_service", "service_lines[].place_of_service", "dates[].kind"),
    subject="claim",
    check=check,
    severity=severities("W", "W", "W"),
    cases={"default": Case(says="Place of service {place} is inpatient, but the claim has no admission date.")},
    carc="16",
    rarc=("MA40",),
    status=statuses("A6:189"),
    snip=4,
    source="ASC X12 837P, loop 2300, DTP 435",
    basis="regulation",
    references=(usage_837p("loop 2300, DTP 435: situational"),),
    form="professional",
    lists={"inpatient": dated_list("inpatient_places")},
    example=Example(
        base="office-visit",
        field="dates",
        fires=None,
        silent=[{"kind": "HOSPITALIZED_FROM", "date": "2026-11-01"}],
        given={"place_of_service": "21", "service_lines[0].procedure_code": "99223"},
    ),
)
