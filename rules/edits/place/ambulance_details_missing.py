"""PS108: an ambulance ride begins at an address, ends at one, and has a length."""

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses


def check(claim: ClaimFacts) -> Found:
    """A transport lacks its pick-up or the postal code of it, its drop-off, or the miles that a line bills."""
    ambulance = claim.encounter.ambulance
    if ambulance is None:
        return None
    problems = []
    if ambulance.pickup is None:
        problems.append(problem("ambulance.pickup"))
    elif is_blank(ambulance.pickup.postal_code):
        problems.append(problem("ambulance.pickup.postal_code", "postal-code"))
    if ambulance.dropoff is None:
        problems.append(problem("ambulance.dropoff", "drop-off"))
    if ambulance.distance_miles <= 0 and any(line.code == "A0425" for line in claim.lines):
        problems.append(problem("ambulance.distance_miles", "distance"))
    return problems


EDIT = Edit(
    code="PS108",
    name="ambulance-details-missing",
    title="The ambulance transport lacks its pick-up, its drop-off or its distance.",
    why="The postal code of the pick-up decides the rate of an ambulance trip, and the drop-off whether the trip was "
    "to the nearest suitable place. Medicare returns claims that do not say where the trip began.",
    fix="Complete the addresses of pick-up and drop-off; the pick-up needs its postal code. Where mileage is billed "
    "with A0425, give the miles driven with the patient on board.",
    looks_at=("ambulance.pickup.postal_code", "ambulance.dropoff", "ambulance.distance_miles"),
    subject="claim",
    check=check,
    occasion="ambulance",
    severity=severities("R", "W", "W"),
    cases={
        "default": Case(says="The ambulance transport does not say where the patient was picked up."),
        "postal-code": Case(says="The address at which the ambulance picked the patient up has no postal code."),
        "drop-off": Case(
            says="The ambulance transport does not say where the patient was taken.",
            mark="WARN",
            rarc=("MA130",),
            status=statuses("A6:740"),
        ),
        "distance": Case(
            says="A line bills ambulance mileage, but the distance of the transport is not above zero.",
            mark="WARN",
            rarc=("MA130",),
            status=statuses("A6:267"),
        ),
    },
    carc="16",
    rarc=("N53",),
    status=statuses("A6:763"),
    snip=4,
    source="ASC X12 837P, loops 2310E and 2310F; Medicare Claims Processing Manual ch. 15",
    form="professional",
    related=("TX108",),
    example=Example(
        base="office-visit",
        field="ambulance.pickup.postal_code",
        fires=None,
        silent="606140011",
        given={
            "ambulance.transport_reason": "A",
            "ambulance.distance_miles": "6",
            "ambulance.pickup.line1": "45 Elm St",
            "ambulance.pickup.city": "Chicago",
            "ambulance.pickup.state": "IL",
            "ambulance.dropoff.line1": "800 W Hospital Way",
            "ambulance.dropoff.city": "Chicago",
            "ambulance.dropoff.state": "IL",
            "ambulance.dropoff.postal_code": "606120001",
        },
    ),
)
