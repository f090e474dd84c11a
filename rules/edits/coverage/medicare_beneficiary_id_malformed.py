"""CV103: a Medicare beneficiary identifier (MBI) has eleven characters in a fixed pattern."""

import re
from typing import Final

from rules.claim.facts import ClaimFacts, CoverageFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.lists.dated_list import dated_list

# The letters S, L, O, I, B and Z are never used: they look like digits.
_LETTER: Final = "AC-HJKMNP-RT-Y"
_BENEFICIARY_ID: Final = re.compile(
    f"[1-9][{_LETTER}][0-9{_LETTER}][0-9][{_LETTER}][0-9{_LETTER}][0-9][{_LETTER}]{{2}}[0-9]{{2}}"
)
_SAYS: Final = "The member ID of a Medicare coverage is not in MBI format."


def check(part: CoverageFacts, claim: ClaimFacts, *, medicare: frozenset[str]) -> Found:
    """The member ID of a Medicare coverage is given and not in MBI format."""
    coverage = part.coverage
    if coverage.filing_indicator not in medicare or coverage.member_id is None or is_blank(coverage.member_id):
        return None
    if _BENEFICIARY_ID.fullmatch(coverage.member_id):
        return None
    return problem(f"{part.path}.member_id", "billed" if part.billed else "other")


EDIT = Edit(
    code="CV103",
    name="medicare-beneficiary-id-malformed",
    title="The member ID of a Medicare coverage is not in MBI format.",
    why="Every Medicare beneficiary has an identifier of eleven characters in a fixed pattern, without the letters "
    "S, L, O, I, B and Z. Medicare returns claims with any other.",
    fix="Copy the identifier from the red, white and blue card; old numbers based on a Social Security number are no "
    "longer valid. A Medicare Advantage plan has its own member IDs: use its own filing indicator, or map its payer "
    "ID to the commercial profile.",
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
    lists={"medicare": dated_list("medicare_filing_indicators")},
    example=Example(base="inpatient-stay", field="coverages[0].member_id", fires="1SG4TE5MK73", silent="1EG4TE5MK73"),
)
