"""CB112: the insurance type code says why Medicare is secondary, and nothing else."""

from typing import Final

from rules.claim.facts import ClaimFacts, CoverageFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.lists.dated_list import dated_list


def check(payer: CoverageFacts, claim: ClaimFacts, *, medicare: frozenset[str], types: frozenset[str]) -> Found:
    """An insurance type code is invalid, or is on a coverage other than secondary Medicare on a professional claim."""
    code = payer.coverage.insurance_type_code
    if is_blank(code):
        return None
    if code not in types:
        case = "default" if payer.billed else "unknown-elsewhere"
    elif claim.institutional:
        case = "institutional"
    elif payer.index == 0:
        case = "first"
    elif payer.coverage.filing_indicator not in medicare:
        case = "not-medicare"
    else:
        return None
    return problem(f"{payer.path}.insurance_type_code", case)


_UNKNOWN: Final = "The insurance type code is not 12 to 16, 41, 42, 43 or 47."

EDIT = Edit(
    code="CB112",
    name="insurance-type-unexpected",
    title="An insurance type code is invalid or does not belong here.",
    why="The insurance type code gives the reason why Medicare is secondary on a professional claim. An invalid code "
    "is rejected, and one elsewhere suggests Medicare where there is none.",
    fix="Enter a published code on a secondary Medicare coverage, and remove the code everywhere else.",
    looks_at=("coverages[].insurance_type_code", "coverages[].filing_indicator"),
    subject="coverage",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(says=_UNKNOWN),
        "unknown-elsewhere": Case(says=_UNKNOWN, mark="WARN"),
        "institutional": Case(says="An insurance type code is not allowed on an institutional claim.", mark="WARN"),
        "first": Case(says="An insurance type code is not allowed on the primary payer.", mark="WARN"),
        "not-medicare": Case(says="An insurance type code is only for Medicare coverages.", mark="WARN"),
    },
    carc="16",
    rarc=("MA83",),
    status=statuses("A7:578"),
    snip=4,
    source="ASC X12 005010X222A2, SBR05",
    basis="regulation",
    lists={
        "medicare": dated_list("medicare_filing_indicators"),
        "types": dated_list("medicare_secondary_insurance_types"),
    },
    example=Example(base="office-visit", field="coverages[0].insurance_type_code", fires="99", silent=None),
    related=("CB111",),
)
