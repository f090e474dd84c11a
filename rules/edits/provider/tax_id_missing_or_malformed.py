"""PV105: a payer reports what it pays under the tax number of who bills."""

from typing import Final

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses

_NEVER_ISSUED: Final = ("000", "666", "9")
"""No social security number begins with these."""
_SSN_STATUS: Final = statuses("A7:148:85")


def check(claim: ClaimFacts) -> Found:
    """The billing provider's tax number is absent, no number of nine digits, or not said to be of either kind."""
    billing = claim.encounter.billing_provider
    number, kind = billing.tax_id, billing.tax_id_type
    if number is None or is_blank(number):
        return problem("billing_provider.tax_id", "missing")
    found = []
    if len(number) != 9 or not (number.isascii() and number.isdigit()) or number == number[0] * 9:
        found.append(problem("billing_provider.tax_id", "malformed-ssn" if kind == "SSN" else "malformed"))
    elif kind == "SSN" and number.startswith(_NEVER_ISSUED):
        found.append(problem("billing_provider.tax_id", "never-issued"))
    if kind is None:
        found.append(problem("billing_provider.tax_id_type", "kind-missing"))
    return found


EDIT = Edit(
    code="PV105",
    name="tax-id-missing-or-malformed",
    title="The billing provider's tax number is missing, is not nine digits, or its kind is not given.",
    why="Payers must report payments to the tax authority under the billing provider's number, so a claim without a "
    "usable one is returned. The claim also has to say whether it is an employer's or a social security number.",
    fix="Give the nine digits in billing_provider.tax_id and EIN or SSN in tax_id_type. No social security number "
    "begins with 000, 666 or 9: such a number is mistyped or of another kind.",
    looks_at=("billing_provider.tax_id", "billing_provider.tax_id_type"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "missing": Case(says="The billing provider has no tax number."),
        "malformed": Case(says="The billing provider's tax number is not nine digits, or one digit nine times."),
        "malformed-ssn": Case(
            says="The billing provider's social security number is not nine digits, or one digit nine times.",
            status=_SSN_STATUS,
        ),
        "never-issued": Case(
            says="The billing provider's social security number begins as none does.", mark="WARN", status=_SSN_STATUS
        ),
        "kind-missing": Case(says="Nothing says whether the billing provider's tax number is EIN or SSN.", mark="WARN"),
    },
    carc="16",
    rarc=("N209",),
    status=statuses("A7:128:85"),
    snip=2,
    source="837 loop 2010AA REF EI and SY; Social Security Administration, numbers never assigned",
    example=Example(base="office-visit", field="billing_provider.tax_id", fires="36312345", silent="363123456"),
    waivable=False,
)
