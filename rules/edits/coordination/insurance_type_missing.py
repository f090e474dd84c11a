"""CB111: where Medicare pays second, a professional claim says why."""

from rules.claim.facts import ClaimFacts, CoverageFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.edits.coordination._prior_payers import MEDICARE


def check(payer: CoverageFacts, claim: ClaimFacts) -> Found:
    """Medicare comes after another payer, and no insurance type says for what reason."""
    coverage = payer.coverage
    if payer.index == 0 or coverage.filing_indicator not in MEDICARE or not is_blank(coverage.insurance_type_code):
        return None
    return problem(f"{payer.path}.insurance_type_code", "default" if payer.billed else "not-billed")


EDIT = Edit(
    code="CB111",
    name="insurance-type-missing",
    title="Medicare is not the first payer, and the claim does not say why.",
    why="Medicare pays second only for reasons in the law, such as an employer's plan or an accident. A professional "
    "claim that comes to it second without such a reason is returned.",
    fix="Give the insurance type code of the reason: 12 for a working aged patient or spouse, 13 for kidney disease, "
    "14 for no-fault, 15 for workers' compensation, 43 for disability, 47 for liability. If Medicare is first, put it "
    "first.",
    looks_at=("coverages[].insurance_type_code", "coverages[].filing_indicator"),
    subject="coverage",
    check=check,
    occasion="several-payers",
    form="professional",
    severity=severities("R", "W", "W"),
    cases={
        "default": Case(says="Medicare is billed after another payer, and no insurance type code says why."),
        "not-billed": Case(
            says="Medicare stands after another payer, and no insurance type code says why.", mark="WARN"
        ),
    },
    carc="16",
    rarc=("MA83",),
    status=statuses("A6:578"),
    snip=4,
    source="ASC X12 005010X222A2, SBR05",
    example=Example(
        base="medicare-secondary",
        field="coverages[1].insurance_type_code",
        fires=None,
        silent="12",
    ),
    related=("CB112",),
)
