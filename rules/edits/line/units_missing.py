"""LN103: a line has more than zero units."""

import re
from typing import Final

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses

_HOME_HEALTH_RATE: Final = re.compile("0?023")
"""The revenue code whose line only names the payment group and has no units of its own."""


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """The units are zero or negative; on a home health rate line, negative."""
    units = line.line.units
    if units > 0 or (units == 0 and claim.institutional and _HOME_HEALTH_RATE.fullmatch(line.line.revenue_code or "")):
        return None
    return problem(f"{line.path}.units", units=f"{units:f}")


EDIT = Edit(
    code="LN103",
    name="units-missing",
    title="A line has zero or negative units.",
    why="Payers multiply by the units: a line with zero units cannot be priced and is returned. Only the home health "
    "line with revenue code 0023 may have zero.",
    fix="Enter the number or duration of the service; most services have 1 unit.",
    looks_at=("service_lines[].units", "service_lines[].revenue_code"),
    subject="line",
    check=check,
    severity=severities("R", "R", "R"),
    cases={"default": Case(says="The line has {units} units; it must have more than 0.")},
    carc="16",
    rarc=("M53",),
    status=statuses("A7:476"),
    snip=2,
    source="837 SV104 and SV205",
    example=Example(base="office-visit", field="service_lines[0].units", fires="0", silent="1"),
    waivable=False,
)
