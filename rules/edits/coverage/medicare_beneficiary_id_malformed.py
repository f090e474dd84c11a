"""CV103: a Medicare beneficiary id has eleven characters in a fixed pattern of digits and letters."""

import re
from typing import Final

from rules.claim.facts import ClaimFacts, CoverageFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses

# The letters S, L, O, I, B and Z are never used: they are too easily read as digits.
_LETTER: Final = "AC-HJKMNP-RT-Y"
_BENEFICIARY_ID: Final = re.compile(
    f"[1-9][{_LETTER}][0-9{_LETTER}][0-9][{_LETTER}][0-9{_LETTER}][0-9][{_LETTER}]{{2}}[0-9]{{2}}"
)
_SAYS: Final = "The member id of a Medicare coverage is not a Medicare beneficiary id."


def check(part: CoverageFacts, claim: ClaimFacts) -> Found:
    """The member id of a Medicare coverage, where there is one, is not in the form of a beneficiary id."""
    coverage = part.coverage
    if coverage.filing_indicator not in ("MA", "MB") or coverage.member_id is None or is_blank(coverage.member_id):
        return None
    if _BENEFICIARY_ID.fullmatch(coverage.member_id):
        return None
    return problem(f"{part.path}.member_id", "billed" if part.billed else "other")


EDIT = Edit(
    code="CV103",
    name="medicare-beneficiary-id-malformed",
    title="The member id of a Medicare coverage does not have the form of a Medicare beneficiary id.",
    why="Medicare gives every beneficiary an id of eleven characters in a fixed pattern, without the letters S, L, O, "
    "I, B and Z. It returns claims with any other.",
    fix="Copy the id from the red, white and blue card; old numbers made from a social security number no longer "
    "count. A Medicare Advantage plan has its own ids: give it its own filing indicator, or map its payer id to the "
    "commercial profile.",
    looks_at=("coverages[].member_id", "coverages[].filing_indicator"),
    subject="coverage",
    check=check,
    severity=severities("R", "W", "W"),
    cases={"billed": Case(says=_SAYS), "other": Case(says=_SAYS, mark="WARN")},
    carc="16",
    rarc=("N382",),
    status=statuses("A7:164:IL"),
    snip=5,
    source="CMS, format of the Medicare beneficiary identifier",
    on_void=True,
    example=Example(base="inpatient-stay", field="coverages[0].member_id", fires="1SG4TE5MK73", silent="1EG4TE5MK73"),
)
