"""PV110: the billing provider has a street address; a PO Box belongs in the pay-to address."""

import re
from typing import Final

from rules.claim.facts import FIRST_UNDER_5010, ClaimFacts
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.references import usage_837i, usage_837p

_BOX: Final = re.compile(
    r"\W*(?:p\W*[o0]\W*b(?:\W*[o0]\W*x)?|post(?:al)?\W*(?:office\W*)?box|lock\W*box|p\W*m\W*b|private\W*mail\W*box)(?![a-z])",
    re.IGNORECASE,
)


def check(claim: ClaimFacts) -> Found:
    """The billing provider has no address, or a PO Box or lockbox."""
    address = claim.encounter.billing_provider.address
    if address is None:
        return problem("billing_provider.address", "missing")
    if claim.as_of >= FIRST_UNDER_5010 and _BOX.match(address.line1):
        return problem("billing_provider.address.line1", "box")
    return None


EDIT = Edit(
    code="PV110",
    name="billing-address-missing-or-not-a-street",
    title="The billing provider has no address, or its address is a PO Box or lockbox.",
    why="The billing provider's address must be its place of business. Medicare returns a claim with a PO Box or "
    "lockbox there, and other payers may; the pay-to address is for payments.",
    fix="Enter the street address in billing_provider.address and move the PO Box or lockbox to pay_to_address.",
    looks_at=("billing_provider.address", "billing_provider.address.line1", "occurred_at"),
    subject="claim",
    check=check,
    severity=severities("R", "W", "W"),
    cases={
        "missing": Case(says="The billing provider has no address.", status=statuses("A6:126:85")),
        "box": Case(
            says="The billing provider's address is a PO Box or lockbox.",
            suggest="Enter the street address here and the PO Box or lockbox in pay_to_address.",
            status=statuses("A7:503:85"),
        ),
    },
    carc="16",
    rarc=("N258",),
    snip=4,
    source="837 loop 2010AA N3 and N4, loop 2010AB",
    basis="regulation",
    references=(
        usage_837p("loop 2010AA, N3 and N4: required"),
        usage_837i("loop 2010AA, N3 and N4: required"),
        Reference(
            text="Office Ally, 4010 to 5010 conversion: from 5010 on the billing provider's address can no longer be a "
            "PO Box or lockbox, which belongs in the pay-to address.",
            address="https://m.moam.info/4010-to-5010-conversion-guide-office-ally_5a24ac4d1723dd9bb9deaf7b.html",
        ),
    ),
    changed="2",
    example=Example(
        base="office-visit",
        field="billing_provider.address.line1",
        fires="P.O. Box 1200",
        silent="1200 N Lake Shore Dr",
    ),
)
