"""FS106: in a hospital setting the technical component belongs to the hospital."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.claim.procedure_words import modifier_path
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses
from rules.lists.dated_list import dated_list


def check(line: LineFacts, claim: ClaimFacts, *, hospital: frozenset[str], technical_only: frozenset[str]) -> Found:
    """A practitioner bills a technical component in a hospital: by TC, without 26, or by a technical-only code."""
    fee = line.rows.fee
    if fee is None or line.place not in hospital:
        return None
    if "TC" in line.modifiers:
        return problem(modifier_path(line, "TC"), "modifier", code=line.code, place=line.place)
    if fee.component in technical_only:
        return problem(f"{line.path}.procedure_code", "technical-only", code=line.code, place=line.place)
    if fee.component == "1" and "26" not in line.modifiers:
        return problem(f"{line.path}.procedure_code", "whole", code=line.code, place=line.place)
    return None


EDIT = Edit(
    code="FS106",
    name="technical-part-billed-in-facility",
    title="A practitioner bills the technical component of a service in a hospital setting.",
    why="In a hospital setting the equipment, supplies and staff are paid to the hospital. The payer denies the "
    "technical component on a practitioner's claim.",
    fix="Bill the interpretation alone with modifier 26, or remove the line if there was none. If the service was in "
    "the practitioner's office, correct the place of service.",
    looks_at=("service_lines[].procedure_code", "service_lines[].modifiers", "service_lines[].place_of_service"),
    subject="line",
    check=check,
    severity=severities("W", "W", "W"),
    cases={
        "modifier": Case(
            says="The technical component of code {code} is billed by the hospital in place of service {place}."
        ),
        "technical-only": Case(
            says="Code {code} is technical-only and is billed by the hospital in place of service {place}."
        ),
        "whole": Case(
            says="Code {code} without modifier 26 includes the technical component, which the hospital bills in "
            "place of service {place}."
        ),
    },
    carc="5",
    rarc=("M97",),
    status=statuses("A7:249"),
    snip=6,
    source="Medicare physician fee schedule, PC/TC indicator; Medicare Claims Processing Manual ch. 13",
    basis="manual",
    form="professional",
    tables=(needs("mpfs"),),
    lists={
        "hospital": dated_list("hospital_places"),
        "technical_only": dated_list("technical_only_component_indicators"),
    },
    example=Example(
        base="office-visit",
        field="place_of_service",
        fires="22",
        silent="11",
        tables={"mpfs": ({"code": "93000", "component": "1"},)},
    ),
)
