"""PS108: an ambulance transport has a pickup address, a drop-off address and a distance."""

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.references import usage_837p


def check(claim: ClaimFacts) -> Found:
    """A transport has no pickup, no pickup postal code, no drop-off, or no distance for billed mileage."""
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
    title="The ambulance transport has no pickup, drop-off or distance.",
    why="The pickup postal code determines the rate of an ambulance trip, and the drop-off whether it was to the "
    "nearest appropriate facility. Medicare returns claims without the point of pickup.",
    fix="Complete the pickup and drop-off addresses; the pickup needs its postal code. If mileage is billed with "
    "A0425, enter the loaded miles.",
    looks_at=("ambulance.pickup.postal_code", "ambulance.dropoff", "ambulance.distance_miles"),
    subject="claim",
    check=check,
    occasion="ambulance",
    severity=severities("R", "W", "W"),
    cases={
        "default": Case(says="The ambulance transport has no pickup location."),
        "postal-code": Case(says="The ambulance pickup address has no postal code."),
        "drop-off": Case(
            says="The ambulance transport has no drop-off location.",
            mark="WARN",
            rarc=("MA130",),
            status=statuses("A6:740"),
        ),
        "distance": Case(
            says="A line bills ambulance mileage, but the transport distance is not more than zero.",
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
    basis="regulation",
    references=(usage_837p("loops 2310E and 2310F: situational"),),
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
