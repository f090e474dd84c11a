"""LN103: a line has no fewer than zero units, and most lines have more."""

import re
from typing import Final

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.lists.dated_list import dated_list
from rules.references import usage_837i, usage_837p

_LEAVE_OF_ABSENCE: Final = re.compile("0?18[0-9]")
_QUALITY_MEASURE: Final = re.compile("[0-9]{4}F")
"""CPT Category II: a line without a charge, whose units are all that it reports."""


def check(line: LineFacts, claim: ClaimFacts, *, rate_lines: frozenset[str]) -> Found:
    """The units are negative, or zero on a line that can have more."""
    units = line.line.units
    if units > 0:
        return None
    path = f"{line.path}.units"
    if units < 0:
        return problem(path, units=f"{units:f}")
    if claim.institutional and _counts_nothing(line, rate_lines):
        return None
    if line.code is not None and _QUALITY_MEASURE.fullmatch(line.code):
        return problem(path, "measure", line=line.number, code=line.code)
    payer = None if claim.billed is None else claim.billed.payer_id
    returned = payer in claim.parameter_set("LN103", "zero_units_payers")
    return problem(path, "returned" if returned else "zero", line=line.number)


def _counts_nothing(line: LineFacts, rate_lines: frozenset[str]) -> bool:
    """Whether the line only names a payment group, or days of leave without a charge."""
    revenue = line.line.revenue_code or ""
    return revenue in rate_lines or (line.line.charge == 0 and _LEAVE_OF_ABSENCE.fullmatch(revenue) is not None)


EDIT = Edit(
    code="LN103",
    name="units-missing",
    title="A line has zero or negative units.",
    why="Payers multiply by the units. Negative units have no meaning. Zero is compliant in an 837, but most payers "
    "cannot price such a line and return it. Lines that name a payment group (revenue codes 0022 to 0024) and days of "
    "leave without a charge (018x) may have zero. A quality measure (CPT Category II) has no charge: with zero units "
    "its line reports nothing.",
    fix="Enter the number or duration of the service; most services and quality measures have 1 unit. A profile "
    "lists payers that return zero units in zero_units_payers.",
    looks_at=(
        "service_lines[].units",
        "service_lines[].charge",
        "service_lines[].revenue_code",
        "service_lines[].procedure_code",
    ),
    subject="line",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(says="The line has {units} units; units are never negative."),
        "zero": Case(says="Line {line} has 0 units; most payers return it.", mark="WARN"),
        "returned": Case(says="Line {line} has 0 units; this payer returns it."),
        "measure": Case(
            says="Line {line} has 0 units, so quality measure {code} is not reported.", suggest="Enter 1 unit."
        ),
    },
    carc="16",
    rarc=("M53",),
    status=statuses("A7:476"),
    snip=2,
    source="837 SV104 and SV205; X12 RFI 2557 (zero is compliant, the payer decides) and 2499 (negative has no "
    "meaning); clearinghouse practice (zero refused)",
    basis="regulation",
    references=(
        usage_837p("loop 2400, SV104: required"),
        usage_837i("loop 2400, SV205: required"),
    ),
    changed="2",
    lists={"rate_lines": dated_list("hipps_revenue_codes")},
    parameters={"zero_units_payers": ()},
    example=Example(base="office-visit", field="service_lines[0].units", fires="0", silent="1"),
    waivable=False,
)
