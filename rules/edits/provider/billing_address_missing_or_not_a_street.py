"""PV110: who bills has a street address; a post office box is where the money goes, not where the practice is."""

import re
from typing import Final

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses

_BOX: Final = re.compile(
    r"\W*(?:p\W*[o0]\W*b(?:\W*[o0]\W*x)?|post(?:al)?\W*(?:office\W*)?box|lock\W*box|p\W*m\W*b|private\W*mail\W*box)(?![a-z])",
    re.IGNORECASE,
)


def check(claim: ClaimFacts) -> Found:
    """The billing provider has no address, or its line is a box."""
    address = claim.encounter.billing_provider.address
    if address is None:
        return problem("billing_provider.address", "missing")
    if _BOX.match(address.line1):
        return problem("billing_provider.address.line1", "box")
    return None


EDIT = Edit(
    code="PV110",
    name="billing-address-missing-or-not-a-street",
    title="The billing provider has no address, or its address is a post office box or lockbox.",
    why="The billing provider's address must be the place where it does business. Medicare returns a claim with a box "
    "there, and other payers may; payments to a box have a place of their own on the claim.",
    fix="Give the street address in billing_provider.address and move the box to pay_to_address.",
    looks_at=("billing_provider.address", "billing_provider.address.line1"),
    subject="claim",
    check=check,
    severity=severities("R", "W", "W"),
    cases={
        "missing": Case(says="The billing provider has no address.", status=statuses("A6:126:85")),
        "box": Case(
            says="The billing provider's address is a box, not a street.",
            suggest="Give the street address here and the box as pay_to_address.",
            status=statuses("A7:503:85"),
        ),
    },
    carc="16",
    rarc=("N258",),
    snip=4,
    source="837 loop 2010AA N3 and N4, loop 2010AB",
    example=Example(
        base="office-visit",
        field="billing_provider.address.line1",
        fires="P.O. Box 1200",
        silent="1200 N Lake Shore Dr",
    ),
)
