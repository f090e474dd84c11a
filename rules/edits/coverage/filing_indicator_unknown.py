"""CV104: the claim filing indicator says what kind of payer a coverage is with."""

from typing import Final

from rules.claim.facts import ClaimFacts, CoverageFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.lists.dated_list import DatedList, OnOtherDate, dated_list
from rules.references import usage_837p, usage_837p_4010

_ABSENT: Final = "The coverage has no filing indicator."
_UNKNOWN: Final = "The coverage's filing indicator is not a valid code."


def check(part: CoverageFacts, claim: ClaimFacts, *, known: DatedList) -> Found:
    """A coverage has no filing indicator, or an invalid one."""
    sent = part.coverage.filing_indicator
    if known.has(sent, claim.as_of):
        return None
    case = "absent" if is_blank(sent) else "unknown"
    return problem(f"{part.path}.filing_indicator", case if part.billed else f"{case}-elsewhere")


EDIT = Edit(
    code="CV104",
    name="filing-indicator-unknown",
    title="A coverage has no filing indicator or an invalid one.",
    why="The filing indicator says whether a payer is Medicare, Medicaid, commercial, workers' compensation or "
    "another kind. A claim with an invalid one fails validation.",
    fix="Set the indicator in the payer's record, such as CI for a commercial insurer, BL for Blue Cross Blue Shield, "
    "HM for a health maintenance organization, 16 for a Medicare health plan.",
    looks_at=("coverages[].filing_indicator", "occurred_at"),
    subject="coverage",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "absent": Case(says=_ABSENT),
        "absent-elsewhere": Case(says=_ABSENT, mark="WARN"),
        "unknown": Case(says=_UNKNOWN),
        "unknown-elsewhere": Case(says=_UNKNOWN, mark="WARN"),
    },
    carc="16",
    rarc=("M56",),
    status=statuses("A7:480:IL"),
    snip=5,
    source="ASC X12 837 SBR09",
    basis="regulation",
    references=(
        usage_837p("loop 2000B, SBR09: situational, required until health plans have identifiers"),
        usage_837p_4010("loop 2000B: SBR09 also 09, 10 and LI"),
    ),
    changed="2",
    waivable=False,
    on_void=True,
    lists={"known": OnOtherDate(listed=dated_list("filing_indicators"))},
    example=Example(base="office-visit", field="coverages[0].filing_indicator", fires="09", silent="CI"),
)
