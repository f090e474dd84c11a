"""BN138: an inpatient visit is inside the stay that the claim names."""

from rules.claim.facts import ClaimFacts
from rules.claim.procedure_words import is_ambulance
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list


def check(claim: ClaimFacts, *, inpatient: frozenset[str]) -> Found:
    """A line with an inpatient place is dated before the hospitalization or after it."""
    dates = claim.encounter.dates
    first = min((each.date for each in dates if each.kind == "HOSPITALIZED_FROM"), default=None)
    if first is None:
        return None
    last = max((each.date for each in dates if each.kind == "HOSPITALIZED_THROUGH"), default=None)
    return [
        problem(
            f"{line.path}.service_from",
            "open" if last is None else "default",
            line=line.number,
            date=line.date_from,
            first=first,
            last=last,
        )
        for line in claim.lines
        if line.place in inpatient
        and not is_ambulance(line)
        and (line.date_from < first or (last is not None and line.date_from > last))
    ]


EDIT = Edit(
    code="BN138",
    name="inpatient-visit-outside-stay",
    title="An inpatient visit is dated outside the stay on the claim.",
    why="The hospitalization dates of a professional claim are those of the inpatient visits on it. A payer that "
    "compares the visit with the stay denies one that is outside.",
    fix="Correct the place of service, the date of the visit, or the hospitalization dates.",
    looks_at=("dates[].kind", "dates[].date", "service_lines[].service_from", "service_lines[].place_of_service"),
    subject="claim",
    check=check,
    occasion="dates",
    severity=severities("W", "W", "W"),
    cases={
        "default": Case(
            says="Line {line} is an inpatient visit of {date}; the stay on the claim is {first} to {last}."
        ),
        "open": Case(says="Line {line} is an inpatient visit of {date}; the stay on the claim began on {first}."),
    },
    carc="16",
    rarc=("MA40",),
    status=statuses("A8:189"),
    snip=6,
    source="X12 RFI 2130",
    references=(
        Reference(
            text="X12 RFI 2130: the two hospitalization dates belong to inpatient visits. The comparison with the "
            "lines is logic.",
        ),
    ),
    basis="regulation",
    form="professional",
    since="2",
    lists={"inpatient": dated_list("inpatient_places")},
    example=Example(
        base="office-visit",
        field="dates[0].date",
        fires="2026-11-03",
        silent="2026-11-02",
        given={
            "dates": [{"kind": "HOSPITALIZED_FROM", "date": "2026-11-02"}],
            "place_of_service": "21",
            "service_lines[0].procedure_code": "99232",
            "service_lines[1].place_of_service": "11",
        },
    ),
    related=("EV110",),
)
