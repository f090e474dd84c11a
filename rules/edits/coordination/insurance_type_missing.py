"""CB111: a professional claim says why Medicare is secondary."""

from rules.claim.facts import ClaimFacts, CoverageFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.lists.dated_list import dated_list
from rules.references import usage_837p


def check(payer: CoverageFacts, claim: ClaimFacts, *, medicare: frozenset[str]) -> Found:
    """Medicare is after another payer, and there is no insurance type code for the reason."""
    coverage = payer.coverage
    if payer.index == 0 or coverage.filing_indicator not in medicare or not is_blank(coverage.insurance_type_code):
        return None
    return problem(f"{payer.path}.insurance_type_code", "default" if payer.billed else "not-billed")


EDIT = Edit(
    code="CB111",
    name="insurance-type-missing",
    title="Medicare is secondary, and the claim does not say why.",
    why="Medicare is secondary only for reasons in the law, such as an employer's plan or an accident. A "
    "professional claim to Medicare as secondary without the reason is returned.",
    fix="Enter the insurance type code of the reason: 12 working aged patient or spouse, 13 end-stage renal disease, "
    "14 no-fault, 15 workers' compensation, 43 disability, 47 liability. If Medicare is primary, put it first.",
    looks_at=("coverages[].insurance_type_code", "coverages[].filing_indicator"),
    subject="coverage",
    check=check,
    occasion="several-payers",
    form="professional",
    severity=severities("R", "W", "W"),
    cases={
        "default": Case(says="Medicare is billed as secondary without an insurance type code."),
        "not-billed": Case(says="Medicare is after another payer without an insurance type code.", mark="WARN"),
    },
    carc="16",
    rarc=("MA83",),
    status=statuses("A6:578"),
    snip=4,
    source="ASC X12 005010X222A2, SBR05",
    basis="regulation",
    references=(usage_837p("loop 2000B, SBR05: situational"),),
    lists={"medicare": dated_list("medicare_filing_indicators")},
    example=Example(
        base="medicare-secondary",
        field="coverages[1].insurance_type_code",
        fires=None,
        silent="12",
    ),
    related=("CB112",),
)
