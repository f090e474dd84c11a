"""DR102: an NDC quantity is more than zero, in one of five units."""

from collections.abc import Mapping
from typing import Final

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.lists.dated_list import dated_list
from rules.references import usage_837i, usage_837p

_MEANT: Final[Mapping[str, str]] = {"EA": "UN", "GM": "GR"}


def check(line: LineFacts, claim: ClaimFacts, *, units: frozenset[str]) -> Found:
    """The NDC quantity of a line is not more than zero, or its unit is not F2, GR, ME, ML or UN."""
    ndc = line.line.ndc
    if ndc is None:
        return None
    problems = []
    if ndc.quantity <= 0:
        problems.append(problem(f"{line.path}.ndc.quantity", number=line.number))
    if ndc.unit not in units:
        meant = _MEANT.get(ndc.unit.upper(), "")
        problems.append(problem(f"{line.path}.ndc.unit", "unit", number=line.number, meant=meant))
    return problems


EDIT = Edit(
    code="DR102",
    name="ndc-quantity-or-unit-invalid",
    title="The NDC quantity is not more than zero, or its unit is not valid.",
    why="Payers price drugs and claim rebates by the NDC quantity. Without a quantity in a valid unit the line is "
    "returned.",
    fix="Enter the quantity used, in F2 international units, GR grams, ME milligrams, ML milliliters or UN units. "
    "This quantity is not the units billed.",
    looks_at=("service_lines[].ndc.quantity", "service_lines[].ndc.unit"),
    subject="every_line",
    check=check,
    occasion="ndc",
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(says="The NDC quantity of line {number} is not more than zero."),
        "unit": Case(
            says="The NDC unit of line {number} is not F2, GR, ME, ML or UN.",
            suggest="{meant}",
            rarc=("N816",),
            status=statuses("A7:659"),
        ),
    },
    carc="16",
    rarc=("N815",),
    status=statuses("A7:724"),
    snip=2,
    source="ASC X12 837, loop 2410, CTP04 and CTP05",
    basis="regulation",
    references=(
        usage_837p("loop 2410, CTP04 and CTP05: required"),
        usage_837i("loop 2410, CTP04 and CTP05: required"),
    ),
    lists={"units": dated_list("ndc_units")},
    example=Example(
        base="office-visit",
        field="service_lines[1].ndc.unit",
        fires="EA",
        silent="UN",
        given={"service_lines[1].ndc.code": "12345-6789-01", "service_lines[1].ndc.quantity": "1"},
    ),
)
