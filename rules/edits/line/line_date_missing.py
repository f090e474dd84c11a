"""LN110: each line of a professional claim has a date of service."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.references import usage_837i, usage_837p


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """The line has no from date."""
    return problem(f"{line.path}.service_from") if line.line.service_from is None else None


EDIT = Edit(
    code="LN110",
    name="line-date-missing",
    title="A professional line has no date of service.",
    why="A professional claim has its dates on the lines, and every line needs one. Without it the payer can neither "
    "price the line nor check coverage, and returns the claim.",
    fix="Enter the date of service in service_from, and in service_through as well if the service lasted several days.",
    looks_at=("service_lines[].service_from",),
    subject="line",
    check=check,
    severity=severities("R", "R", "R"),
    cases={"default": Case(says="The line has no date of service.")},
    carc="16",
    rarc=("M52",),
    status=statuses("A6:187"),
    snip=2,
    source="837P loop 2400 DTP 472",
    basis="regulation",
    references=(
        usage_837p("loop 2400, DTP 472: required"),
        usage_837i("loop 2400, DTP 472: situational, so that this edit is for professional claims"),
    ),
    example=Example(base="office-visit", field="service_lines[0].service_from", fires=None, silent="2026-11-02"),
    form="professional",
    waivable=False,
)
