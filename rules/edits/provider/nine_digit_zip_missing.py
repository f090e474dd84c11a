"""PV111: the ZIP code of the billing provider and the service facility has nine digits."""

import re
from typing import Final

from rules.claim.facts import ClaimFacts, ProviderFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses

_FIVE_DIGITS: Final = re.compile(r"[0-9]{5}")


def check(provider: ProviderFacts, claim: ClaimFacts) -> Found:
    """The billing provider or service facility has a US address with a five-digit ZIP code."""
    if provider.role not in ("billing", "service_facility"):
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
    why="A claim requires nine digits in these two addresses, because fees can differ within one five-digit ZIP "
    "code. Medicare returns the claim; other payers may price it wrong.",
    fix="Look up the last four digits with the Postal Service and send all nine. The worker never fills them in: "
    "0000 or 9998 is a guess.",
    looks_at=(
        "billing_provider.address.postal_code",
        "service_facility.address.postal_code",
        "service_lines[].service_facility.address.postal_code",
    ),
    subject="provider",
    check=check,
    severity=severities("R", "W", "W"),
    cases={
        "billing": Case(
            says="The billing provider's ZIP code has five digits; nine are required.",
            rarc=("N258",),
            status=statuses("A7:500:85"),
        ),
        "service_facility": Case(
            says="The service facility's ZIP code has five digits; nine are required.",
            rarc=("N294",),
            status=statuses("A7:500:77"),
        ),
    },
    carc="16",
    rarc=("N258",),
    snip=4,
    source="837 N403 of loops 2010AA, 2310C (837P) and 2310E (837I)",
    example=Example(
        base="office-visit", field="billing_provider.address.postal_code", fires="60601", silent="606011234"
    ),
)
