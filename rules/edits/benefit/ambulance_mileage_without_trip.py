"""BN127: ambulance mileage belongs to a trip of the same day."""

from rules.claim.facts import ClaimFacts
from rules.claim.procedure_words import is_ambulance_mileage, is_transport
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses


def check(claim: ClaimFacts) -> Found:
    """Mileage is billed on a day without a trip."""
    miles = [line for line in claim.lines if is_ambulance_mileage(line) and "QL" not in line.modifiers]
    if not miles:
        return None
    trips = {line.date_from for line in claim.lines if is_transport(line)}
    return [
        problem(f"{line.path}.procedure_code", code=line.code, date=line.date_from)
        for line in miles
        if line.date_from not in trips
    ]


EDIT = Edit(
    code="BN127",
    name="ambulance-mileage-without-trip",
    title="Ambulance mileage has no trip on the same day.",
    why="An ambulance claim has a line for the trip and one for its loaded miles. Payers deny miles whose trip is not "
    "on the claim.",
    fix="Add the trip, correct the date, or move the mileage to the claim of the trip.",
    looks_at=("service_lines[].procedure_code", "service_lines[].service_from", "service_lines[].modifiers"),
    subject="claim",
    check=check,
    severity=severities("W", "W", "W"),
    cases={"default": Case(says="Mileage {code} of {date} has no base trip.")},
    carc="107",
    rarc=("N122",),
    status=statuses("A6:507"),
    snip=6,
    source="Medicare Claims Processing Manual chapter 15",
    references=(
        Reference(
            text="Medicare Claims Processing Manual chapter 15, as quoted at ambulancebillingtips: a claim generally "
            "has two lines, the trip and its mileage.",
        ),
    ),
    basis="manual",
    on_denial_bill=False,
    since="2",
    example=Example(base="ambulance-transport", field="service_lines[0].procedure_code", fires="A0382", silent="A0427"),
)
