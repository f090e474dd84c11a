"""PS109: a skilled nursing facility bills the therapy of its residents, also if others furnish it."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, Reference, needs, problem, severities, statuses
from rules.lists.dated_list import dated_list

_PART_B = "MB"


def check(line: LineFacts, claim: ClaimFacts, *, places: frozenset[str]) -> Found:
    """A line to Part B bills a therapy code of consolidated billing for a patient in a nursing facility."""
    table = claim.tables.snf_therapy
    if table is None or line.code is None or line.place not in places or claim.filing != _PART_B:
        return None
    if not table.covers(line.date_from) or not table.listed(line.code, line.date_from):
        return None
    return problem(f"{line.path}.procedure_code", code=line.code, place=line.place)


EDIT = Edit(
    code="PS109",
    name="therapy-in-skilled-nursing",
    title="Therapy in a nursing facility is billed to Medicare Part B.",
    why="A skilled nursing facility bills physical, occupational and speech therapy of its residents itself "
    "(consolidated billing), and Part B denies it to others. The place of service does not prove that the patient is a "
    "resident of the skilled part, so this is a warning.",
    fix="If the patient was a resident of the skilled nursing facility on that day, bill the facility. Leave it for a "
    "patient in a part of the facility that is not certified, or who was on leave.",
    looks_at=(
        "service_lines[].procedure_code",
        "service_lines[].place_of_service",
        "place_of_service",
        "coverages[].filing_indicator",
    ),
    subject="line",
    check=check,
    severity=severities("W", "-", "-"),
    cases={
        "default": Case(
            says="Therapy {code} in place of service {place} is billed by the skilled nursing facility, if the patient "
            "is its resident."
        )
    },
    carc="190",
    rarc=("N106",),
    status=statuses("A7:249"),
    snip=7,
    source="Medicare Claims Processing Manual ch. 6 §10; CMS, SNF consolidated billing, Part B MAC update, file 4",
    basis="manual",
    references=(
        Reference(
            text="CMS, Part B MAC file explanation: file 4 has the therapy codes that are subject to consolidated "
            "billing also in a stay that Part A does not cover"
        ),
    ),
    since="2",
    example=Example(
        base="office-visit-medicare",
        field="service_lines[1].procedure_code",
        fires="97110",
        silent="93000",
        given={"service_lines[1].place_of_service": "31", "service_lines[1].modifiers": ["GP"]},
        tables={"snf_therapy": ({"code": "97110"},)},
    ),
    form="professional",
    lists={"places": dated_list("nursing_facility_places")},
    tables=(needs("snf_therapy"),),
)
