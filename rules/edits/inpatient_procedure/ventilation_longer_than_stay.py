"""PX109: ventilation for more than 96 hours requires a stay of at least five days."""

from rules.claim.facts import ClaimFacts, ProcedureFacts
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses

_SHORTEST_DAYS = 5


def check(px: ProcedureFacts, claim: ClaimFacts) -> Found:
    """The procedure lasts longer than the days from admission to the through date."""
    details = claim.encounter.institutional
    if "los" not in px.flags or details is None or details.admission_date is None:
        return None
    days = (claim.encounter.service_through - details.admission_date).days
    return problem(f"{px.path}.code", code=px.code, days=days) if days < _SHORTEST_DAYS else None


EDIT = Edit(
    code="PX109",
    name="ventilation-longer-than-stay",
    title="A procedure of more than four days is billed for a shorter stay.",
    why="Ventilation for more than 96 consecutive hours requires a stay of at least five days and assigns the stay "
    "to a much higher-paying DRG. Payers return a claim on which the two conflict.",
    fix="Check the hours of ventilation, and use the code for the shorter duration if they were fewer. If the hours "
    "are correct, correct the admission and discharge dates.",
    looks_at=("procedures[].code", "institutional.admission_date", "service_through"),
    subject="procedure",
    check=check,
    severity=severities("W", "W", "W"),
    cases={"default": Case(says="Procedure {code} lasts longer than the {days} days of the stay.")},
    carc="152",
    status=statuses("A7:465"),
    snip=6,
    source="CMS Medicare Code Editor v44, procedure inconsistent with length of stay",
    basis="manual",
    verified="msdrg 1.2.0, a Medicare Code Editor: 5,000 claims of 2016 to 2027, no difference",
    form="institutional",
    bills="acute",
    tables=(needs("icd10pcs"),),
    example=Example(base="inpatient-stay", field="procedures[0].code", fires="5A1955Z", silent="5A1945Z"),
)
