"""CB112: the insurance type says why Medicare pays second, and nothing else."""

from typing import Final

from rules.claim.facts import ClaimFacts, CoverageFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.edits.coordination._prior_payers import MEDICARE

_TYPES: Final = frozenset(("12", "13", "14", "15", "16", "41", "42", "43", "47"))


def check(payer: CoverageFacts, claim: ClaimFacts) -> Found:
    """An insurance type is none that exists, or stands where Medicare does not pay second on a professional claim."""
    code = payer.coverage.insurance_type_code
    if is_blank(code):
        return None
    if code not in _TYPES:
        case = "default" if payer.billed else "unknown-elsewhere"
    elif claim.institutional:
        case = "institutional"
    elif payer.index == 0:
        case = "first"
    elif payer.coverage.filing_indicator not in MEDICARE:
        case = "not-medicare"
    else:
        return None
    return problem(f"{payer.path}.insurance_type_code", case)


_UNKNOWN = "The insurance type code is none of 12 to 16, 41, 42, 43 and 47."

EDIT = Edit(
    code="CB112",
    name="insurance-type-unexpected",
    title="An insurance type code is unknown, or stands where none belongs.",
    why="The insurance type code gives the reason for which Medicare pays second on a professional claim. An unknown "
    "code is refused, and one in another place makes a payer think of Medicare where there is none.",
    fix="Give one of the published codes on a Medicare coverage after the first, and take the code out everywhere "
    "else.",
    looks_at=("coverages[].insurance_type_code", "coverages[].filing_indicator"),
    subject="coverage",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(says=_UNKNOWN),
        "unknown-elsewhere": Case(says=_UNKNOWN, mark="WARN"),
        "institutional": Case(says="An institutional claim has no place for an insurance type code.", mark="WARN"),
        "first": Case(says="The first payer has no insurance type code, for it does not pay second.", mark="WARN"),
        "not-medicare": Case(says="Only Medicare coverages have an insurance type code.", mark="WARN"),
    },
    carc="16",
    rarc=("MA83",),
    status=statuses("A7:578"),
    snip=4,
    source="ASC X12 005010X222A2, SBR05",
    example=Example(base="office-visit", field="coverages[0].insurance_type_code", fires="99", silent=None),
    related=("CB111",),
)
