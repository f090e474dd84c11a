"""PV102: a payer identifies the billing provider by NPI."""

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.references import usage_837i, usage_837p


def check(claim: ClaimFacts) -> Found:
    """The billing provider has no NPI and is not an atypical provider with another number."""
    billing = claim.encounter.billing_provider
    if not is_blank(billing.npi):
        return None
    has_tax_id = not is_blank(billing.tax_id)
    has_other = any(not is_blank(other.value) for other in billing.other_ids)
    if has_tax_id and has_other and claim.payer_class in ("medicaid", "commercial"):
        return None
    return problem("billing_provider.npi", "default" if has_tax_id or has_other else "no-number")


EDIT = Edit(
    code="PV102",
    name="billing-npi-missing",
    title="The billing provider has no NPI.",
    why="Payers identify the billing provider by its NPI and return a claim without one. Only atypical providers, "
    "such as taxi or home-help services, may bill Medicaid or a commercial payer without it.",
    fix="Enter billing_provider.npi. An atypical provider that cannot have an NPI sends its tax_id and the payer's "
    "number in other_ids instead, on Medicaid and commercial claims.",
    looks_at=("billing_provider.npi", "billing_provider.tax_id", "billing_provider.other_ids"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(says="The billing provider has no NPI."),
        "no-number": Case(
            says="The billing provider has no NPI and no other identifier.",
            status=statuses("A6:560:85"),
        ),
    },
    carc="206",
    rarc=("N257",),
    status=statuses("A6:562:85"),
    snip=2,
    source="837 loop 2010AA NM109 and REF; 45 CFR 162.410 (use of the NPI)",
    basis="regulation",
    references=(
        usage_837p("loop 2010AA, NM109: situational, for providers that have an NPI"),
        usage_837i("loop 2010AA, NM109: situational, for providers that have an NPI"),
    ),
    example=Example(base="office-visit", field="billing_provider.npi", fires=None, silent="1076543218"),
    waivable=False,
    on_void=True,
)
