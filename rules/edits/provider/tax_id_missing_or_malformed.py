"""PV105: a payer reports payments under the billing provider's tax ID (EIN or SSN)."""

import re
from typing import Final

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.references import usage_837i, usage_837p

_NEVER_ISSUED: Final = re.compile("000|666|9")
"""No social security number begins with these."""
_SSN_STATUS: Final = statuses("A7:148:85")


def check(claim: ClaimFacts) -> Found:
    """The billing provider's tax ID is missing, not nine digits, or has no type."""
    billing = claim.encounter.billing_provider
    number, kind = billing.tax_id, billing.tax_id_type
    if number is None or is_blank(number):
        return problem("billing_provider.tax_id", "missing")
    found = []
    if len(number) != 9 or not (number.isascii() and number.isdigit()) or number == number[0] * 9:
        found.append(problem("billing_provider.tax_id", "malformed-ssn" if kind == "SSN" else "malformed"))
    elif kind == "SSN" and _NEVER_ISSUED.match(number):
        found.append(problem("billing_provider.tax_id", "never-issued"))
    if kind is None:
        found.append(problem("billing_provider.tax_id_type", "kind-missing"))
    return found


EDIT = Edit(
    code="PV105",
    name="tax-id-missing-or-malformed",
    title="The billing provider's tax ID is missing, is not nine digits, or has no type.",
    why="Payers must report payments to the IRS under the billing provider's tax ID, so a claim without a valid one "
    "is returned. The claim also says whether it is an EIN or an SSN.",
    fix="Enter the nine digits in billing_provider.tax_id and EIN or SSN in tax_id_type. No SSN starts with 000, 666 "
    "or 9: such a number is mistyped or another kind.",
    looks_at=("billing_provider.tax_id", "billing_provider.tax_id_type"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "missing": Case(says="The billing provider has no tax ID."),
        "malformed": Case(says="The billing provider's tax ID is not nine digits, or is one digit repeated."),
        "malformed-ssn": Case(
            says="The billing provider's SSN is not nine digits, or is one digit repeated.",
            status=_SSN_STATUS,
        ),
        "never-issued": Case(
            says="The billing provider's SSN does not start with a valid prefix.", mark="WARN", status=_SSN_STATUS
        ),
        "kind-missing": Case(says="The type of the billing provider's tax ID, EIN or SSN, is missing.", mark="WARN"),
    },
    carc="16",
    rarc=("N209",),
    status=statuses("A7:128:85"),
    snip=2,
    source="837 loop 2010AA REF EI and SY; Social Security Administration, numbers never assigned",
    basis="regulation",
    references=(
        usage_837p("loop 2010AA, REF EI or SY: required"),
        usage_837i("loop 2010AA, REF EI: required"),
    ),
    example=Example(base="office-visit", field="billing_provider.tax_id", fires="36312345", silent="363123456"),
    waivable=False,
)
