"""BN139: hospitalization dates go with inpatient visits."""

import re
from typing import Final

from rules.claim.facts import ClaimFacts
from rules.claim.procedure_words import is_transport
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities
from rules.lists.dated_list import dated_list

_KINDS: Final = frozenset(("HOSPITALIZED_FROM", "HOSPITALIZED_THROUGH"))
_EQUIPMENT: Final = re.compile("(?:A[4-9]|[BEKL][0-9])[0-9]{3}")


def check(claim: ClaimFacts, *, stays: frozenset[str]) -> Found:
    """The claim has hospitalization dates, and no line of a stay, of a transport or of equipment."""
    at = next((place for place, each in enumerate(claim.encounter.dates) if each.kind in _KINDS), None)
    if at is None or not claim.lines:
        return None
    fits = any(
        line.place in stays or is_transport(line) or (line.code is not None and _EQUIPMENT.fullmatch(line.code))
        for line in claim.lines
    )
    return None if fits else problem(f"dates[{at}].kind")


EDIT = Edit(
    code="BN139",
    name="hospital-dates-without-inpatient-visit",
    title="The claim has hospitalization dates, but no inpatient visit.",
    why="The hospitalization dates belong to inpatient visits; on other claims the standard does not use them. Most "
    "payers ignore them there, some ask.",
    fix="Remove the dates, or correct the place of service if the patient was an inpatient.",
    looks_at=("dates[].kind", "service_lines[].place_of_service", "place_of_service", "service_lines[].procedure_code"),
    subject="claim",
    check=check,
    occasion="dates",
    severity=severities("N", "N", "N"),
    cases={"default": Case(says="The claim has hospitalization dates, but no inpatient visit.")},
    carc=None,
    snip=6,
    source="X12 RFI 2130",
    references=(
        Reference(text="X12 RFI 2130: hospitalization dates on a claim without inpatient visits are not compliant."),
    ),
    basis="regulation",
    form="professional",
    since="2",
    lists={"stays": dated_list("inpatient_or_nursing_places")},
    example=Example(
        base="office-visit",
        field="place_of_service",
        fires="22",
        silent="21",
        given={
            "dates": [{"kind": "HOSPITALIZED_FROM", "date": "2026-11-01"}],
            "service_lines[0].procedure_code": "99232",
        },
    ),
)
