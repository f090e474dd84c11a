"""PV111: the ZIP code of the billing provider and the service facility has nine digits."""

import re
from typing import Final

from rules.claim.facts import FIRST_UNDER_5010, ClaimFacts, ProviderFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.references import usage_837i, usage_837p

_FIVE_DIGITS: Final = re.compile(r"[0-9]{5}")


def check(provider: ProviderFacts, claim: ClaimFacts) -> Found:
    """The billing provider or service facility has a US address with a five-digit ZIP code."""
    if provider.role not in ("billing", "service_facility") or claim.as_of < FIRST_UNDER_5010:
        return None
    address = provider.provider.address
    if address is None or address.country != "US" or address.postal_code is None:
        return None
    if _FIVE_DIGITS.fullmatch(address.postal_code) is None:
        return None
    return problem(f"{provider.path}.address.postal_code", provider.role)


EDIT = Edit(
    code="PV111",
    name="nine-digit-zip-missing",
    title="The ZIP code of the billing provider or service facility has only five digits.",
    why="An 837 requires nine digits in the billing provider's address, because fees can differ within one five-digit "
    "ZIP code. Medicare returns the claim. For other payers clearinghouses often add 0000, and the payer may price the "
    "claim wrong. The ZIP code of a service facility should have nine digits too.",
    fix="Look up the last four digits with the Postal Service and send all nine. The worker never fills them in: "
    "0000 or 9998 is a guess.",
    looks_at=(
        "occurred_at",
        "billing_provider.address.postal_code",
        "service_facility.address.postal_code",
        "service_lines[].service_facility.address.postal_code",
    ),
    subject="provider",
    check=check,
    severity=severities("R", "N", "N"),
    cases={
        "billing": Case(
            says="The billing provider's ZIP code has five digits; nine are required.",
            rarc=("N258",),
            status=statuses("A7:500:85"),
        ),
        "service_facility": Case(
            says="The service facility's ZIP code has five digits; send all nine.",
            mark="WARN",
            rarc=("N294",),
            status=statuses("A7:500:77"),
        ),
    },
    carc="16",
    rarc=("N258",),
    snip=4,
    source="837 N403 of loops 2010AA, 2310C (837P) and 2310E (837I); X12 RFI 1533 (billing provider: nine digits) "
    "and 600 (five digits before 005010)",
    basis="regulation",
    references=(
        usage_837p("loop 2010AA, N403: situational, by country"),
        usage_837i("loop 2010AA, N403: situational, by country"),
    ),
    changed="2",
    example=Example(
        base="office-visit", field="billing_provider.address.postal_code", fires="60601", silent="606011234"
    ),
)
