"""LB104: a mammogram is paid only to a certified facility."""

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.lists.dated_list import dated_list
from rules.references import usage_837p


def check(claim: ClaimFacts, *, mammograms: frozenset[str]) -> Found:
    """A line bills a mammogram, not its interpretation alone, and the claim has no mammography certification number."""
    if not is_blank(claim.encounter.mammography_certification_number):
        return None
    for line in claim.lines:
        if line.code in mammograms and "26" not in line.modifiers:
            return problem("mammography_certification_number", code=line.code)
    return None


EDIT = Edit(
    code="LB104",
    name="mammography-certificate-missing",
    title="A mammogram is billed without the facility's certification number.",
    why="Medicare pays for mammograms only in facilities certified under the Mammography Quality Standards Act, and "
    "denies a claim without the certification number.",
    fix="Enter the six-digit certification number of the facility that performed the mammogram. Modifier 26 means "
    "that only the interpretation is billed; leave the number out for payers that do not ask for it.",
    looks_at=("mammography_certification_number", "service_lines[].procedure_code", "service_lines[].modifiers"),
    subject="claim",
    check=check,
    severity=severities("W", "W", "N"),
    cases={"default": Case(says="Mammogram {code} is billed without a mammography certification number.")},
    carc="16",
    rarc=("MA128",),
    # The list of claim status codes has none for this number: the general one for a claim that lacks something.
    status=statuses("A7:481"),
    snip=6,
    source="ASC X12 837P, loop 2300, REF EW; Medicare Claims Processing Manual ch. 18 §20",
    basis="regulation",
    references=(usage_837p("loops 2300 and 2400, REF EW: situational"),),
    form="professional",
    lists={"mammograms": dated_list("mammograms")},
    example=Example(
        base="office-visit",
        field="mammography_certification_number",
        fires=None,
        silent="123456",
        given={"service_lines[1].procedure_code": "77067"},
    ),
)
