"""PS101: every professional service has a place of service."""

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.references import usage_837p


def check(claim: ClaimFacts) -> Found:
    """Neither the claim nor a line has a place of service; if some lines have one, the others are at fault."""
    if not is_blank(claim.encounter.place_of_service):
        return None
    without = [line for line in claim.lines if is_blank(line.line.place_of_service)]
    if len(without) == len(claim.lines):
        return problem("place_of_service")
    return [problem(f"{line.path}.place_of_service", "line", number=line.number) for line in without]


EDIT = Edit(
    code="PS101",
    name="place-of-service-missing",
    title="The claim has no place of service.",
    why="A professional claim must have a place of service. It decides coverage and rate, so a payer returns a claim "
    "without it.",
    fix="Enter the two-digit place of service on the claim, such as 11 for an office. A line needs its own only if "
    "it differs.",
    looks_at=("place_of_service", "service_lines[].place_of_service"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(says="Neither the claim nor any line has a place of service."),
        "line": Case(says="Line {number} has no place of service, and neither has the claim."),
    },
    carc="16",
    rarc=("M77",),
    status=statuses("A6:249"),
    snip=2,
    source="ASC X12 837P, CLM05-1 and SV105",
    basis="regulation",
    references=(usage_837p("loop 2300, CLM05-1: required; loop 2400, SV105: situational"),),
    form="professional",
    example=Example(base="office-visit", field="place_of_service", fires=None, silent="11"),
)
