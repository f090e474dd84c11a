"""PS102: a place of service is a code that CMS has assigned, from its effective date."""

import datetime as dt

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, Problem, needs, problem, severities, statuses
from rules.tables.shipped.places_of_service import PlacesOfService


def check(claim: ClaimFacts) -> Found:
    """The claim's or a line's place of service was not assigned on the from date of a service there."""
    table = claim.tables.pos
    if table is None:
        return None
    problems = []
    for line in claim.lines:
        own = line.line.place_of_service
        if own is not None and not is_blank(own) and not table.known(own, line.date_from):
            problems.append(_problem(f"{line.path}.place_of_service", own, line.date_from, table))
    place = claim.encounter.place_of_service
    if place is not None and not is_blank(place):
        inherited = (line.date_from for line in claim.lines if is_blank(line.line.place_of_service))
        first = min(inherited, default=claim.encounter.service_from)
        if not table.known(place, first):
            problems.append(_problem("place_of_service", place, first, table))
    return problems


def _problem(path: str, place: str, on: dt.date, table: PlacesOfService) -> Problem:
    if table.description(place) is None:
        return problem(path)
    return problem(path, "not-yet", place=place, date=on)


EDIT = Edit(
    code="PS102",
    name="place-of-service-unknown",
    title="The place of service is not a code in force on the date of service.",
    why="Payers check the place of service against the CMS code set. A claim with a code that is not in it, or was "
    "not yet effective on the date of service, is returned.",
    fix="Use the code from the CMS place of service code set. For a service before a code existed, use the one that "
    "applied at the time.",
    looks_at=("place_of_service", "service_lines[].place_of_service"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(says="The place of service is not in the CMS code set."),
        "not-yet": Case(says="Place of service {place} was not yet effective on {date}."),
    },
    carc="16",
    rarc=("M77",),
    status=statuses("A7:249"),
    snip=5,
    source="CMS place of service code set",
    basis="regulation",
    form="professional",
    tables=(needs("pos"),),
    example=Example(base="office-visit", field="place_of_service", fires="77", silent="11"),
)
