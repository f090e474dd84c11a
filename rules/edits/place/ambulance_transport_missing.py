"""PS107: an ambulance claim describes the transport."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.lists.dated_list import dated_list
from rules.references import usage_837p


def check(claim: ClaimFacts, *, places: frozenset[str]) -> Found:
    """The place of service of the claim or a line is an ambulance, and the claim has no transport record."""
    encounter = claim.encounter
    if encounter.ambulance is not None:
        return None
    if encounter.place_of_service not in places and not any(line.place in places for line in claim.lines):
        return None
    return problem("ambulance", "default" if any(map(_is_transport, claim.lines)) else "no-transport-code")


def _is_transport(line: LineFacts) -> bool:
    return line.system == "HCPCS" and line.code is not None and "A0425" <= line.code <= "A0436"


EDIT = Edit(
    code="PS107",
    name="ambulance-transport-missing",
    title="The place of service is an ambulance, but the claim does not describe the transport.",
    why="Payers adjudicate an ambulance claim by the reason for the transport and its distance, and return it if "
    "both are missing. Information on a line cannot replace them.",
    fix="Add the transport to the claim: its reason, distance, pickup and drop-off. Leave it out for services "
    "without a transport.",
    looks_at=("place_of_service", "service_lines[].place_of_service", "ambulance"),
    subject="claim",
    check=check,
    severity=severities("R", "W", "W"),
    cases={
        "default": Case(says="A line bills an ambulance transport, but the claim does not describe it."),
        "no-transport-code": Case(
            says="The place of service is an ambulance, but the claim has no transport record and no line bills a "
            "transport.",
            mark="WARN",
        ),
    },
    carc="16",
    rarc=("MA130",),
    status=statuses("A6:428"),
    snip=4,
    source="ASC X12 837P, loop 2300, CR1",
    basis="regulation",
    references=(usage_837p("loop 2300, CR1: situational"),),
    form="professional",
    lists={"places": dated_list("ambulance_places")},
    example=Example(
        base="office-visit",
        field="ambulance",
        fires=None,
        silent={
            "transport_reason": "A",
            "distance_miles": "6",
            "pickup": {"line1": "45 Elm St", "city": "Chicago", "state": "IL", "postal_code": "606140011"},
            "dropoff": {"line1": "800 W Hospital Way", "city": "Chicago", "state": "IL", "postal_code": "606120001"},
        },
        given={
            "place_of_service": "41",
            "service_lines[0].procedure_code": "A0429",
            "service_lines[0].modifiers": ["RH"],
        },
    ),
)
