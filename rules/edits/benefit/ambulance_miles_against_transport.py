"""BN143: the mileage line and the transport record give the same distance."""

from decimal import Decimal
from typing import Final

from rules.claim.facts import ClaimFacts
from rules.claim.procedure_words import is_ambulance_mileage
from rules.claim.units_of_day import written_units
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses

_ALLOWED: Final = Decimal(1)


def check(claim: ClaimFacts) -> Found:
    """The one mileage line differs from the transport's distance by more than a mile."""
    ambulance = claim.encounter.ambulance
    miles = [line for line in claim.lines if is_ambulance_mileage(line)]
    if ambulance is None or len(miles) != 1 or abs(miles[0].line.units - ambulance.distance_miles) <= _ALLOWED:
        return None
    return problem(
        f"{miles[0].path}.units",
        units=written_units(miles[0].line.units),
        distance=written_units(ambulance.distance_miles),
    )


EDIT = Edit(
    code="BN143",
    name="ambulance-miles-against-transport",
    title="The mileage line and the transport give different distances.",
    why="The claim gives the loaded miles twice: as units of the mileage line and as the distance of the "
    "transport. The edit is in shadow: no published text was found in which a payer compares them.",
    fix="Correct the units or the distance. Several trips have a mileage line each.",
    looks_at=("service_lines[].units", "ambulance.distance_miles"),
    subject="claim",
    check=check,
    occasion="ambulance",
    severity=severities("W", "W", "N"),
    cases={"default": Case(says="The mileage line has {units} miles; the transport has {distance}.")},
    carc="16",
    rarc=("M53",),
    status=statuses("A7:476"),
    snip=6,
    source="837 CR106 against SV104",
    references=(Reference(text="In shadow: no published rule was found for the comparison."),),
    basis="clearinghouse practice",
    since="2",
    state="shadow",
    example=Example(base="ambulance-transport", field="service_lines[1].units", fires="15", silent="13"),
)
